import Catalog
import Media
import Testing

@testable import NVR

struct ArchiveCountTests {
    private func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    @Test func recordingsAreCountedWhereTheyBegan() async throws {
        let world = CamerasUnderTest()
        try await world.withRecorder { cameras, _, archive in
            for name in ["Yard", "Gate"] {
                var draft = CameraDraft(name: name, url: "rtsp://192.0.2.7/a")
                draft.isEnabled = false
                _ = try await cameras.add(as: Asker.administrator, draft)
            }
            for (id, camera) in [(10, "yard"), (20, "yard"), (25, "gate"), (40, "gate")] as [(Int64, String)] {
                try await world.catalog.apply([
                    .opened(
                        SegmentRecord(
                            id: RecordingID(nanoseconds: id * 1_000_000_000),
                            camera: try #require(CameraID(camera)),
                            stream: .main,
                            start: time(id),
                            end: time(id + 1),
                            bytes: 1000,
                            isOpen: false,
                            node: "local",
                            volume: "default",
                            key: "\(camera)/main/1970/01/01/\(camera)_\(id).mp4",
                            run: RecordingID(nanoseconds: id)
                        )
                    )
                ])
            }
            let stretches = [time(0)..<time(20), time(20)..<time(30), time(30)..<time(35)]
            #expect(try await archive.counts(as: Asker.administrator, in: stretches) == [1, 2, 0])
            let viewer = Asker.viewer(["gate": [.playback], "yard": [.live]])
            #expect(try await archive.counts(as: viewer, in: stretches) == [0, 1, 0])
            #expect(try await archive.counts(as: viewer, in: []) == [])
            #expect(await refusal { _ = try await archive.counts(as: .nobody, in: stretches) } == .unproven)
        }
    }
}
