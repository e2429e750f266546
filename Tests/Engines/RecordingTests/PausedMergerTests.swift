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

/// Recordings with time between them become one that says where it has pauses.
struct PausedMergerTests {
    private static func rule(_ change: (inout MergeRule) -> Void = { _ in }) -> MergeRule {
        var rule = MergeWorld.rule
        rule.joinsAcrossPauses = true
        change(&rule)
        return rule
    }

    private func recover(_ merge: MergeWorld, _ catalog: any Catalog) async throws -> RecoveryReport {
        let recovery = Recovery(
            catalog: catalog,
            node: "node",
            volumes: ["default": merge.world.local],
            threads: merge.world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await recovery.repairAll(previous: nil, isRebuild: true, at: merge.world.time.wall) { _ in }
    }

    @Test(arguments: [false, true])
    func threeRecordingsOfACameraThatWasStoppedBecomeOne(audio: Bool) async throws {
        let merge = try await MergeWorld(parts: [(5, 4), (6, 30), (4, 7200)], audio: audio)
        let world = merge.world
        let rows = try await world.rows()
        try #require(rows.count == 3 && Set(rows.map(\.run)).count == 3)
        let before = try await merge.recorded()
        try #require(before.spans.count == 3)
        // Nobody who has not asked for it gets it.
        #expect(try await merge.merge().files == 0)
        let tally = try await merge.merge(Self.rule())
        #expect(tally.files == 1 && tally.segments == 3 && tally.errors == 0 && tally.incompatible == 0)
        #expect(try await merge.recorded() == before)
        try await merge.expectTruth()
        let one = try #require(try await world.rows().first)
        #expect(one.id == rows[0].id && one.isMerged && one.end == rows[2].end)
        #expect(one.videoFrames == rows.reduce(0) { $0 + $1.videoFrames })
        #expect(one.duration == rows.reduce(.zero) { $0 + ($1.end - $1.start) })
        #expect(one.parts.map(\.start) == rows.map(\.start) && one.parts.map(\.end) == rows.map(\.end))
        #expect(one.parts.map(\.run) == rows.map(\.run) && one.parts.map(\.epoch) == rows.map(\.epoch))
        for row in rows { #expect(try await world.catalog.recording(row.id)?.id == one.id) }
        // It plays as long as its parts together do, but for what sound is longer than pictures.
        let movie = try #require(report(on: try world.bytes(of: one)).movie)
        let seconds = Double(movie.duration) / 90_000
        #expect(abs(seconds - one.duration.inSeconds) < 0.5)
        #expect(movie.identity?.pauses.count == 2)
        // Such a one is joined no more.
        #expect(try await merge.merger().pass([World.camera: Self.rule()], fromStart: true).files == 0)
        await world.threads.stop()
    }

    @Test(arguments: 0..<UInt64(10))
    func whateverTheLayoutNothingIsLostOrDoubledOrFilledIn(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed &+ 77)
        let parts = (0..<generator.integer(2...6)).map { _ in
            (seconds: generator.integer(2...35), pause: [1, 3, 20, 200][generator.integer(0...3)])
        }
        let variants: [UInt8] = parts.map { _ in generator.chance(oneIn: 4) ? 0xC4 : 0xC0 }
        let merge = try await MergeWorld(
            parts: parts,
            audio: generator.chance(oneIn: 2),
            seed: seed,
            variants: variants
        )
        let world = merge.world
        world.time.advance(by: .seconds(7200))
        for row in try await world.rows() where generator.chance(oneIn: 8) {
            _ = try await world.catalog.setKeeping(KeepingChange(isProtected: true), of: [row.id])
        }
        let rows = try await world.rows()
        let before = try await merge.recorded()
        let rule = Self.rule { rule in
            rule.window = .seconds([60, 600, 86_400][generator.integer(0...2)])
            rule.leastMembers = generator.integer(2...3)
            rule.batch = generator.integer(2...30)
        }
        // Those without holes first, as before somebody asked for the others.
        if generator.chance(oneIn: 3) { try await merge.merge() }
        for _ in 0..<20 { try await merge.merge(rule) }
        #expect(try await merge.recorded() == before)
        try await merge.expectTruth()
        for row in rows {
            let holder = try #require(try await world.catalog.recording(row.id))
            #expect(holder.parts.contains { $0.start <= row.start && $0.end >= row.end })
            #expect(holder.isProtected == row.isProtected)
        }
        // The catalogue is lost: the files say it all but what is protected.
        let merged = try await world.rows()
        _ = try await merge.recover()
        let lost = InMemoryCatalog()
        for camera in try await world.catalog.cameras() { try await lost.insert(camera) }
        _ = try await recover(merge, lost)
        let found = try await lost.segments(SegmentQuery(camera: World.camera, limit: 1000))
        #expect(found.map(\.id) == merged.map(\.id) && found.map(\.pauses) == merged.map(\.pauses))
        #expect(try await merge.recorded(in: lost) == before)
        await world.threads.stop()
    }

    @Test(arguments: MergeStep.allCases)
    func whereverItIsKilledEachPictureIsThereOnce(step: MergeStep) async throws {
        let merge = try await MergeWorld(parts: [(12, 5), (7, 60), (5, 7200)], audio: true)
        let world = merge.world
        let before = try await merge.recorded()
        try await merge.merge(Self.rule(), stoppingAfter: step)
        #expect(try await merge.recorded() == before)
        let isMerged = step == .merged
        let found = try await merge.recover()
        #expect(found.adopted == 0 && found.leftAlone.isEmpty && found.rowsRemoved == 0, "\(found)")
        #expect(try await world.catalog.announcedFiles().isEmpty)
        #expect(Set(try world.files()) == Set(try await world.rows().map(\.key)))
        #expect(try await merge.recorded() == before)
        if !isMerged { #expect(try await merge.merge(Self.rule()).files == 1) }
        #expect(try await world.rows().count == 1)
        #expect(try await merge.recorded() == before)
        await world.threads.stop()
    }

    /// Some of the old files lie there still, and the catalogue is gone.
    @Test(arguments: MergeStep.allCases)
    func alsoWhereTheCatalogueIsLostThenNoPictureIsThereTwice(step: MergeStep) async throws {
        let merge = try await MergeWorld(parts: [(6, 5), (7, 60), (5, 7200)])
        let world = merge.world
        let before = try await merge.recorded()
        let rows = try await world.rows()
        try await merge.merge(Self.rule(), stoppingAfter: step)
        if step == .merged { try world.disk.delete(try #require(StorageKey(rows[0].key))) }
        let lost = InMemoryCatalog()
        for camera in try await world.catalog.cameras() { try await lost.insert(camera) }
        _ = try await recover(merge, lost)
        #expect(try await merge.recorded(in: lost) == before)
        // What was between them is a gap, whatever the reason was.
        let gaps = try await lost.gaps(GapQuery(camera: World.camera, limit: 100))
        #expect(gaps.map(\.start) == rows.dropLast().map(\.end))
        #expect(gaps.compactMap(\.end) == rows.dropFirst().map(\.start))
        await world.threads.stop()
    }

    @Test func whatIsCutOffTakesThePausesBeforeItAlong() async throws {
        let merge = try await MergeWorld(parts: [(6, 5), (7, 60), (5, 7200)])
        let world = merge.world
        try await merge.merge(Self.rule())
        let one = try #require(try await world.rows().first)
        let bytes = try world.bytes(of: one)
        let entries = report(on: bytes).entries
        func pauses(upTo fragment: Int) throws -> [RecordingPause] {
            try world.write(Array(bytes[..<Int(entries[fragment].offset)]), to: one.key)
            let key = try #require(StorageKey(one.key))
            return try FileTruth(of: world.local.open(key, for: .reading)).pauses
        }
        #expect(try pauses(upTo: one.pauses[1].fragment + 1) == one.pauses)
        #expect(try pauses(upTo: one.pauses[1].fragment) == [one.pauses[0]])
        #expect(try pauses(upTo: one.pauses[0].fragment).isEmpty)
        // The row is mended as the file is, and what is missing is told of part by part.
        _ = try pauses(upTo: one.pauses[0].fragment + 1)
        _ = try await recover(merge, world.catalog)
        let mended = try #require(try await world.rows().first)
        #expect(mended.pauses == [one.pauses[0]] && mended.end < one.pauses[1].start)
        let lost = try await world.gaps().filter { $0.reason == .fileDamaged }
        #expect(lost.map(\.start) == [mended.end, one.pauses[1].end])
        #expect(lost.compactMap(\.end) == [one.pauses[1].start, one.end])
        await world.threads.stop()
    }

    @Test func aGroupIsTakenBeforeItsTimeIsOverWhereNothingIsRecordedNow() async throws {
        let merge = try await MergeWorld(parts: [(5, 4), (6, 3)])
        let world = merge.world
        let rule = Self.rule { rule in
            rule.window = .seconds(86_400)
            rule.leastAge = .seconds(1)
        }
        // It may be that the next file has no row yet.
        #expect(try await merge.merge(rule).files == 0)
        world.time.advance(by: .seconds(3))
        // Somebody has begun to record again.
        let last = try #require(try await world.rows().last)
        let open = SegmentRecord(
            id: RecordingID(nanoseconds: world.time.wall.nanoseconds),
            camera: World.camera,
            stream: .main,
            start: world.time.wall,
            end: world.time.wall,
            node: last.node,
            volume: last.volume,
            key: "yard/open.mp4",
            run: last.run
        )
        try await world.catalog.apply([.opened(open)])
        let merger = merge.merger()
        #expect(try await merger.pass([World.camera: rule]).files == 0)
        _ = try await world.catalog.deleteSegments([open.id], includingProtected: true)
        var old = rule
        old.leastAge = .seconds(60)
        #expect(try await merger.pass([World.camera: old]).files == 0)
        var many = rule
        many.leastMembers = 3
        #expect(try await merger.pass([World.camera: many]).files == 0)
        #expect(try await merger.pass([World.camera: rule]).files == 1)
        await world.threads.stop()
    }

    @Test func otherParameterSetsAreJoinedByThemselves() async throws {
        let merge = try await MergeWorld(
            parts: [(4, 4), (4, 4), (4, 4), (4, 4), (4, 7200)],
            variants: [0xC0, 0xC0, 0xC4, 0xC4, 0xC0]
        )
        let before = try await merge.recorded()
        let tally = try await merge.merge(Self.rule())
        #expect(tally.files == 2 && tally.segments == 4 && tally.incompatible == 0)
        #expect(try await merge.world.rows().map(\.pauses.count) == [1, 1, 0])
        #expect(try await merge.recorded() == before)
        await merge.world.threads.stop()
    }

    @Test func whatIsSealedIsNotJoinedAcrossAPause() async throws {
        let merge = try await MergeWorld(parts: [(4, 4), (4, 4), (4, 4), (4, 7200)])
        let world = merge.world
        let rows = try await world.rows()
        try #require(rows.count == 4)
        let entry = EvidenceRecord(
            camera: World.camera,
            number: 1,
            kind: .recording,
            recording: rows[1].id,
            stream: .main,
            start: rows[1].start,
            end: rows[1].end,
            entry: [1],
            signature: [2]
        )
        try #require(try await world.catalog.appendEvidence(entry, of: rows[1], settling: nil))
        let before = try await merge.recorded()
        let tally = try await merge.merge(Self.rule())
        #expect(tally.files == 1 && tally.segments == 2)
        #expect(try await world.rows().map(\.id) == rows.prefix(3).map(\.id))
        #expect(try await world.rows().map(\.pauses.count) == [0, 0, 1])
        #expect(try await merge.recorded() == before)
        await world.threads.stop()
    }
}
