import Logging
import Media
import Stream
import Synchronization

/// Of the backups that the recorder makes by itself.
struct ScheduleState: Sendable {
    /// When it was first seen that there shall be backups.
    var since: WallTime?
    /// Why none can be made at all, for people.
    var obstacle: String?
    /// What went wrong the last time, for people.
    var problem: String?
    /// When it is tried again.
    var retry: MonotonicTime?
}

extension Backups {
    /// It is looked so often, so that a change of the settings or of the clock is noticed.
    private static let interval = Duration.seconds(60)
    /// After a failure it is tried again so much later.
    private static let retryInterval = Duration.seconds(600)

    /// What is wrong with the backups of the schedule, in sentences.
    var problems: [String] { schedule.withLock { [$0.obstacle, $0.problem].compactMap(\.self) } }

    /// Makes backups by the schedule until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let pause = await keepSchedule()
            try? await sleep(pause)
        }
    }

    /// Does what is due.
    ///
    /// - Returns: when to look again.
    func keepSchedule() async -> Duration {
        guard let plan = plan() else {
            schedule.withLock { $0 = ScheduleState() }
            return Self.interval
        }
        guard let passphrase = plan.passphrase else {
            schedule.withLock { state in
                state.obstacle =
                    "Backups on a schedule are switched on, and none is made: there is no passphrase to seal them under. "
                    + "Set backup.passphrase."
            }
            return Self.interval
        }
        schedule.withLock { $0.obstacle = nil }
        if let retry = schedule.withLock({ $0.retry }) {
            let left = retry - services.time.monotonic
            guard left <= .zero else { return min(left, Self.interval) }
        }
        do {
            let now = services.time.wall
            let left = try await due(plan, now) - now
            guard left <= .zero else { return min(left, Self.interval) }
            _ = try await make(.scheduled, as: .recorder, passphrase: passphrase, note: nil)
            schedule.withLock { ($0.problem, $0.retry) = (nil, nil) }
            try await deleteSurplus(keeping: max(1, plan.keep))
        } catch {
            failed(error)
        }
        return Self.interval
    }

    /// After the last one, also where the program was not running when it was due; where there is none, after it was first
    /// seen that there shall be some.
    private func due(_ plan: BackupPlan, _ now: WallTime) async throws -> WallTime {
        let since = schedule.withLock { state in
            // The clock may have been set back.
            let since = min(state.since ?? now, now)
            state.since = since
            return since
        }
        let last = try await scheduled().last { $0.time <= now }
        return plan.schedule.next(after: last?.time ?? since)
    }

    private func deleteSurplus(keeping count: Int) async throws {
        for name in try await scheduled().dropLast(count) { try await delete(as: .recorder, name.text) }
    }

    private func failed(_ error: any Error) {
        let reason = DomainError(ofBackup: error).sentence
        services.logger.error("the scheduled backup failed", metadata: ["error": "\(reason)"])
        let retry = services.time.monotonic + Self.retryInterval
        schedule.withLock { state in
            state.problem = "The scheduled backup of the configuration failed, and is tried again: \(reason)"
            state.retry = retry
        }
    }
}
