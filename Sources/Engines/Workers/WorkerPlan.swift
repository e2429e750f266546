import Media

/// Which worker does what, and when one is started or ended: a value without processes, sockets or clocks. Something happens,
/// and what is to be done about it comes out, in order.
///
/// Cameras share workers, until one has had two workers end under its pictures: it gets a worker of its own, so that it does
/// no more harm to others. Workers of an owner (all that share, or one camera) that end again and again are started at
/// growing intervals.
struct WorkerPlan {
    /// A worker, by a number that no other ever has.
    typealias WorkerID = Int
    typealias JobID = Int
    /// The camera that has a worker of its own; nil for those that all others share.
    typealias Owner = String?

    /// How the workers of an owner have ended of late.
    private struct Record {
        /// One after the other, without any work done between.
        var failures = 0
        /// No other is started before.
        var notBefore: MonotonicTime?
        /// Why the last did not even begin; nil where it did.
        var failedStart: String?
    }

    let limits: WorkerLimits
    private(set) var workers: [WorkerID: Worker] = [:]
    private var queue: [Job] = []
    private var records: [Owner: Record] = [:]
    /// Cameras under whose pictures workers have ended, and how many.
    private var crashes: [String: Int] = [:]
    private var nextWorker = 0
    /// Whether there shall be a worker even if nobody wants one.
    private var isRunning = false
    /// Workers that ended by themselves, or had to be ended.
    private(set) var restarts = 0
    /// How the last of them ended.
    private(set) var lastEnd: String?

    init(limits: WorkerLimits) { self.limits = limits }

    var waiting: Int { queue.count }

    /// Why no worker that is shared can be started; nil where one is there, or nothing speaks against it.
    var trouble: String? {
        workers.values.contains { $0.owner == nil && $0.isReady } ? nil : records[nil]?.failedStart
    }

    // MARK: What happens

    mutating func begin(at now: MonotonicTime) -> [Action] {
        isRunning = true
        return settle(now)
    }

    /// Nothing more is wanted: every worker is ended, and what waits is forgotten.
    mutating func stop() -> [Action] {
        isRunning = false
        defer {
            queue = []
            workers = [:]
        }
        return workers.keys.sorted().map { .end($0) }
    }

    mutating func submit(_ job: Job, at now: MonotonicTime) -> [Action] {
        let owner = owner(of: job.camera)
        if let reason = records[owner]?.failedStart, let wait = records[owner]?.notBefore, now < wait,
            !workers.values.contains(where: { $0.owner == owner })
        {
            return [.refuse(job.id, .noWorker(reason))]
        }
        guard queue.count < limits.queue else { return [.refuse(job.id, .busy)] }
        queue.append(job)
        return settle(now)
    }

    /// Whoever wanted it is gone. What a worker is at, it ends.
    mutating func cancel(_ job: JobID) { queue.removeAll { $0.id == job } }

    mutating func ready(_ worker: WorkerID, at now: MonotonicTime) -> [Action] {
        guard let state = workers[worker], state.isStarting else { return [] }
        records[state.owner]?.failedStart = nil
        let idle = idle(now)
        workers[worker]?.state = idle
        return settle(now)
    }

    /// A worker has come to the end of its job, whatever came of that.
    mutating func finished(_ worker: WorkerID, at now: MonotonicTime) -> [Action] {
        guard let state = workers[worker] else { return [] }
        records[state.owner] = nil
        workers[worker]?.jobs += 1
        let idle = idle(now)
        workers[worker]?.state = idle
        return settle(now)
    }

    mutating func ponged(_ worker: WorkerID, at now: MonotonicTime) -> [Action] {
        // One that was given work meanwhile is not idle any more.
        guard case .pinged(let since, _)? = workers[worker]?.state else { return [] }
        workers[worker]?.state = .idle(since: since, pingAt: now + limits.heartbeat)
        return settle(now)
    }

    /// A worker cannot be reached any more: ``ended(_:_:at:)`` says how it ended, or is taken for granted after a while.
    mutating func lost(_ worker: WorkerID, at now: MonotonicTime) {
        guard let state = workers[worker]?.state else { return }
        workers[worker]?.state = .leaving(state, until: now + limits.leaving)
    }

    /// A worker has ended without having been told to.
    ///
    /// - Parameter how: for people, without a full stop.
    mutating func ended(_ worker: WorkerID, _ how: String, at now: MonotonicTime) -> [Action] {
        guard let state = workers.removeValue(forKey: worker) else { return [] }
        return fell(state, how, .ended(how), now) + settle(now)
    }

    /// A worker is of no use any more, though it lives: it has sent what it must not, or has used up what it may take.
    ///
    /// - Parameter error: for whoever wanted what it is at.
    mutating func discard(_ worker: WorkerID, _ how: String, _ error: WorkerError, at now: MonotonicTime) -> [Action] {
        guard let state = workers.removeValue(forKey: worker) else { return [] }
        return [.end(worker)] + fell(state, how, error, now) + settle(now)
    }

    mutating func tick(at now: MonotonicTime) -> [Action] {
        var actions: [Action] = []
        for (worker, state) in workers.sorted(by: { $0.key < $1.key }) {
            switch state.state {
            case .starting(let until) where until <= now:
                actions += endHung(worker, "it was not ready in time", now)
            case .working(_, let until) where until <= now:
                actions += endHung(worker, "it took too long", now)
            case .pinged(_, let until) where until <= now:
                actions += endHung(worker, "it did not answer", now)
            case .leaving(_, let until) where until <= now:
                actions += endHung(worker, "it did not come to its end", now)
            case .idle(let since, _) where since + limits.idle <= now && !isNeeded(state.owner):
                workers[worker] = nil
                actions.append(.end(worker))
            case .idle(let since, let pingAt) where pingAt <= now:
                workers[worker]?.state = .pinged(since: since, until: now + limits.silence)
                actions.append(.ping(worker))
            default: break
            }
        }
        actions += refuseLate(now)
        return actions + settle(now)
    }

    /// When something happens by itself; nil for never.
    var nextDeadline: MonotonicTime? {
        let times = workers.values.flatMap { worker -> [MonotonicTime] in
            switch worker.state {
            case .starting(let until), .pinged(_, let until), .working(_, let until), .leaving(_, let until): [until]
            case .idle(let since, let pingAt):
                isNeeded(worker.owner) ? [pingAt] : [pingAt, since + limits.idle]
            }
        }
        return (times + queue.map(\.beginBy) + records.values.compactMap(\.notBefore)).min()
    }

    // MARK: What is done about it

    private func owner(of camera: String?) -> Owner {
        guard let camera, crashes[camera, default: 0] >= limits.crashesTogether else { return nil }
        return camera
    }

    private func idle(_ now: MonotonicTime) -> Worker.State { .idle(since: now, pingAt: now + limits.heartbeat) }

    /// One that is shared stays, so that whoever comes first does not wait for its start.
    private func isNeeded(_ owner: Owner) -> Bool {
        owner == nil && workers.values.count { $0.owner == nil } <= 1
    }

    private mutating func endHung(_ worker: WorkerID, _ how: String, _ now: MonotonicTime) -> [Action] {
        guard let state = workers.removeValue(forKey: worker) else { return [] }
        return [.end(worker)] + fell(state, how, .hung, now)
    }

    /// A worker is gone that should be there.
    private mutating func fell(
        _ worker: Worker,
        _ how: String,
        _ error: WorkerError,
        _ now: MonotonicTime
    ) -> [Action] {
        restarts += 1
        lastEnd = how
        var record = records[worker.owner] ?? Record()
        record.failures += 1
        record.notBefore = now + limits.delay(afterFailures: record.failures)
        var actions: [Action] = []
        switch worker.stateInWork {
        case .starting:
            record.failedStart = how
            // There is no sense in waiting for what does not even begin.
            if record.failures >= limits.startsInVain {
                actions = refuseAll(of: worker.owner, .noWorker(how))
            }
        case .working(let job, _):
            if let camera = job.camera {
                if crashes.count >= limits.cameras { crashes = [:] }
                crashes[camera, default: 0] += 1
            }
            actions = [.refuse(job.id, error)]
        case .idle, .pinged, .leaving: break
        }
        records[worker.owner] = record
        return actions
    }

    private mutating func refuseAll(of owner: Owner, _ error: WorkerError) -> [Action] {
        let refused = queue.filter { self.owner(of: $0.camera) == owner }
        for job in refused { cancel(job.id) }
        return refused.map { .refuse($0.id, error) }
    }

    private mutating func refuseLate(_ now: MonotonicTime) -> [Action] {
        let late = queue.filter { $0.beginBy <= now }
        for job in late { cancel(job.id) }
        return late.map { job in
            .refuse(job.id, records[owner(of: job.camera)]?.failedStart.map { .noWorker($0) } ?? .tooLate)
        }
    }

    /// Gives idle workers what waits, and starts others where that is not enough.
    private mutating func settle(_ now: MonotonicTime) -> [Action] {
        for (owner, record) in records {
            if let wait = record.notBefore, wait <= now { records[owner]?.notBefore = nil }
        }
        var actions: [Action] = []
        for job in queue {
            guard let worker = idleWorker(of: owner(of: job.camera)) else { continue }
            cancel(job.id)
            workers[worker]?.state = .working(job, until: now + job.longest)
            actions.append(.assign(job.id, to: worker))
        }
        var owners = queue.map { owner(of: $0.camera) }
        let isShared = workers.values.contains { $0.owner == nil }
        if isRunning, !isShared, !owners.contains(nil) { owners.append(nil) }
        var wanted: [Owner: Int] = [:]
        for owner in owners { wanted[owner, default: 0] += 1 }
        for owner in owners where wanted[owner] != nil {
            let count = wanted.removeValue(forKey: owner) ?? 0
            for _ in 0..<count { actions += start(for: owner, wanted: count, now) }
        }
        return actions
    }

    /// The one that has worked last, so that others become idle for long.
    private func idleWorker(of owner: Owner) -> WorkerID? {
        idleWorkers { $0 == owner }.last
    }

    /// The one that is idle for the longest time first.
    private func idleWorkers(of isMeant: (Owner) -> Bool) -> [WorkerID] {
        workers.compactMap { id, worker in
            isMeant(worker.owner) ? worker.idleSince.map { (since: $0, id: id) } : nil
        }.sorted { ($0.since, $0.id) < ($1.since, $1.id) }.map(\.id)
    }

    private mutating func start(for owner: Owner, wanted: Int, _ now: MonotonicTime) -> [Action] {
        let own = workers.values.filter { $0.owner == owner }
        guard records[owner]?.notBefore == nil, own.count(where: \.isStarting) < wanted else { return [] }
        var actions: [Action] = []
        if owner == nil {
            guard own.count < limits.shared else { return [] }
        } else {
            guard own.isEmpty else { return [] }
            if workers.values.count(where: { $0.owner != nil }) >= limits.own {
                // Another camera's that has nothing to do.
                guard let oldest = idleWorkers(of: { $0 != nil }).first else { return [] }
                workers[oldest] = nil
                actions.append(.end(oldest))
            }
        }
        nextWorker += 1
        workers[nextWorker] = Worker(owner: owner, state: .starting(until: now + limits.startup))
        actions.append(.start(nextWorker))
        return actions
    }
}
