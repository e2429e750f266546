import Catalog
import Foundation
import Logging
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import Recording

/// What happens to files from outside while a recorder runs.
struct ConsistencyRunTests {
    private func run(_ world: World) -> ConsistencyRun {
        let (service, disk) = (world.service, world.disk)
        return ConsistencyRun(
            catalog: world.catalog,
            node: "node",
            volumes: { ["default": disk] },
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            isBusy: { service.isUnsettled($0) }
        )
    }

    /// Four files of ten seconds, of which the last is still being written.
    private func recording() async throws -> (World, SimulatedStream) {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        for _ in 0..<35 {
            await world.send(25, of: &stream)
            await world.service.commit()
        }
        return (world, stream)
    }

    @Test func whatIsBeingRecordedIsInOrder() async throws {
        let (world, stream) = try await recording()
        var more = stream
        // Some of it is on the disk, and the catalogue does not know of it.
        await world.send(260, of: &more)
        #expect(try world.files().count == 5)
        #expect(try await world.rows().count == 4)
        let report = try await run(world).run(repairs: true)
        #expect(report == ConsistencyReport())
        await world.service.finish()
        #expect(try await world.rows().allSatisfy { !$0.isOpen })
        #expect(try await run(world).run(repairs: true).total == 0)
        await world.threads.stop()
    }

    @Test func whatWasDeletedTruncatedAndAddedIsFoundAndMended() async throws {
        let (world, stream) = try await recording()
        var more = stream
        let rows = try await world.rows()
        try #require(rows.count == 4)
        // Added: what another disk had of the camera, of the day before.
        let taken = try world.bytes(of: rows[0])
        try FileManager.default.removeItem(at: world.folder.appending(path: rows[0].key))
        let half = Array(try world.bytes(of: rows[1]).prefix(Int(rows[1].bytes / 2)))
        try world.write(half, to: rows[1].key)
        try world.write([1, 2, 3], to: "yard/main/2026/11/18/note.txt")
        let told = Mutex<[Double]>([])
        let found = try await run(world).run(repairs: false, told: { part, _ in told.withLock { $0.append(part) } })
        #expect(found.found[.missing] == 1 && found.found[.shortened] == 1 && found.mended == 0)
        #expect(found.sentences.contains { $0.contains(rows[0].key) })
        #expect(told.withLock { $0.max() ?? 0 } > 0.99)
        // Nothing was changed.
        #expect(try await world.rows().map(\.id) == rows.map(\.id))

        let changes = Mutex<[ConsistencyChange]>([])
        let mended = try await run(world).run(
            repairs: true,
            changed: { change in
                changes.withLock { $0.append(change) }
            }
        )
        #expect(mended.mended == 2)
        let made = changes.withLock { Set($0) }
        #expect(made == [.removed(rows[0].id, World.camera), .shortened(rows[1].id, World.camera)])
        let left = try await world.rows()
        #expect(left.map(\.id) == rows.dropFirst().map(\.id))
        #expect(left[0].bytes < rows[1].bytes && left[0].videoFrames < rows[1].videoFrames)
        #expect(Set(try await world.gaps().map(\.reason)) == [.fileMissing, .fileDamaged])

        // It is brought back.
        try world.write(taken, to: rows[0].key)
        changes.withLock { $0 = [] }
        let back = try await run(world).run(
            repairs: true,
            changed: { change in
                changes.withLock { $0.append(change) }
            }
        )
        #expect(back.found[.unknown] == 1 && back.mended == 1)
        #expect(changes.withLock { $0 } == [.added(rows[0].id, World.camera)])
        #expect(try await world.rows().first?.videoFrames == rows[0].videoFrames)
        #expect(try await run(world).run(repairs: true).found.keys.allSatisfy { $0 == .foreign })
        // Recording went on all the while.
        await world.send(50, of: &more)
        await world.service.finish()
        #expect(try await world.rows().last?.videoFrames ?? 0 > 50)
        await world.threads.stop()
    }

    @Test func aFileThatIsStillBeingCopiedIsLeftAlone() async throws {
        let (world, _) = try await recording()
        let row = try #require(try await world.rows().first)
        let bytes = try world.bytes(of: row)
        _ = try await world.catalog.deleteSegments([row.id], includingProtected: true)
        // Deleted, and its file has not gone yet: nobody takes it up.
        #expect(try await run(world).run(repairs: true).total == 0)
        try await world.catalog.removalsDone([row.id])
        try world.write(Array(bytes.dropLast(200)), to: row.key)
        #expect(try await run(world).run(repairs: true).total == 0)
        #expect(try world.bytes(of: row).count == bytes.count - 200)
        try world.write(bytes, to: row.key)
        #expect(try await run(world).run(repairs: true).mended == 1)
        await world.service.finish()
        await world.threads.stop()
    }

    @Test func oneRecordingThatCannotBePlayedIsMended() async throws {
        let (world, _) = try await recording()
        let rows = try await world.rows()
        let run = run(world)
        #expect(try await run.mend(rows[0].id) == nil)
        #expect(try await run.mend(rows[3].id) == nil)
        try FileManager.default.removeItem(at: world.folder.appending(path: rows[0].key))
        #expect(try await run.mend(rows[0].id) == .removed(rows[0].id, World.camera))
        #expect(try await run.mend(rows[0].id) == nil)
        try world.write(Array(try world.bytes(of: rows[1]).prefix(4000)), to: rows[1].key)
        #expect(try await run.mend(rows[1].id) != nil)
        // A disk that fails says nothing of its recordings.
        try FileManager.default.removeItem(at: world.folder.appending(path: rows[2].key))
        world.disk.fail([.open])
        #expect(try await run.mend(rows[2].id) == nil)
        #expect(try await world.catalog.segment(rows[2].id) != nil)
        world.disk.fail([])
        await world.service.finish()
        await world.threads.stop()
    }

    @Test func itStopsWhereItIsAskedTo() async throws {
        let (world, _) = try await recording()
        let run = run(world)
        let work = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await run.run(repairs: false)
        }
        await #expect(throws: CatalogError.self) { try await work.value }
        await world.service.finish()
        await world.threads.stop()
    }
}
