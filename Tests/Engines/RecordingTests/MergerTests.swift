import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import Synchronization
import TestKit
import Testing

@testable import Recording

struct MergerTests {
    @Test func sixFilesBecomeOneThatPlaysAsTheyDid() async throws {
        let merge = try await MergeWorld(seconds: 60, audio: true)
        let world = merge.world
        let before = try await merge.content()
        let rows = try await world.rows()
        try #require(rows.count >= 5)
        let tally = try await merge.merge()
        #expect(tally.files == 1 && tally.segments == rows.count && tally.errors == 0)
        let after = try await merge.content()
        #expect(after.samples == before.samples)
        #expect(after.spans == before.spans)
        try await merge.expectTruth()
        let one = try #require(try await world.rows().first)
        #expect(one.id == rows[0].id && one.isMerged && !rows[0].isMerged)
        #expect(one.key.hasSuffix("_\(one.id)-1.mp4"))
        #expect(one.end == rows.last?.end && one.endReason == rows.last?.endReason)
        for row in rows { #expect(try await world.catalog.recording(row.id)?.id == one.id) }
        // Its head says of it what it says of a file that was recorded so.
        let movie = try #require(report(on: try world.bytes(of: one)).movie)
        #expect(movie.identity?.recording == one.id.nanoseconds && movie.identity?.ending?.wall == one.end.nanoseconds)
        #expect(movie.duration > 55 * 90_000)
        // There is nothing more to be done, and the start finds nothing but files that wait to be deleted.
        #expect(try await merge.merge().files == 0)
        let found = try await merge.recover()
        #expect(found.filesRemoved == rows.count && found.adopted == 0 && found.leftAlone.isEmpty, "\(found)")
        #expect(try world.files() == [one.key])
        #expect(try await merge.content().samples == before.samples)
        await world.threads.stop()
    }

    @Test func whatWasCountedIsToldAfterEachGroupAndEachPass() async throws {
        let merge = try await MergeWorld(seconds: 60, audio: false)
        let told = Mutex<[MergeReport]>([])
        var before = MergeReport()
        before.passes = 5
        before.total.files = 7
        let merger = merge.merger(before: before) { report in told.withLock { $0.append(report) } }
        let tally = try await merger.pass([World.camera: MergeWorld.rule])
        let reports = told.withLock { $0 }
        try #require(reports.count == 2 && tally.files == 1)
        #expect(reports[0].isAtWork && reports[0].passes == 5 && reports[0].total.files == 8)
        #expect(!reports[1].isAtWork && reports[1].passes == 6 && reports[1].total == reports[0].total)
        #expect(reports[1].last == tally && reports[1] == merger.report)
        await merge.world.threads.stop()
    }

    @Test(arguments: 0..<UInt64(12))
    func whateverTheLayoutNothingIsLostOrDoubled(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed &+ 1000)
        let merge = try await MergeWorld(seconds: generator.integer(60...200), audio: seed % 3 == 0, seed: seed)
        let world = merge.world
        // Some are kept otherwise than the rest.
        var rows = try await world.rows()
        for row in rows where generator.chance(oneIn: 6) {
            let change = KeepingChange(
                isProtected: generator.chance(oneIn: 2),
                isEvent: generator.chance(oneIn: 2),
                keepUntil: generator.chance(oneIn: 3) ? .some(row.end + .seconds(86_400)) : nil
            )
            _ = try await world.catalog.setKeeping(change, of: [row.id])
        }
        // A person has deleted one.
        if rows.count > 4, generator.chance(oneIn: 2) {
            let gone = try await world.catalog.deleteSegments([rows[2].id], includingProtected: true)
            for removal in gone { try world.disk.delete(try #require(StorageKey(removal.key))) }
            try await world.catalog.removalsDone(gone.map(\.id))
        }
        rows = try await world.rows()
        let before = try await merge.content()
        let rule = MergeRule(
            isOn: true,
            window: .seconds([60, 90, 3600][generator.integer(0...2)]),
            leastAge: .seconds(600),
            leastMembers: generator.integer(2...4),
            batch: generator.integer(2...30)
        )
        for _ in 0..<20 { try await merge.merge(rule) }
        let after = try await merge.content()
        #expect(after.samples == before.samples)
        #expect(after.spans == before.spans)
        try await merge.expectTruth()
        for row in rows {
            let holder = try #require(try await world.catalog.recording(row.id))
            #expect(holder.start <= row.start && holder.end >= row.end)
            #expect(holder.isProtected == row.isProtected && holder.isEvent == row.isEvent)
            #expect(holder.keepUntil == row.keepUntil)
        }
        await world.threads.stop()
    }

    @Test(arguments: MergeStep.allCases)
    func whereverItIsKilledEachPictureIsThereOnce(step: MergeStep) async throws {
        let merge = try await MergeWorld(seconds: 50, audio: true)
        let world = merge.world
        let before = try await merge.content()
        let rows = try await world.rows()
        try await merge.merge(stoppingAfter: step)
        // As it lies there, and as a reader of the catalogue sees it.
        #expect(try await merge.content().samples == before.samples)
        let isMerged = step == .merged
        #expect(try await world.rows().count == (isMerged ? 1 : rows.count))
        // The next start.
        let found = try await merge.recover()
        #expect(found.adopted == 0 && found.leftAlone.isEmpty && found.rowsRemoved == 0, "\(found)")
        #expect(try await world.catalog.announcedFiles().isEmpty)
        #expect(Set(try world.files()) == Set(try await world.rows().map(\.key)))
        #expect(try await merge.content().samples == before.samples)
        try await merge.expectTruth()
        if !isMerged { #expect(try await merge.merge().files == 1) }
        #expect(try await merge.content().samples == before.samples)
        await world.threads.stop()
    }

    @Test(arguments: MergeStep.allCases)
    func alsoWhereTheCatalogueIsLostThenNoPictureIsThereTwice(step: MergeStep) async throws {
        let merge = try await MergeWorld(seconds: 50)
        let world = merge.world
        let before = try await merge.content()
        let rows = try await world.rows()
        try await merge.merge(stoppingAfter: step)
        if step == .merged {
            // Some of the old files have gone already.
            for row in [rows[0], rows[3]] { try world.disk.delete(try #require(StorageKey(row.key))) }
        }
        let lost = InMemoryCatalog()
        for camera in try await world.catalog.cameras() { try await lost.insert(camera) }
        let recovery = Recovery(
            catalog: lost,
            node: "node",
            volumes: ["default": world.local],
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        _ = try await recovery.repairAll(previous: nil, isRebuild: true, at: world.time.wall) { _ in }
        var frames = 0
        for row in try await lost.segments(SegmentQuery(limit: 100)) { frames += row.videoFrames }
        #expect(frames == before.samples.filter { $0.key.hasSuffix("/0") }.reduce(0) { $0 + $1.value.count })
        await world.threads.stop()
    }

    @Test func whatDoesNotGoTogetherIsLeftAsItIs() async throws {
        let merge = try await MergeWorld(seconds: 50)
        let world = merge.world
        let rows = try await world.rows()
        let before = try await merge.content()
        // One is damaged in a payload, which only copying shows.
        var bytes = try world.bytes(of: rows[2])
        bytes[bytes.count / 2] ^= 0x40
        try world.write(bytes, to: rows[2].key)
        let tally = try await merge.merge()
        #expect(tally.files == 0 && tally.incompatible == 1)
        #expect(try await world.rows() == rows)
        #expect(Set(try world.files()) == Set(rows.map(\.key)))
        #expect(try await world.catalog.announcedFiles().isEmpty)
        bytes[bytes.count / 2] ^= 0x40
        try world.write(bytes, to: rows[2].key)

        // No room, a disk that fails, and one that is full in the middle.
        let small = try await merge.merger(room: rows.reduce(0) { $0 + $1.bytes }).pass([World.camera: MergeWorld.rule])
        #expect(small.withoutRoom == 1 && small.files == 0)
        world.disk.fail([.write])
        #expect(try await merge.merge().errors == 1)
        world.disk.fail([.sync])
        #expect(try await merge.merge().errors == 1)
        world.disk.fail([])
        world.disk.limit(room: 3000)
        #expect(try await merge.merge().withoutRoom == 1)
        world.disk.limit(room: nil)
        #expect(try await world.rows() == rows)
        #expect(Set(try world.files()) == Set(rows.map(\.key)))
        #expect(try await merge.merge().files == 1)
        #expect(try await merge.content().samples == before.samples)
        await world.threads.stop()
    }

    @Test func whoIsSwitchedOffOrTooYoungIsLeftAlone() async throws {
        let merge = try await MergeWorld(seconds: 40)
        var rule = MergeWorld.rule
        rule.isOn = false
        #expect(try await merge.merge(rule).files == 0)
        rule.isOn = true
        rule.leastAge = .seconds(86_400)
        #expect(try await merge.merge(rule).files == 0)
        rule.leastAge = .zero
        rule.leastMembers = 100
        #expect(try await merge.merge(rule).files == 0)
        let merger = merge.merger()
        _ = try await merger.pass([World.camera: rule])
        _ = try await merger.pass([World.camera: MergeWorld.rule])
        // They were looked at, and are not again until somebody asks for it.
        #expect(merger.report.passes == 2 && merger.report.total.files == 0)
        _ = try await merger.pass([World.camera: MergeWorld.rule], fromStart: true)
        #expect(merger.report.last.files == 1 && merger.report.total.segments >= 3)
        await merge.world.threads.stop()
    }

    @Test func somebodyWhoHasAnOldFileOpenReadsOn() async throws {
        let merge = try await MergeWorld(seconds: 40)
        let world = merge.world
        let row = try await world.rows()[1]
        let whole = try world.bytes(of: row)
        let file = try world.disk.open(try #require(StorageKey(row.key)), for: .reading)
        #expect(try await merge.merge().files == 1)
        _ = try await merge.recover()
        #expect(!(try world.files()).contains(row.key))
        #expect(try file.read(at: 0, count: whole.count) == whole)
        await world.threads.stop()
    }
}
