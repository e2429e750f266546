import Catalog
import Foundation
import Media
import Stream
import TestKit
import Testing

@testable import Retention

/// A year of recording on a disk that is too small, in which people protect this and keep that longer.
struct YearTests {
    private static let isLong = ProcessInfo.processInfo.environment["NIGHTJAR_TEST_LONG"] != nil
    private static let tick: Duration = .seconds(isLong ? 3600 : 4 * 3600)
    private static let total: Int64 = 6_500_000
    private static let floor: Int64 = 1_000_000
    private static let quota: Int64 = 1_500_000
    /// Bytes of each camera in a tick, on average.
    private static let lump: Int64 = isLong ? 5000 : 20_000

    private struct Told {
        var row: SegmentRecord
        var isProtected = false
    }

    @Test func theDiskIsNeverOverItsLimitAndNothingGoesThatMustStay() async throws {
        var rules = RetentionRules(usual: CameraRule(term: day * 30, eventTerm: day * 60))
        rules.cameras[camera("yard")] = CameraRule(term: day * 7, eventTerm: day * 20)
        rules.cameras[camera("attic")] = CameraRule(term: nil, eventTerm: nil, quota: Self.quota)
        rules.volumes["default"] = VolumeRule(limit: 5_000_000, floor: Self.floor)
        let world = KeeperWorld(rules, total: Self.total, ahead: Self.tick * 2)
        for name in ["gate", "yard", "attic"] { try await world.addCamera(name) }
        var random = SeededGenerator(seed: 2026)
        var known: [Int64: SegmentRecord] = [:]
        var next: Int64 = 0
        var deleted: [DeletionReason: Int] = [:]
        let ticks = Int(365 * 86_400 / Self.tick.inSeconds)
        for _ in 0..<ticks {
            world.time.advance(by: Self.tick)
            for name in ["gate", "yard", "attic"] {
                next += 1
                let row = try await world.record(
                    next,
                    of: name,
                    endedAgo: 0,
                    length: Self.tick,
                    bytes: Int64.random(in: Self.lump * 7 / 10...Self.lump * 13 / 10, using: &random),
                    isEvent: Int.random(in: 0..<10, using: &random) == 0
                )
                known[next] = row
            }
            // What has come since the last pass found the room that this had made.
            try expectBounds(world, rules, known)
            try await people(world, &known, &random)
            try await world.keeper.pass()
            for case .deleted(let deletions) in world.takeNews() {
                for deletion in deletions {
                    deleted[deletion.reason, default: 0] += 1
                    let found = known.removeValue(forKey: deletion.segment.id.nanoseconds)
                    let row = try #require(found)
                    expectAllowed(deletion, row, rules, at: world.time.wall)
                    expectWarned(deletion, row, rules, world.keeper.report)
                }
            }
            #expect(world.keeper.report.shortfalls.isEmpty)
        }
        #expect(try await world.ids() == known.keys.sorted())
        #expect(world.disk.keys == Set(known.values.map(\.key)))
        for reason in [DeletionReason.age, .cameraQuota, .volumeLimit] {
            #expect(deleted[reason, default: 0] > 0, "\(reason)")
        }
        await world.end()
    }

    /// Now and then somebody protects a recording, lets one go, or gives one a time of its own.
    private func people(
        _ world: KeeperWorld,
        _ known: inout [Int64: SegmentRecord],
        _ random: inout SeededGenerator
    ) async throws {
        guard Int.random(in: 0..<20, using: &random) == 0,
            let id = known.keys.sorted().randomElement(using: &random), var row = known[id]
        else { return }
        var change = KeepingChange()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: change.isProtected = known.values.count(where: \.isProtected) < 40
        case 1: change.isProtected = false
        case 2: change.keepUntil = .some(row.end + day * 100)
        default: change.keepUntil = .some(nil)
        }
        row.isProtected = change.isProtected ?? row.isProtected
        row.keepUntil = change.keepUntil ?? row.keepUntil
        known[id] = row
        #expect(try await world.catalog.setKeeping(change, of: [row.id]) == [row.id])
    }

    private func expectBounds(
        _ world: KeeperWorld,
        _ rules: RetentionRules,
        _ known: [Int64: SegmentRecord]
    ) throws {
        let limit = try #require(rules.volumes["default"]?.limit)
        #expect(world.disk.used <= limit)
        #expect(world.disk.room.free >= Self.floor)
        let attic = known.values.filter { $0.camera == camera("attic") }.reduce(0) { $0 + $1.bytes }
        #expect(attic <= Self.quota)
    }

    /// What was promised a time, and goes before that is over, is warned of.
    private func expectWarned(
        _ deletion: PlannedDeletion,
        _ row: SegmentRecord,
        _ rules: RetentionRules,
        _ report: KeeperReport
    ) {
        let isPromised = row.keepUntil != nil || rules.rule(of: row.camera).term(isEvent: row.isEvent) != nil
        guard deletion.reason.isForRoom, isPromised else { return }
        if deletion.reason == .cameraQuota {
            #expect(report.warnedCameras.contains(row.camera))
        } else {
            #expect(report.warned.contains(row.volume))
        }
    }

    private func expectAllowed(
        _ deletion: PlannedDeletion,
        _ row: SegmentRecord,
        _ rules: RetentionRules,
        at time: WallTime
    ) {
        #expect(!row.isProtected)
        let due = row.keepUntil ?? rules.rule(of: row.camera).term(isEvent: row.isEvent).map { row.end + $0 }
        #expect((deletion.reason == .age) == (due.map { $0 <= time } ?? false))
        #expect(time - row.end >= day, "what is new stays")
    }
}
