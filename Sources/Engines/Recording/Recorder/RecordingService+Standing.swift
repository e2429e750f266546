package import Catalog
import Storage

/// How recording stands, for those who look after it.
extension RecordingService {
    /// What is wrong with recording, in sentences.
    package var problems: [String] {
        let sentences = all.compactMap { recorder in
            recorder.problem.map { "\(recorder.camera)/\(recorder.stream.rawValue) is not recorded. \($0)" }
        }
        return sentences.sorted() + (isShortOfRoom ? [Self.shortage] : []) + [committer.problem].compactMap(\.self)
    }

    /// Why a stream that should be recorded is not written now; nil where all is well.
    package func trouble(of camera: CameraID, _ stream: StreamKind) -> RecordingTrouble? {
        recorder(of: camera, stream)?.trouble
    }

    private static let shortage =
        "The disk is nearly full: there was no room for the whole of a new file. Free some, or let recordings be deleted "
        + "earlier."

    /// Everything is still written, but recordings have to be deleted before anything is lost.
    package var isShortOfRoom: Bool { all.contains(where: \.isShortOfRoom) }

    /// The same of one volume.
    package func isShortOfRoom(on volume: String) -> Bool {
        all.contains { $0.isShortOfRoom && $0.newestVolume == volume }
    }

    /// The streams that are recorded to another volume than they should be.
    package var detours: [RecordingDetour] {
        all.compactMap { recorder in
            recorder.detourReason.map {
                RecordingDetour(
                    camera: recorder.camera,
                    stream: recorder.stream,
                    wanted: recorder.volume,
                    volume: recorder.newestVolume,
                    reason: $0
                )
            }
        }.sorted { ($0.camera, $0.stream.rawValue) < ($1.camera, $1.stream.rawValue) }
    }

    /// The recordings whose files are in the hands of a recorder that has recorded to this volume: nobody else may touch
    /// them. Waits for what these recorders are at.
    package func recordingsHeld(on volume: String) async -> Set<RecordingID> {
        var held: Set<RecordingID> = []
        for recorder in all where recorder.hasUsed(volume) {
            held.formUnion(await recorder.lane.writers.run { recorder.heldRecordings })
        }
        return held
    }
}

/// A stream that is recorded elsewhere than it should be.
package struct RecordingDetour: Hashable, Sendable {
    package let camera: CameraID
    package let stream: StreamKind
    package let wanted: String
    package let volume: String
    package let reason: String
}
