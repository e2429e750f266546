import Catalog
import Foundation
import Logging
import Media
import Storage
import Testing

@testable import NVR

/// A recorder as a whole, of which a volume is taken.
struct VolumeRemovalTests {
    private let chief = Principal(identity: .user(id: 1, name: "ada"), credential: .session, role: .administrator)

    private func with(_ body: (Recorder, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-removal-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "root"), withIntermediateDirectories: true)
        var camera = CameraDraft(name: "Yard", url: "rtsp://192.0.2.1/main")
        camera.isEnabled = false
        let recorder = try await Recorder.open(
            RecorderConfiguration(
                dataDirectory: folder.appending(path: "data").path,
                allowsLoopbackCameras: false,
                cameras: [camera],
                version: "test",
                volumeRoots: [folder.appending(path: "root").path]
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let outcome: Result<Void, any Error>
        do {
            let draft = VolumeDraft(name: "ssd", path: folder.appending(path: "root/ssd").path)
            _ = try await recorder.volumes.add(as: chief, draft)
            var change = CameraChange()
            change.volume = "ssd"
            _ = try await recorder.cameras.change(as: chief, "yard", change)
            outcome = .success(try await body(recorder, folder.appending(path: "root/ssd")))
        } catch {
            outcome = .failure(error)
        }
        try await recorder.close()
        try outcome.get()
    }

    private func record(_ recorder: Recorder, in folder: URL, _ ids: [Int64], protected: Set<Int64> = []) async throws {
        for id in ids {
            let key = "yard/main/\(id).mp4"
            try await recorder.services.catalog.apply([
                .opened(
                    SegmentRecord(
                        id: RecordingID(nanoseconds: id),
                        camera: KeepingUnderTest.camera("yard"),
                        stream: .main,
                        start: recorder.now + .seconds(-60),
                        end: recorder.now,
                        bytes: 9,
                        isOpen: false,
                        isProtected: protected.contains(id),
                        node: Node.name,
                        volume: "ssd",
                        key: key,
                        run: RecordingID(nanoseconds: id)
                    )
                )
            ])
            let file = folder.appending(path: key)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data("recording".utf8).write(to: file)
        }
    }

    @Test func theDefaultVolumeStays() async throws {
        try await with { recorder, _ in
            let kind = await refusal { _ = try await recorder.removeVolume(as: chief, "default", recordings: .keep) }
            #expect(kind == .conflict)
            let missing = await refusal { _ = try await recorder.removeVolume(as: chief, "nowhere", recordings: nil) }
            #expect(missing == .notFound)
            let viewer = Asker.user(.operator, .all([]))
            #expect(
                await refusal { _ = try await recorder.removeVolume(as: viewer, "ssd", recordings: nil) } == .forbidden
            )
        }
    }

    @Test func anEmptyOneGoesAndItsCamerasGoBack() async throws {
        try await with { recorder, folder in
            try await recorder.removeVolume(as: chief, "ssd", recordings: nil)
            #expect(try await recorder.volumes.list(as: chief).map(\.id) == ["default"])
            #expect(try await recorder.cameras.camera(as: chief, "yard").volume == nil)
            // Its folder stays, and is the same volume when it is added again.
            let again = try await recorder.volumes.add(as: chief, VolumeDraft(name: "Again", path: folder.path))
            #expect(again.id == "ssd" && again.name == "Again")
        }
    }

    @Test func itMustBeSaidWhatBecomesOfItsRecordings() async throws {
        try await with { recorder, folder in
            try await record(recorder, in: folder, [1, 2])
            let kind = await refusal { _ = try await recorder.removeVolume(as: chief, "ssd", recordings: nil) }
            #expect(kind == .conflict)
            #expect(try await recorder.cameras.camera(as: chief, "yard").volume == "ssd")
            try await recorder.removeVolume(as: chief, "ssd", recordings: .keep)
            // What stays is played as before.
            let media = try await recorder.archive.media(as: chief, of: "2")
            #expect(try await media.read(offset: 0, count: 100) == Array("recording".utf8))
            #expect(recorder.volumes.standing.problems(recorder.volumes.registry).isEmpty)
        }
    }

    @Test func recordingsAreDeletedButForThoseThatAreProtected() async throws {
        try await with { recorder, folder in
            try await record(recorder, in: folder, [1, 2, 3], protected: [2])
            try await recorder.services.catalog.apply([])
            let gone = try await recorder.removeVolume(as: chief, "ssd", recordings: .delete)
            #expect(gone.recordings == 2 && gone.bytes == 18)
            _ = try await recorder.keeping.cleanUp(as: chief)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "yard/main").path)
            #expect(left == ["2.mp4"])
            #expect(try await recorder.archive.media(as: chief, of: "2").length == 9)
        }
    }
}
