import Catalog
import Media
import Recording
import Stream

/// What is recorded of the cameras at this moment.
extension Cameras {
    /// Brings it in line with modes, schedules and what has happened, for all cameras.
    func direct() async {
        director.forget(before: services.time.wall)
        for record in streams.records.values where !streams.direct(record).isEmpty { await direct(record.id) }
    }

    /// The same for one camera, which is connected for it and left again.
    func direct(_ id: CameraID) async {
        // At once where its recorder is there: nothing that happens waits for a change of the camera that goes on.
        if let record = streams.records[id] { _ = streams.direct(record) }
        await exclusively(id) {
            guard let record = streams.records[id] else { return }
            await apply(record, because: "", unrecordedBecause: "The recording by hand has ended.")
        }
    }
}

extension CameraStatus {
    /// With how long somebody has its streams recorded by hand.
    func with(_ director: RecordingDirector, of camera: CameraID, at now: WallTime) -> CameraStatus {
        var status = self
        status.main?.manualUntil = director.manualEnd(of: camera, .main, at: now)
        status.sub?.manualUntil = director.manualEnd(of: camera, .sub, at: now)
        return status
    }
}
