import Catalog
import Changes
import Jobs
import Media
import Stream

/// Long work: a bounded number of each kind at once, with progress, of which everyone sees his own and those who manage
/// the system see all.
///
/// Nothing is kept on disk: the jobs of a run are gone with it. All calls may come from any thread.
package struct RecorderJobs: Sendable {
    /// For parts of the domain that submit work by other means than ``submit(_:by:work:)``.
    let runner: JobRunner
    private let services: DomainServices
    private let telling: Task<Void, Never>

    init(_ services: DomainServices, configuration: JobConfiguration = JobConfiguration()) {
        self.services = services
        let time = services.time
        runner = JobRunner(
            configuration: configuration,
            clock: .init(wall: { time.wall }, monotonic: { time.monotonic })
        )
        let changes = runner.changes()
        telling = Task {
            for await job in changes {
                let isNew = job.state == .queued && !job.isCancelling
                services.published(isNew ? .created : .state, EventObject.job, id: job.id.text)
            }
        }
    }

    /// Begins work that somebody has asked for, and was allowed, or has it wait for its turn.
    ///
    /// - Parameters:
    ///   - kind: short and stable, for programs: "backup".
    ///   - work: gives what came of it; throws an error whose description is a sentence for people.
    /// - Throws: `busy` where too many wait, `unavailable` where the program ends.
    @discardableResult
    func submit(
        _ kind: String,
        by principal: Principal,
        work: @escaping JobRunner.Work
    ) throws(DomainError) -> JobView {
        do throws(JobRefusal) {
            return JobView(try runner.submit(JobKind(rawValue: kind), by: JobOwner(principal).text, work: work))
        } catch {
            switch error {
            case .tooManyWaiting: throw DomainError(.busy, "Too much waits already: \(error).")
            case .shuttingDown: throw DomainError(.unavailable, "Nightjar is being stopped.")
            }
        }
    }

    /// Cancels everything and returns when nothing is at work any more.
    func end() async {
        await runner.shutDown()
        await telling.value
    }

    // MARK: Asking

    /// The newest first: all that the asker may see.
    package func list(as principal: Principal) throws(DomainError) -> [JobView] {
        try Policy.require(principal, .followChanges)
        return runner.jobs.filter { Self.maySee(principal, $0) }.map(JobView.init)
    }

    package func job(as principal: Principal, _ id: String) throws(DomainError) -> JobView {
        try Policy.require(principal, .followChanges)
        return JobView(try visible(id, to: principal))
    }

    /// Asks a job to stop. One that waits ends at once, one that is at work when it looks; one that has ended stays as
    /// it is.
    package func cancel(as principal: Principal, _ id: String) async throws(DomainError) -> JobView {
        let job = try changeable(id, by: principal)
        guard !job.state.isFinal, !job.isCancelling, let asked = runner.cancel(job.id) else { return JobView(job) }
        await services.audit.note("job.cancel", "job/\(id)", by: principal, .done, ["kind": job.kind.rawValue])
        return JobView(asked)
    }

    /// Takes a job that has ended off the list.
    ///
    /// - Throws: `conflict` where it has not ended.
    package func forget(as principal: Principal, _ id: String) async throws(DomainError) {
        let job = try changeable(id, by: principal)
        guard runner.forget(job.id) else {
            throw DomainError(.conflict, "The job \(id) has not ended: cancel it first.")
        }
        await services.audit.note("job.forget", "job/\(id)", by: principal, .done, ["kind": job.kind.rawValue])
        services.published(.deleted, EventObject.job, id: id)
    }

    // MARK: Who may

    /// Whether the asker may know of this job; of one that is gone only those who manage the system are told.
    func maySee(_ principal: Principal, id: String) -> Bool {
        guard let job = runner.job(JobID(id)) else { return Policy.may(principal, .manageSystem) }
        return Self.maySee(principal, job)
    }

    private static func maySee(_ principal: Principal, _ job: Job) -> Bool {
        Policy.may(principal, .manageSystem) || isReadingAdministrator(principal) || isOwn(job, of: principal)
    }

    /// An administrator's key that may only read sees what its owner sees.
    private static func isReadingAdministrator(_ principal: Principal) -> Bool { Policy.may(principal, .readLogs) }

    /// A key for some cameras is for those and nothing else.
    private static func isOwn(_ job: Job, of principal: Principal) -> Bool {
        guard case .user(let id, _) = principal.identity, principal.role != nil, principal.scope.cameras == nil else {
            return false
        }
        return JobOwner(text: job.requester).account == id
    }

    private func visible(_ id: String, to principal: Principal) throws(DomainError) -> Job {
        guard let job = runner.job(JobID(id)), Self.maySee(principal, job) else {
            throw DomainError(.notFound, "There is no job \"\(id)\".")
        }
        return job
    }

    private func changeable(_ id: String, by principal: Principal) throws(DomainError) -> Job {
        try Policy.require(principal, .followChanges)
        let job = try visible(id, to: principal)
        guard Self.isOwn(job, of: principal) else {
            try Policy.require(principal, .manageSystem)
            return job
        }
        // Else a key that may only read could stop its owner's work.
        try Policy.require(principal, .manageOwnAccount)
        return job
    }
}
