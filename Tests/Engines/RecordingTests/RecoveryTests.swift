import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import TestKit
import Testing

@testable import Recording

struct RecoveryTests {
    private let open = OpenRecord(
        id: OpenID(number: 1),
        startedAt: World.beginning,
        lastSeenAt: World.beginning + .seconds(30),
        closedCleanly: false,
        version: "1"
    )

    private func recovery(_ world: World, catalog: (any Catalog)? = nil) -> Recovery {
        Recovery(
            catalog: catalog ?? world.catalog,
            node: "node",
            volumes: ["default": world.local],
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Every row tells the truth about its file, and every file has its row.
    private func expectTruth(_ world: World, catalog: (any Catalog)? = nil) async throws {
        let catalog = catalog ?? world.catalog
        let rows = try await catalog.segments(SegmentQuery(limit: 1000))
        #expect(rows.map(\.key).sorted() == (try world.files()))
        for row in rows {
            let bytes = try world.bytes(of: row)
            let tail = report(on: bytes)
            #expect(!row.isOpen)
            #expect(row.bytes == Int64(bytes.count))
            #expect(tail.damage == nil && tail.isClosed)
            #expect(row.videoFrames == tail.videoSamples && row.audioFrames == tail.audioSamples)
            #expect(row.keyFrames == tail.entries.count { $0.isKey })
            let index = try #require(try await catalog.fragmentIndex(of: row.id))
            #expect(try FragmentIndex(decoding: index.span).entries == entries(of: tail))
            let last = try #require(tail.entries.last)
            // To the microsecond: ticks of sound and of pictures do not divide a nanosecond.
            let end = WallTime(nanoseconds: last.wall) + .nanoseconds(last.duration * 100_000 / 9)
            #expect(abs((row.end - end).inNanoseconds) < 1000)
        }
        let clean = try await recovery(world, catalog: catalog).repair(previous: open)
        #expect(clean.isClean, "\(clean)")
    }

    @Test func afterAKillOrAPowerCutRowsAndFilesTellTheSame() async throws {
        for seed in 0..<UInt64(40) {
            var generator = SeededGenerator(seed: seed)
            let world = try await World()
            let count = generator.integer(60...700)
            let commits = (0..<generator.integer(1...6)).map { _ in generator.integer(1...count) }
            let sent = try await world.record(units: count, commitAfter: commits, audio: seed % 2 == 0)
            // What is beyond the last commit of the newest file is torn in one way or another.
            let rows = try await world.rows()
            let newest = try #require(try world.files().last)
            var bytes = Array(try Data(contentsOf: world.folder.appending(path: newest)))
            // The head is written at once; a file in which it is torn is left alone.
            let safe = Int(rows.first { $0.key == newest }?.bytes ?? report(on: bytes).start)
            let cut = generator.integer(safe...bytes.count)
            switch generator.integer(0...3) {
            case 0: break
            case 1: bytes.removeSubrange(cut...)
            case 2: for index in cut..<bytes.count { bytes[index] = 0 }
            default: if cut < bytes.count { bytes[cut] ^= 0x10 }
            }
            try world.write(bytes, to: newest)
            let report = try await recovery(world).run(previous: open, at: world.time.wall)
            #expect(report.leftAlone.isEmpty, "seed \(seed): \(report)")
            try await expectTruth(world)
            // Nothing that had been told to be safe is lost, and nothing was invented.
            var found: [Bytes] = []
            for row in try await world.rows() { found += try readBack(world.bytes(of: row)).payloads[0] }
            let pictures = sent.filter { $0.track == 0 }.map(\.payload)
            #expect(found == Array(pictures.prefix(found.count)), "seed \(seed)")
            #expect(found.count >= rows.reduce(0) { $0 + $1.videoFrames })
            await world.threads.stop()
        }
    }

    @Test func recordingGoesOnAfterACrashWithAGap() async throws {
        let world = try await World()
        _ = try await world.record(units: 100, commitAfter: [60])
        _ = try await recovery(world).run(previous: open, at: world.time.wall)
        let end = try #require(try await world.rows().last?.end)
        world.restart(previous: open)
        world.time.advance(by: .seconds(20))
        let ring = StreamRing()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: ring)
        ring.begin(stream.format)
        for _ in 0..<60 { ring.append(stream.next()) }
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.endReason) == ["crashed", "stopped"])
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.crashed])
        #expect(gaps.first?.start == end && gaps.first?.end == rows[1].start)
        await world.threads.stop()
    }

    @Test func filesWithoutARowAreTakenUp() async throws {
        let world = try await World()
        let sent = try await world.record(units: 120, commitAfter: [])
        #expect(try await world.rows().isEmpty)
        let report = try await recovery(world).run(previous: open, at: world.time.wall)
        #expect(report.adopted == 1)
        let row = try #require(try await world.rows().first)
        #expect(row.endReason == "adopted" && row.start == World.beginning && row.videoCodec == "avc1.64001e")
        #expect(try readBack(world.bytes(of: row)).payloads[0].count > sent.count - 26)
        try await expectTruth(world)
        await world.threads.stop()
    }

    @Test func aFileWhoseIdIsTakenGetsAnother() async throws {
        let world = try await World()
        _ = try await world.record(units: 120, commitAfter: [])
        let taken = RecordingID(nanoseconds: World.beginning.nanoseconds)
        let door = try #require(CameraID("door"))
        let other = SegmentRecord(
            id: taken,
            camera: door,
            stream: .main,
            start: World.beginning,
            end: World.beginning,
            isOpen: false,
            node: "another",
            volume: "default",
            key: "door/main/2026/11/18/door_\(taken).mp4",
            run: taken
        )
        try await world.catalog.apply([.opened(other)])
        let report = try await recovery(world).run(previous: open, at: world.time.wall)
        #expect(report.adopted == 1 && report.rowsRemoved == 0)
        #expect(try await world.rows().map(\.id.nanoseconds) == [World.beginning.nanoseconds + 1])
        #expect(try await recovery(world).repair(previous: open).isClean)
        await world.threads.stop()
    }

    @Test func theCatalogueCanBeBuiltAgainFromTheMedia() async throws {
        let world = try await World()
        _ = try await world.record(units: 1500, commitAfter: [700], audio: true)
        await world.service.finish()
        let fresh = InMemoryCatalog()
        for camera in try await world.catalog.cameras() { try await fresh.insert(camera) }
        let report = try await recovery(world, catalog: fresh).run(previous: nil, at: world.time.wall)
        let rows = try await world.rows()
        #expect(rows.count > 2 && report.adopted == rows.count)
        let rebuilt = try await fresh.segments(SegmentQuery(limit: 100))
        for (old, new) in zip(rows, rebuilt) {
            #expect((old.id, old.key, old.start, old.bytes) == (new.id, new.key, new.start, new.bytes))
            #expect(
                (old.videoFrames, old.audioFrames, old.keyFrames) == (new.videoFrames, new.audioFrames, new.keyFrames)
            )
            #expect((old.videoCodec, old.audioCodec, old.epoch) == (new.videoCodec, new.audioCodec, new.epoch))
            #expect(abs((old.end - new.end).inNanoseconds) < 1000)
        }
        try await expectTruth(world, catalog: fresh)
        await world.threads.stop()
    }

    @Test func aRowWithoutAFileBecomesAGap() async throws {
        let world = try await World()
        _ = try await world.record(units: 400, commitAfter: [100, 390])
        let rows = try await world.rows()
        try #require(rows.count == 2)
        // One that is complete, and the one that is open.
        for row in rows { try world.local.delete(try #require(StorageKey(row.key))) }
        let report = try await recovery(world).run(previous: open, at: world.time.wall)
        #expect(report.rowsRemoved == 2)
        #expect(try await world.rows().isEmpty)
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.fileMissing, .fileMissing])
        #expect(gaps.map(\.start) == rows.map(\.start) && gaps.map(\.end) == rows.map(\.end))
        #expect(try await recovery(world).repair(previous: open).isClean)
        await world.threads.stop()
    }

    @Test func whatALaterFileHasLostIsAGap() async throws {
        let world = try await World()
        _ = try await world.record(units: 300, commitAfter: [])
        await world.service.finish()
        let before = try #require(try await world.rows().first)
        let bytes = try world.bytes(of: before)
        try world.write(Array(bytes.prefix(bytes.count / 2)), to: before.key)
        _ = try await recovery(world).run(previous: open, at: world.time.wall)
        let after = try #require(try await world.rows().first)
        #expect(after.end < before.end && after.bytes < before.bytes)
        let gap = try #require(try await world.gaps().first)
        #expect(gap.reason == .fileDamaged && gap.start == after.end && gap.end == before.end)
        try await expectTruth(world)
        await world.threads.stop()
    }

    @Test func aDeletedRecordingDoesNotComeBack() async throws {
        let world = try await World()
        _ = try await world.record(units: 300, commitAfter: [])
        await world.service.finish()
        let rows = try await world.rows()
        _ = try await world.catalog.deleteSegments(rows.map(\.id), includingProtected: false)
        let report = try await recovery(world).run(previous: open, at: world.time.wall)
        #expect(report.adopted == 0 && report.filesRemoved == rows.count)
        #expect(try world.files().isEmpty)
        #expect(try await world.catalog.pendingRemovals().isEmpty)
        await world.threads.stop()
    }

    @Test func whatIsNotOursIsLeftAlone() async throws {
        let world = try await World()
        _ = try await world.record(units: 60, commitAfter: [])
        await world.service.finish()
        let row = try #require(try await world.rows().first)
        let bytes = try world.bytes(of: row)
        let folder = row.key.split(separator: "/").dropLast().joined(separator: "/")
        let others = [
            // The name of another instant, a film that is none, notes, and a camera that nobody knows.
            "\(folder)/yard_\(row.id.nanoseconds + 5).mp4", "\(folder)/yard_\(row.id.nanoseconds + 6).mp4",
            "\(folder)/notes.txt", "garden/main/2026/11/18/garden_1795000000000000000.mp4",
        ]
        try world.write(bytes, to: others[0])
        try world.write([UInt8](repeating: 7, count: 5000), to: others[1])
        try world.write([1, 2, 3], to: others[2])
        try world.write(bytes, to: others[3])
        let report = try await recovery(world).repair(previous: open)
        #expect(report.adopted == 0 && report.filesRemoved == 0 && report.leftAlone.count == 4)
        for key in others { #expect(FileManager.default.fileExists(atPath: world.folder.appending(path: key).path)) }
        #expect(try await world.rows() == [row])
        await world.threads.stop()
    }

    @Test func aFileWithoutAPictureIsRemoved() async throws {
        let world = try await World()
        _ = try await world.record(units: 60, commitAfter: [])
        let key = try #require(try world.files().first)
        let bytes = Array(try Data(contentsOf: world.folder.appending(path: key)))
        let length = Int(report(on: bytes).entries[0].offset)
        for kept in [length, length + 9, 0] {
            try world.write(Array(bytes.prefix(kept)), to: key)
            #expect(try await recovery(world).run(previous: open, at: world.time.wall).filesRemoved == 1)
            #expect(try world.files().isEmpty)
        }
        await world.threads.stop()
    }

    @Test func gapsThatLastedEndWhenTheProgramWasLastAlive() async throws {
        let world = try await World()
        for (number, reason) in [GapReason.cameraUnreachable, .disabled].enumerated() {
            let gap = GapRecord(
                id: GapID(nanoseconds: Int64(number)),
                camera: World.camera,
                stream: .main,
                start: World.beginning,
                reason: reason
            )
            try await world.catalog.openGap(gap)
        }
        let report = try await recovery(world).run(previous: open, at: world.time.wall)
        #expect(report.gapsEnded == 1)
        let gaps = try await world.gaps()
        #expect(gaps.first { $0.reason == .cameraUnreachable }?.end == open.lastSeenAt)
        #expect(gaps.first { $0.reason == .disabled }?.end == nil)
        await world.threads.stop()
    }

    @Test func theCheckFindsTheSameAndChangesNothing() async throws {
        let world = try await World()
        _ = try await world.record(units: 700, commitAfter: [650])
        let rows = try await world.rows()
        try #require(rows.count == 3)
        try world.local.delete(try #require(StorageKey(rows[0].key)))
        var before: [String: [UInt8]] = [:]
        for key in try world.files() { before[key] = Array(try Data(contentsOf: world.folder.appending(path: key))) }
        let found = Sentences()
        let check = CatalogueCheck(
            catalog: world.catalog,
            node: "node",
            volumes: ["default": world.local],
            threads: world.threads
        )
        try await check.run { found.add($0) }
        #expect(found.all.count == 2)
        #expect(found.all.contains { $0.contains("was not ended") })
        #expect(found.all.contains { $0.contains("is gone") })
        #expect(try await world.rows() == rows)
        #expect(try await world.gaps().isEmpty)
        for (key, bytes) in before {
            #expect(Array(try Data(contentsOf: world.folder.appending(path: key))) == bytes)
        }
        await world.threads.stop()
    }
}
