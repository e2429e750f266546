import Catalog
import Changes
import Jobs
import Logging
import Media
import Recording
import Storage
import Stream
import Synchronization

/// Whether the catalogue and the disks say the same: compared when somebody asks for it, on a schedule if there is one,
/// and of one recording whenever it cannot be played. What recorders are at work on is left alone.
///
/// All calls may come from any thread.
package struct Consistency: Sendable {
    private struct State {
        var last: ConsistencyView?
        /// A job that compares everything waits or is at work.
        var isAtWork = false
    }

    private let services: DomainServices
    private let settings: Settings
    private let jobs: RecorderJobs
    private let comparison: ConsistencyRun
    /// Files change their places by nobody else meanwhile.
    private let order: OneAtATime
    private let mending = OneAtATime()
    private let state = Shared(State())

    /// - Parameters:
    ///   - comparison: what looks at the disks.
    ///   - order: what else moves files passes one after the other with it.
    init(
        services: DomainServices,
        settings: Settings,
        jobs: RecorderJobs,
        comparison: ConsistencyRun,
        order: OneAtATime
    ) {
        self.services = services
        self.settings = settings
        self.jobs = jobs
        self.comparison = comparison
        self.order = order
    }

    // MARK: Asking

    /// What the last comparison has found; nil where there was none since the start of the program.
    package func last(as principal: Principal) throws(DomainError) -> ConsistencyView? {
        try Policy.require(principal, .seeSystem)
        return state.value.withLock { $0.last }
    }

    /// What is wrong, in sentences.
    var problems: [String] {
        guard let last = state.value.withLock({ $0.last }), last.remaining > 0 else { return [] }
        return [
            "The last comparison of the catalogue with the disks found \(last.remaining) things that are not in order: see "
                + "storage, and have them mended there."
        ]
    }

    // MARK: Comparing

    /// Compares everything, as a job of the kind `check`, or `repair` where what is found is mended. Its result counts what
    /// was `found` and `mended`.
    ///
    /// - Returns: the job, which has begun or waits.
    /// - Throws: `conflict` where one waits or is at work.
    package func start(as principal: Principal, repairs: Bool) async throws -> JobView {
        try Policy.require(principal, .manageSystem)
        let job = try begin(by: principal, repairs: repairs)
        await services.audit.note("storage.check", by: principal, .done, ["repair": "\(repairs)"])
        return job
    }

    private func begin(by principal: Principal, repairs: Bool) throws(DomainError) -> JobView {
        let isFree = state.value.withLock { state in
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
        guard isFree else {
            throw DomainError(.conflict, "The catalogue is being compared with the disks already: see the jobs.")
        }
        // Let go with the work, whether it has been begun or not.
        let claim = Claim { [state] in state.value.withLock { $0.isAtWork = false } }
        return try jobs.submit(repairs ? "repair" : "check", by: principal) { context in
            defer { withExtendedLifetime(claim) {} }
            let report = try await order.run { try await compare(repairs: repairs, context) }
            return ["found": "\(report.total)", "mended": "\(report.mended)"]
        }
    }

    private func compare(repairs: Bool, _ context: JobContext) async throws -> ConsistencyReport {
        let start = services.time.wall
        let services = services
        let report = try await comparison.run(
            repairs: repairs,
            told: { part, found in
                context.report(part, found == 0 ? "Nothing was found yet." : "\(found) things found.")
            },
            changed: { Self.tell($0, services) }
        )
        let view = ConsistencyView(report, repairs: repairs, from: start, to: services.time.wall)
        state.value.withLock { $0.last = view }
        // Those who show the storage look at what was found.
        services.published(.state, EventObject.storage)
        if report.total > 0 {
            services.logger.warning(
                "catalogue and disks do not agree",
                metadata: ["found": "\(report.total)", "mended": "\(report.mended)"]
            )
        }
        return report
    }

    private static func tell(_ change: ConsistencyChange, _ services: DomainServices) {
        switch change {
        case .removed(let id, let camera):
            services.published(.deleted, EventObject.recording, id: "\(camera)/\(id)")
        case .shortened(let id, let camera):
            services.published(.changed, EventObject.recording, id: "\(camera)/\(id)")
        case .added(let id, let camera):
            services.published(.created, EventObject.recording, id: "\(camera)/\(id)")
        }
    }

    /// Brings one recording in line that could not be played.
    ///
    /// - Returns: whether something was mended; not while everything is compared, which may take minutes.
    func mend(_ id: RecordingID) async -> Bool {
        guard !state.value.withLock({ $0.isAtWork }) else { return false }
        do {
            guard let change = try await mending.run({ try await comparison.mend(id) }) else { return false }
            Self.tell(change, services)
            services.logger.warning("a recording's file was not as it was left", metadata: ["recording": "\(id)"])
            return true
        } catch {
            // The catalogue's own trouble is told where it is used; what is found stays for the next who looks.
            return false
        }
    }

    // MARK: Running

    /// How often it is looked whether it is time.
    private static let interval: Duration = .seconds(60)

    /// Compares on its schedule until the task is cancelled. Not before catalogue and disk are in line.
    func run() async {
        var since = services.time.monotonic
        while !Task.isCancelled {
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.interval)
            let hours = settings.value(\.storage.checkInterval)
            guard hours > 0, services.time.monotonic - since >= .seconds(3600 * hours), !Task.isCancelled else {
                continue
            }
            since = services.time.monotonic
            // Where one is at work already, that is enough.
            _ = try? begin(by: .recorder, repairs: settings.value(\.storage.checkRepairs))
        }
    }
}

/// Something that all copies of a value share.
private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: sending Value) { self.value = Mutex(value) }
}

/// Does something when the last who holds it lets go.
private final class Claim: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}
