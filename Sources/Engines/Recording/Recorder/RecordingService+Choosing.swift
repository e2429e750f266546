package import Catalog
import Stream

/// What is said of the recording of a stream while it goes on.
extension RecordingService {
    /// Changes to which volume a stream is recorded, from its next key frame on; nil for the usual one.
    package func setVolume(_ name: String?, camera: CameraID, stream: StreamKind) {
        recorder(of: camera, stream)?.setVolume(name ?? configuration.volume)
    }

    /// Has all streams that are recorded to a volume go to the usual one, from their next key frames on.
    package func leaveVolume(_ name: String) {
        for recorder in all where recorder.volume == name { recorder.setVolume(configuration.volume) }
    }

    /// Changes how far apart the pictures of a stream are, from its next time line on; zero where all are wanted.
    package func setPictureInterval(_ interval: Duration, camera: CameraID, stream: StreamKind) {
        recorder(of: camera, stream)?.setPictureInterval(interval)
    }

    /// Says what is wanted of a stream from now on.
    package func setOrder(_ order: RecordingOrder, camera: CameraID, stream: StreamKind) {
        recorder(of: camera, stream)?.setOrder(order)
    }

    /// Whether a stream has a recorder, and whether that writes what comes; nil where it has none.
    package func isWriting(_ camera: CameraID, _ stream: StreamKind) -> Bool? {
        recorder(of: camera, stream)?.isWriting
    }
}
