import Catalog
import Recording
import Stream

/// Recordings that are masked.
extension Cameras {
    /// Brings what is recorded of a camera in line with its masks as they are now; returns when nothing more is written under
    /// others.
    func remask(_ id: String) async {
        guard let key = CameraID(id) else { return }
        await exclusively(key) {
            guard let record = streams.records[key] else { return }
            await apply(record, because: "")
        }
    }

    /// Ends the files of those streams of a camera that are recorded under other masks than they should be.
    func endOthers(than record: CameraRecord) async {
        for kind in streams.maskedOtherwise(than: record) {
            await recording.stop(
                camera: record.id,
                stream: kind,
                because: "What is masked on its recordings was changed."
            )
        }
    }
}

extension CameraStreams {
    fileprivate func maskedOtherwise(than record: CameraRecord) -> [StreamKind] {
        StreamKind.allCases.filter { kind in
            recording.isWriting(record.id, kind) != nil && !masked.isCurrent(record, kind)
        }
    }

    /// What goes to disk of a stream that is not recorded yet.
    func recordedRing(of work: StreamWork, _ record: CameraRecord) -> StreamRing {
        masked.ring(for: work, of: record, after: recording.writtenUntil(work.camera, work.kind))
    }

    /// Makes nothing any more for streams that are not recorded.
    func endUnrecorded(of camera: CameraID) {
        for kind in StreamKind.allCases where recording.isWriting(camera, kind) == nil { masked.end(camera, kind) }
    }
}
