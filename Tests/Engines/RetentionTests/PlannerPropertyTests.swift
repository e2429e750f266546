import Catalog
import Media
import TestKit
import Testing

@testable import Retention

/// Whatever there is and whatever the rules are, the planner keeps its promises.
struct PlannerPropertyTests {
    private static let cameras = ["gate", "yard", "attic"]
    private static let volumes = ["default", "second"]

    private func world(_ random: inout SeededGenerator) -> (Shelves, RetentionRules) {
        let rows = (1...Int64.random(in: 1...80, using: &random)).map { id in
            row(
                id,
                of: Self.cameras.randomElement(using: &random) ?? "gate",
                Bool.random(using: &random) ? .main : .sub,
                on: Self.volumes.randomElement(using: &random) ?? "default",
                endedAgo: Double.random(in: 0...60, using: &random),
                bytes: Int64.random(in: 0...100, using: &random),
                isEvent: Int.random(in: 0..<5, using: &random) == 0,
                keepUntil: Int.random(in: 0..<9, using: &random) == 0
                    ? ago(Double.random(in: -30...30, using: &random)) : nil
            )
        }
        var shelves = Shelves(rows)
        shelves.page = Int.random(in: 1...7, using: &random)
        shelves.protectedBytes = Int64.random(in: 0...300, using: &random)
        shelves.incoming = Int64.random(in: 0...200, using: &random)
        for name in Self.volumes where Bool.random(using: &random) {
            shelves.volumes[name] = .init(
                free: Int64.random(in: 0...500, using: &random),
                isLocked: Int.random(in: 0..<6, using: &random) == 0,
                spared: Bool.random(using: &random) ? ago(5) : nil
            )
        }
        var rules = RetentionRules(usual: rule(&random))
        for name in Self.cameras where Bool.random(using: &random) { rules.cameras[camera(name)] = rule(&random) }
        for name in Self.volumes where Bool.random(using: &random) {
            rules.volumes[name] = VolumeRule(
                limit: Bool.random(using: &random) ? Int64.random(in: 0...2000, using: &random) : nil,
                floor: Int64.random(in: 0...1000, using: &random)
            )
        }
        if Int.random(in: 0..<3, using: &random) == 0 { rules.limit = Int64.random(in: 0...3000, using: &random) }
        return (shelves, rules)
    }

    private func rule(_ random: inout SeededGenerator) -> CameraRule {
        func term(_ random: inout SeededGenerator) -> Duration? {
            Bool.random(using: &random) ? day * Int.random(in: 1...50, using: &random) : nil
        }
        return CameraRule(
            term: term(&random),
            eventTerm: term(&random),
            quota: Int.random(in: 0..<3, using: &random) == 0 ? Int64.random(in: 0...1500, using: &random) : nil
        )
    }

    @Test(arguments: 0..<400) func thePromisesAreKept(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var (shelves, rules) = world(&random)
        let plan = shelves.plan(rules)
        let gone = Set(plan.ids)
        #expect(gone.count == plan.ids.count, "nothing goes twice")

        for row in shelves.rows {
            let isLocked = shelves.volumes[row.volume]?.isLocked == true
            let deletion = plan.deletions.first { $0.segment == row }
            if isLocked { #expect(deletion == nil) }
            let due = row.keepUntil ?? rules.rule(of: row.camera).term(isEvent: row.isEvent).map { row.end + $0 }
            let isDue = due.map { $0 <= now } ?? false
            // Due is due, and goes for no other reason.
            #expect((deletion?.reason == .age) == (isDue && !isLocked))
            if let deletion, !isDue { expectNeeded(deletion, plan, shelves, rules) }
        }
        expectOldestFirst(plan, shelves)
        expectKeptOrTold(plan, shelves, rules)
        expectNoMoreThanNeeded(plan, shelves, rules)
    }

    /// What goes for want of room belongs to a bound that was not kept when its turn came.
    private func expectNeeded(_ one: PlannedDeletion, _ plan: PlanFound, _ shelves: Shelves, _ rules: RetentionRules) {
        let before = plan.deletions.prefix { $0 != one }.map(\.segment)
        #expect(excess(of: one.reason, at: one.segment, without: before, shelves, rules) > 0, "\(one.reason)")
    }

    private func excess(
        of reason: DeletionReason,
        at row: ExpirableSegment,
        without gone: [ExpirableSegment],
        _ shelves: Shelves,
        _ rules: RetentionRules
    ) -> Int64 {
        func used(_ isIn: (CameraID, String) -> Bool) -> Int64 {
            let there = shelves.state.lots.reduce(0) { $0 + (isIn($1.camera, $1.volume) ? $1.bytes + $1.incoming : 0) }
            return there - gone.reduce(0) { $0 + (isIn($1.camera, $1.volume) ? $1.bytes : 0) }
        }
        switch reason {
        case .age: return 0
        case .cameraQuota:
            return used { camera, _ in camera == row.camera } - (rules.rule(of: row.camera).quota ?? .max)
        case .volumeLimit: return used { $1 == row.volume } - (rules.volumes[row.volume]?.limit ?? .max)
        case .totalLimit: return used { _, _ in true } - (rules.limit ?? .max)
        case .freeSpace:
            guard let rule = rules.volumes[row.volume], let free = shelves.volumes[row.volume]?.free else { return 0 }
            let lots = shelves.state.lots.filter { $0.volume == row.volume }
            let freed = gone.reduce(0) { $0 + ($1.volume == row.volume ? $1.bytes : 0) }
            return rule.floor - free + lots.reduce(0) { $0 + $1.incoming } - freed
        }
    }

    /// Of two of one kind, on one volume, the older goes first.
    private func expectOldestFirst(_ plan: PlanFound, _ shelves: Shelves) {
        for (index, deletion) in plan.deletions.enumerated() where deletion.segment.keepUntil == nil {
            let one = deletion.segment
            let gone = Set(plan.ids.prefix(index))
            let older = shelves.rows.filter { row in
                row.camera == one.camera && row.stream == one.stream && row.volume == one.volume
                    && row.isEvent == one.isEvent && row.keepUntil == nil && row.cursor < one.cursor
            }
            #expect(older.allSatisfy { gone.contains($0.id.nanoseconds) })
        }
    }

    /// In the end each bound is kept, or it is said by how much it is not; then nothing is left that could go.
    private func expectKeptOrTold(_ plan: PlanFound, _ shelves: Shelves, _ rules: RetentionRules) {
        let gone = plan.deletions.map(\.segment)
        let ids = Set(plan.ids)
        for row in shelves.rows {
            for reason in DeletionReason.allCases {
                let excess = excess(of: reason, at: row, without: gone, shelves, rules)
                guard excess > 0 else { continue }
                #expect(plan.shortfalls.contains { $0.reason == reason && $0.bytes == excess }, "\(reason)")
                let volume = shelves.volumes[row.volume]
                let isSpared = reason == .freeSpace && volume?.spared.map { row.end > $0 } ?? false
                #expect(ids.contains(row.id.nanoseconds) || volume?.isLocked == true || isSpared)
            }
        }
    }

    /// Without the last that went for a bound, this would not be kept.
    private func expectNoMoreThanNeeded(_ plan: PlanFound, _ shelves: Shelves, _ rules: RetentionRules) {
        guard let last = plan.deletions.last, last.reason.isForRoom else { return }
        let others = plan.deletions.dropLast().map(\.segment)
        #expect(excess(of: last.reason, at: last.segment, without: others, shelves, rules) > 0)
    }

    /// Of many recordings only as many are read as go, and the first of each kind.
    @Test func littleMoreIsReadThanGoes() {
        let rows = (1...20_000).map { row(Int64($0), endedAgo: 31 - Double($0) / 1440) }
        var shelves = Shelves(rows)
        shelves.page = 64
        let plan = shelves.plan(RetentionRules(usual: CameraRule(term: day * 30, eventTerm: day * 30)))
        #expect(plan.deletions.count == 1440)
        #expect(shelves.read <= 1440 + 2 * 64)
    }
}
