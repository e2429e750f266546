import Catalog
import Foundation
import Media
import Storage
import Testing

@testable import Playback

struct PlayerTests {
    private let camera = CameraID.derived(from: "yard") { _ in false }
    private let catalog = InMemoryCatalog()
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "nightjar-playback-\(UUID().uuidString)"
    )

    /// Does `body` with a volume that has one recording of 3000 bytes, of which the catalogue knows 2500.
    private func withRecording(_ body: (Player, SegmentRecord, FaultyDisk) async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let disk = FaultyDisk(try LocalDisk(path: folder.path))
        let key = try #require(StorageKey("yard/main/a.mp4"))
        let file = try disk.create(key)
        try file.write([Bytes((0..<3000).map { UInt8(truncatingIfNeeded: $0 / 3) })], at: 0)
        let now = WallTime(nanoseconds: 1_795_000_000_000_000_000)
        try await catalog.insert(
            CameraRecord(id: camera, name: "Yard", mainURL: "", owner: "node", leaseEpoch: 1, createdAt: now)
        )
        let record = SegmentRecord(
            id: RecordingID(nanoseconds: now.nanoseconds),
            camera: camera,
            stream: .main,
            start: now,
            end: now + .seconds(1),
            bytes: 2500,
            node: "node",
            volume: "default",
            key: key.text,
            run: RecordingID(nanoseconds: now.nanoseconds)
        )
        try await catalog.apply([.opened(record)])
        let threads = DiskThreads(count: 1)
        try await body(Player(catalog: catalog, volumes: ["default": disk], threads: threads), record, disk)
        await threads.stop()
    }

    @Test func readsWhatTheCatalogueKnowsAndNoMore() async throws {
        try await withRecording { player, record, _ in
            let file = try await player.open(record.id)
            #expect(file.length == 2500)
            #expect(try await file.read(offset: 0, count: 4) == [0, 0, 0, 1])
            #expect(try await file.read(offset: 2499, count: 100) == [UInt8(truncatingIfNeeded: 2499 / 3)])
            #expect(try await file.read(offset: 2500, count: 100).isEmpty)
            #expect(try await file.read(offset: -1, count: 100).isEmpty)
            #expect(try await file.read(offset: 0, count: .max).count == 2500)
        }
    }

    @Test func aFileThatIsDeletedMeanwhileStaysReadable() async throws {
        try await withRecording { player, record, disk in
            let file = try await player.open(record.id)
            try disk.delete(try #require(StorageKey(record.key)))
            #expect(try await file.read(offset: 0, count: 9).count == 9)
            await #expect(throws: PlaybackError.fileMissing(record.id, key: record.key)) {
                try await player.open(record.id)
            }
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await withRecording { player, record, disk in
            let unknown = RecordingID(nanoseconds: 5)
            await #expect(throws: PlaybackError.noSuchRecording(unknown)) { try await player.open(unknown) }
            let lonely = Player(catalog: catalog, volumes: [:], threads: DiskThreads(count: 1))
            await #expect(throws: PlaybackError.volumeMissing(record.id, volume: "default")) {
                try await lonely.open(record.id)
            }
            try disk.open(try #require(StorageKey(record.key)), for: .writing).truncate(to: 2000)
            await #expect(throws: PlaybackError.fileTooShort(record.id, key: record.key)) {
                try await player.open(record.id)
            }
        }
    }

    @Test func aFileThatShrinksWhileItIsReadIsAnErrorAndNoEnd() async throws {
        try await withRecording { player, record, disk in
            let file = try await player.open(record.id)
            try disk.open(try #require(StorageKey(record.key)), for: .writing).truncate(to: 2000)
            #expect(try await file.read(offset: 1990, count: 100).count == 10)
            await #expect(throws: PlaybackError.fileTooShort(record.id, key: record.key)) {
                try await file.read(offset: 2000, count: 100)
            }
        }
    }
}
