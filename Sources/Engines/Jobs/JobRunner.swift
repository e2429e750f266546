package import Media
import Synchronization

/// Runs jobs, a bounded number of each kind at once, and tells how they stand.
///
/// Nothing is kept on disk: the jobs of a run are gone with it. Thread-safe.
package final class JobRunner: Sendable {
    /// The work of a job. It gives what came of it, or throws an error whose description is a sentence for people; and
    /// it looks now and then whether it was cancelled, as tasks do.
    package typealias Work = @Sendable (JobContext) async throws -> [String: String]

    /// The clocks, as a test may turn them.
    package struct Clock: Sendable {
        package var wall: @Sendable () -> WallTime
        package var monotonic: @Sendable () -> MonotonicTime

        package init(wall: @escaping @Sendable () -> WallTime, monotonic: @escaping @Sendable () -> MonotonicTime) {
            self.wall = wall
            self.monotonic = monotonic
        }
    }

    private struct State {
        var table: JobTable
        /// Of jobs that have not begun.
        var works: [JobID: Work] = [:]
        /// Of jobs that are at work; each is awaited when the runner is shut down.
        var tasks: [JobID: Task<Void, Never>] = [:]
        var listeners: [UInt64: AsyncStream<Job>.Continuation] = [:]
        var nextListener: UInt64 = 0

        /// Yields never wait, so that they may be done under the lock, in the order of the changes.
        func announce(_ job: Job?) {
            guard let job else { return }
            for listener in listeners.values { listener.yield(job) }
        }
    }

    private let configuration: JobConfiguration
    private let clock: Clock
    private let state: Mutex<State>
    /// Listeners that have left; they are forgotten when the next comes. Not noted in the state: a listener that is cancelled
    /// holds its task's own lock while it signs itself off, and a yield under the state's lock waits for just that
    /// (withTaskCancellationHandler, "Cancellation handlers and locks").
    private let left = Mutex<[UInt64]>([])

    package init(configuration: JobConfiguration = JobConfiguration(), clock: Clock) {
        self.configuration = configuration
        self.clock = clock
        state = Mutex(State(table: JobTable(configuration: configuration)))
    }

    // MARK: Asking

    /// The newest first.
    package var jobs: [Job] { state.withLock { $0.table.list } }

    package func job(_ id: JobID) -> Job? { state.withLock { $0.table.jobs[id] } }

    /// Every change of a job from now on, each as the job is after it. Who lags behind loses the oldest changes, and
    /// hears of progress a few times a second at most. It ends when the runner is shut down.
    package func changes() -> AsyncStream<Job> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Job.self,
            bufferingPolicy: .bufferingNewest(configuration.listenerBound)
        )
        let gone = left.withLock { left in
            defer { left = [] }
            return left
        }
        let number: UInt64? = state.withLock { state in
            for listener in gone { state.listeners[listener] = nil }
            guard !state.table.isShutDown else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.left.withLock { $0.append(number) }
        }
        return stream
    }

    // MARK: Taking on

    /// Begins the job, or has it wait for its turn.
    ///
    /// - Parameter requester: who asked for it, as it is shown.
    @discardableResult
    package func submit(
        _ kind: JobKind,
        by requester: String,
        work: @escaping Work
    ) throws(JobRefusal) -> Job {
        let now = clock.wall()
        let outcome: Result<Job, JobRefusal> = state.withLock { state in
            do throws(JobRefusal) {
                let job = try state.table.add(kind, by: requester, now: now)
                state.works[job.id] = work
                state.announce(job)
                begin(&state, now)
                return .success(state.table.jobs[job.id] ?? job)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Asks a job to stop. One that has not begun ends at once; one that is at work ends when it looks.
    ///
    /// - Returns: the job as it is now; nil where there is none.
    @discardableResult
    package func cancel(_ id: JobID) -> Job? {
        let now = clock.wall()
        let (job, task) = state.withLock { state -> (Job?, Task<Void, Never>?) in
            var task: Task<Void, Never>?
            switch state.table.cancel(id, now: now) {
            case .needless: break
            case .ended(let job):
                state.works[id] = nil
                state.announce(job)
            case .asked(let job):
                task = state.tasks[id]
                state.announce(job)
            }
            return (state.table.jobs[id], task)
        }
        // Not under the lock: what the job does when it is cancelled is done here.
        task?.cancel()
        return job
    }

    /// Forgets a job that has ended; false for one that has not, or that is not there.
    package func forget(_ id: JobID) -> Bool { state.withLock { $0.table.forget(id) } }

    /// Cancels everything, waits for what is at work, and takes nothing on any more.
    package func shutDown() async {
        let now = clock.wall()
        let tasks = state.withLock { state in
            let (ended, running) = state.table.shutDown(now: now)
            for job in ended {
                state.works[job.id] = nil
                state.announce(job)
            }
            return running.compactMap { state.tasks[$0] }
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    // MARK: Working

    /// Begins all jobs that may.
    private func begin(_ state: inout State, _ now: WallTime) {
        while let job = state.table.beginNext(now: now) {
            state.announce(job)
            guard let work = state.works.removeValue(forKey: job.id) else { continue }
            state.tasks[job.id] = Task(priority: .utility) { await self.perform(job.id, work) }
        }
    }

    private func perform(_ id: JobID, _ work: Work) async {
        let context = JobContext(id: id) { [weak self] progress, sentence in self?.report(id, progress, sentence) }
        let outcome: Result<[String: String], any Error>
        do {
            outcome = .success(try await work(context))
        } catch {
            outcome = .failure(error)
        }
        let now = clock.wall()
        state.withLock { state in
            let job = Self.end(id, outcome, &state.table, now)
            state.announce(job)
            state.tasks[id] = nil
            if !state.table.isShutDown { begin(&state, now) }
        }
    }

    private static func end(
        _ id: JobID,
        _ outcome: Result<[String: String], any Error>,
        _ table: inout JobTable,
        _ now: WallTime
    ) -> Job? {
        switch outcome {
        case .success(let result): return table.end(id, .succeeded, result: result, now: now)
        case .failure(let error):
            // Who is cancelled may fail in any way.
            let isCancelled = error is CancellationError || table.jobs[id]?.isCancelling == true
            return table.end(id, isCancelled ? .cancelled : .failed, sentence: isCancelled ? nil : "\(error)", now: now)
        }
    }

    private func report(_ id: JobID, _ progress: Double, _ sentence: String?) {
        let now = clock.monotonic()
        state.withLock { state in
            let job = state.table.report(id, progress, sentence, now: now)
            state.announce(job)
        }
    }
}

/// What a job's work is given.
package struct JobContext: Sendable {
    package let id: JobID
    private let tell: @Sendable (Double, String?) -> Void

    init(id: JobID, tell: @escaping @Sendable (Double, String?) -> Void) {
        self.id = id
        self.tell = tell
    }

    /// Says how far the work is. Cheap: call it as often as there is something to say.
    ///
    /// - Parameters:
    ///   - progress: from 0 to 1; less than before changes nothing.
    ///   - sentence: for people; nil leaves the last one.
    package func report(_ progress: Double, _ sentence: String? = nil) { tell(progress, sentence) }

    /// Whether the work is to stop. Work that awaits sees it as an error of what it awaits.
    package var isCancelled: Bool { Task.isCancelled }

    package func checkCancellation() throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
    }
}
