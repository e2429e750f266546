import Media

/// All jobs of this run and the rules by which they begin and end. Knows no tasks: it says what is to be begun.
struct JobTable {
    private let configuration: JobConfiguration
    /// By id, with those that have ended, as many as are remembered.
    private(set) var jobs: [JobID: Job] = [:]
    /// In the order in which they came.
    private var queue: [JobID] = []
    private var running: [JobKind: Int] = [:]
    /// In the order in which they ended.
    private var ended: [JobID] = []
    /// In the order in which they came: what a list shows.
    private var order: [JobID] = []
    private(set) var isShutDown = false
    /// When the listeners last heard of a running job.
    private var announced: [JobID: MonotonicTime] = [:]

    init(configuration: JobConfiguration) { self.configuration = configuration }

    /// The newest first.
    var list: [Job] { order.reversed().compactMap { jobs[$0] } }

    var runningCount: Int { running.values.reduce(0, +) }

    // MARK: Beginning

    mutating func add(_ kind: JobKind, by requester: String, now: WallTime) throws(JobRefusal) -> Job {
        guard !isShutDown else { throw .shuttingDown }
        guard queue.count < configuration.mostWaiting else { throw .tooManyWaiting(queue.count) }
        var id = JobID.random()
        while jobs[id] != nil { id = .random() }
        let job = Job(id: id, kind: kind, requester: requester, created: now)
        jobs[id] = job
        queue.append(id)
        order.append(id)
        return job
    }

    /// The next job that may begin, which has begun with this; nil where none may.
    mutating func beginNext(now: WallTime) -> Job? {
        let index = queue.firstIndex { id in
            guard let kind = jobs[id]?.kind else { return false }
            return running[kind, default: 0] < configuration.atOnce(kind)
        }
        guard let index else { return nil }
        let id = queue.remove(at: index)
        guard var job = jobs[id] else { return nil }
        job.state = .running
        job.started = now
        running[job.kind, default: 0] += 1
        jobs[id] = job
        return job
    }

    // MARK: Being at work

    /// - Returns: the job where the listeners are to hear of it: not more often than is of use to anyone.
    mutating func report(_ id: JobID, _ progress: Double, _ sentence: String?, now: MonotonicTime) -> Job? {
        guard var job = jobs[id], job.state == .running else { return nil }
        if progress.isFinite { job.progress = max(job.progress, min(1, progress)) }
        if let sentence { job.sentence = JobConfiguration.bounded(sentence) }
        jobs[id] = job
        if let last = announced[id], now - last < configuration.progressInterval { return nil }
        announced[id] = now
        return job
    }

    enum Cancellation {
        /// There is no such job, or it has ended already.
        case needless
        /// It had not begun, and will not.
        case ended(Job)
        /// It is at work: its task is to be cancelled.
        case asked(Job)
    }

    mutating func cancel(_ id: JobID, now: WallTime) -> Cancellation {
        guard var job = jobs[id], !job.state.isFinal else { return .needless }
        job.isCancelling = true
        jobs[id] = job
        guard job.state == .queued else { return .asked(job) }
        queue.removeAll { $0 == id }
        return end(id, .cancelled, now: now).map { Cancellation.ended($0) } ?? .needless
    }

    // MARK: Ending

    mutating func end(
        _ id: JobID,
        _ state: Job.State,
        sentence: String? = nil,
        result: [String: String] = [:],
        now: WallTime
    ) -> Job? {
        guard var job = jobs[id], !job.state.isFinal else { return nil }
        if job.state == .running { running[job.kind, default: 1] -= 1 }
        job.state = state
        job.ended = now
        if state == .succeeded { job.progress = 1 }
        if let sentence { job.sentence = JobConfiguration.bounded(sentence) }
        job.result = JobConfiguration.bounded(result)
        jobs[id] = job
        announced[id] = nil
        ended.append(id)
        if ended.count > configuration.mostRemembered { remove(ended.removeFirst()) }
        return job
    }

    /// Forgets a job that has ended.
    mutating func forget(_ id: JobID) -> Bool {
        guard let job = jobs[id], job.state.isFinal else { return false }
        ended.removeAll { $0 == id }
        remove(id)
        return true
    }

    private mutating func remove(_ id: JobID) {
        jobs[id] = nil
        order.removeAll { $0 == id }
    }

    /// From now on nothing is taken on and nothing begins.
    ///
    /// - Returns: those that will not begin any more, ended, and the ids of those that are at work.
    mutating func shutDown(now: WallTime) -> (ended: [Job], running: [JobID]) {
        isShutDown = true
        let waiting = queue
        queue = []
        let stopped = waiting.compactMap { end($0, .cancelled, sentence: "The program was stopped.", now: now) }
        let active = order.filter { jobs[$0]?.state == .running }
        for id in active { jobs[id]?.isCancelling = true }
        return (stopped, active)
    }
}
