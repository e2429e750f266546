import Catalog
import Media
import Testing

@testable import NVR

/// The pictures of an MJPEG recording by their numbers.
struct RecordingFrameTests {
    private let chief = Asker.administrator

    private func withArchive(_ body: (Archive, RecordedFilm, ExportsUnderTest) async throws -> Void) async throws {
        try await ExportsUnderTest.with { world in
            var film = RecordedFilm(world)
            try await film.record(at: .zero, fragments: [1, 1, 3, 1], size: { 20 + Int($0) })
            try await film.record(at: .seconds(10), fragments: [2], format: RecordedFilm.sound)
            let archive = Archive(
                catalog: world.catalog,
                player: world.player,
                time: world.time,
                masks: world.world.services.masks
            )
            try await body(archive, film, world)
        }
    }

    @Test func theyAreListedPageByPageAndFetched() async throws {
        try await withArchive { archive, film, _ in
            let id = "\(film.records[0].id)"
            let first = try await archive.frames(as: chief, of: id, from: 0, limit: 4)
            #expect(first.count == 6 && first.recording.id == id)
            #expect(first.items.map(\.index) == [0, 1, 2, 3])
            let rest = try await archive.frames(as: chief, of: id, from: 4, limit: 4)
            let all = first.items + rest.items
            #expect(all.map(\.at) == film.pictures.prefix(6).map(\.start))
            #expect(all.map(\.bytes) == [20, 21, 22, 23, 24, 25])
            for index in 0..<6 {
                let frame = try await archive.frame(as: chief, of: id, index: index)
                #expect(frame.bytes.array == RecordedFilm.payload(film.pictures[index]))
                #expect(frame.at == film.pictures[index].start)
            }
            #expect(try await archive.frames(as: chief, of: id, from: 6, limit: 1).items.isEmpty)
        }
    }

    @Test func whatThereIsNotIsRefused() async throws {
        try await withArchive { archive, film, world in
            let id = "\(film.records[0].id)"
            for index in [-1, 6, Int.max] {
                #expect(await refusal { _ = try await archive.frame(as: chief, of: id, index: index) } == .notFound)
            }
            #expect(await refusal { _ = try await archive.frame(as: chief, of: "7", index: 0) } == .notFound)
            #expect(await refusal { _ = try await archive.frames(as: chief, of: id, from: 0, limit: 0) } == .invalid)
            #expect(await refusal { _ = try await archive.frames(as: chief, of: id, from: -1, limit: 1) } == .invalid)
            let sound = "\(film.records[1].id)"
            #expect(await refusal { _ = try await archive.frame(as: chief, of: sound, index: 0) } != nil)
            #expect(await refusal { _ = try await archive.frame(as: .nobody, of: id, index: 0) } == .unproven)
            let viewer = Asker.viewer(["gate": [.live, .playback]])
            #expect(try await archive.frame(as: viewer, of: id, index: 0).index == 0)
            let other = Asker.viewer(["yard": [.live, .playback]])
            #expect(await refusal { _ = try await archive.frame(as: other, of: id, index: 0) } == .notFound)
            // What masks hide from him is in every frame.
            let all = PrivacyMaskDraft(polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1)])
            _ = try await PrivacyMasks(services: world.world.services).replace(as: chief, of: "gate", [all])
            #expect(await refusal { _ = try await archive.frame(as: viewer, of: id, index: 0) } == .forbidden)
            #expect(await refusal { _ = try await archive.frames(as: viewer, of: id, from: 0, limit: 9) } == .forbidden)
            #expect(try await archive.frame(as: chief, of: id, index: 0).index == 0)
        }
    }
}
