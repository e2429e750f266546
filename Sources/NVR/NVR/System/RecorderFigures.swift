import Catalog
import Recording
import Stream

/// What runs, in numbers: of each camera that is switched on, and of the memory that their streams share.
struct RecorderFigures: Sendable {
    struct Camera: Sendable {
        var status: CameraStatus
        /// By the stream's name, as far as it is recorded.
        var recorded: [String: RecordingTally] = [:]
    }

    /// By id.
    var cameras: [String: Camera] = [:]
    /// Bytes of payload in memory, and the most that there may be.
    var heldBytes = 0
    var ringBytes = 0
    /// All cameras have been taken up since the start.
    var areCamerasStarted = false
}

extension Cameras {
    func figures(recorded: [RecordingFigures]) -> RecorderFigures {
        var figures = RecorderFigures()
        for id in streams.works.keys {
            figures.cameras[id.text] = streams.status(of: id).map { RecorderFigures.Camera(status: $0) }
        }
        for stream in recorded {
            figures.cameras[stream.camera.text]?.recorded[stream.stream.rawValue] = stream.tally
        }
        figures.heldBytes = streams.budget.heldBytes
        figures.ringBytes = streams.budget.limit
        figures.areCamerasStarted = areStarted
        return figures
    }
}
