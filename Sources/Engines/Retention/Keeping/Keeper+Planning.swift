package import Catalog
import Media

/// What would go, if all went on as it does.
package struct RetentionPlan: Hashable, Sendable {
    /// The first to go first.
    package var deletions: [PlannedDeletion]
    /// Of all that would go, also of those that are not listed.
    package var totals: [DeletionReason: DeletionTally]
    package var shortfalls: [Shortfall]
    /// False where more would go than is looked at.
    package var isComplete: Bool
    /// False where nothing is deleted now: the plan says what would go if it were.
    package var isOn: Bool
}

extension Keeper {
    /// So many recordings are looked at for a plan.
    private static let mostPlanned = 50_000

    /// What would go until `time` from now on, by the rules as they are and at the present rate of recording. Nothing is
    /// deleted. Where deleting is off it is planned as if it were on: one looks at a plan before one switches it on.
    ///
    /// - Parameter limit: so many recordings are listed at most.
    package func plan(within time: Duration, limit: Int) async throws(CatalogError) -> RetentionPlan {
        var look = try await look(ahead: max(time, parts.ahead))
        look.state.horizon = look.state.now + max(time, .zero)
        let isOn = look.rules.isOn
        look.rules.isOn = true
        var planner = RetentionPlanner(look.rules, look.state)
        var plan = RetentionPlan(deletions: [], totals: [:], shortfalls: [], isComplete: false, isOn: isOn)
        while plan.deletions.count < Self.mostPlanned {
            switch planner.next() {
            case .delete(let deletion):
                let tally = DeletionTally(recordings: 1, bytes: deletion.segment.bytes)
                plan.totals[deletion.reason, default: DeletionTally()] += tally
                plan.deletions.append(deletion)
            case .read(let source, let after):
                let rows = try await read(source, after: after)
                planner.supply(rows, isLast: rows.isEmpty, of: source)
            case .finished(let shortfalls):
                plan.shortfalls = shortfalls
                plan.isComplete = true
                return plan.listing(limit)
            }
        }
        return plan.listing(limit)
    }
}

extension RetentionPlan {
    fileprivate func listing(_ limit: Int) -> Self {
        var plan = self
        plan.deletions.sort { ($0.due, $0.segment.cursor) < ($1.due, $1.segment.cursor) }
        plan.deletions = Array(plan.deletions.prefix(max(0, limit)))
        return plan
    }
}
