import Logging
import Media
import NIOCore
import NIOPosix
import WorkerChannel

/// Does what the plan says: starts and ends processes, and speaks with them. All of it on one event loop; its state is that
/// loop's, without locks.
final class WorkerCrew {
    struct Job: Sendable {
        let task: WorkerTask
        /// Whose pictures it is about; nil where it is about none.
        let camera: String?
        /// How long it may wait for a worker, and how long a worker may be at it.
        let patience: Duration
        let longest: Duration
        /// Whether whoever wanted it is gone.
        let isUnwanted: @Sendable () -> Bool
        let answer: @Sendable (Result<WorkerYield, WorkerError>) -> Void
    }

    private struct Member {
        let process: ChildProcess
        let link: WorkerLink<WorkerConversation>
        var introduction: WorkerIntroduction?
        var job: WorkerPlan.JobID?
        /// Its process is being waited for.
        var isLeaving = false
    }

    private let program: WorkerProgram
    private let loop: any EventLoop
    private let logger: Logger
    private var plan: WorkerPlan
    private var members: [WorkerPlan.WorkerID: Member] = [:]
    private var jobs: [WorkerPlan.JobID: Job] = [:]
    private var alarm: Scheduled<Void>?
    private let reaper: ProcessReaper
    /// Those who each have a process of their own.
    let sessions: SessionCrew
    private var onAllGone: EventLoopPromise<Void>?
    private var isStopped = false

    init(_ program: WorkerProgram, limits: WorkerLimits, loop: any EventLoop, logger: Logger) {
        self.program = program
        self.loop = loop
        self.logger = logger
        plan = WorkerPlan(limits: limits)
        reaper = ProcessReaper(loop: loop)
        sessions = SessionCrew(program, limits: limits, reaper: reaper, loop: loop, logger: logger)
        reaper.onOver = { [weak self] in self?.tellIfAllGone() }
    }

    private var now: MonotonicTime {
        MonotonicTime(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }

    // MARK: Asked from without

    func begin() { perform(plan.begin(at: now)) }

    func submit(_ id: WorkerPlan.JobID, _ job: Job) {
        if job.isUnwanted() { return job.answer(.failure(.cancelled)) }
        guard !isStopped else { return job.answer(.failure(.noWorker("the recorder is stopping"))) }
        jobs[id] = job
        let now = now
        let planned = WorkerPlan.Job(id: id, camera: job.camera, beginBy: now + job.patience, longest: job.longest)
        perform(plan.submit(planned, at: now))
    }

    /// Whoever wanted it is gone.
    func cancel(_ id: WorkerPlan.JobID) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        job.answer(.failure(.cancelled))
        plan.cancel(id)
        setAlarm()
    }

    /// - Returns: done when every process is over.
    func stop() -> EventLoopFuture<Void> {
        let promise = onAllGone ?? loop.makePromise(of: Void.self)
        onAllGone = promise
        isStopped = true
        let left = jobs
        jobs = [:]
        for job in left.values { job.answer(.failure(.noWorker("the recorder is stopping"))) }
        perform(plan.stop())
        sessions.stop()
        alarm?.cancel()
        tellIfAllGone()
        return promise.futureResult
    }

    var state: WorkerPoolState {
        WorkerPoolState(
            workers: members.sorted { $0.key < $1.key }.map { id, member in
                WorkerPoolState.Worker(
                    pid: member.process.pid,
                    camera: plan.workers[id]?.owner,
                    isWorking: member.job != nil,
                    confinement: member.introduction?.confinement,
                    jobs: plan.workers[id]?.jobs ?? 0
                )
            },
            most: plan.limits.shared,
            waiting: plan.waiting,
            restarts: plan.restarts,
            lastEnd: plan.lastEnd,
            trouble: plan.trouble,
            library: introduction?.library,
            devices: introduction?.devices ?? [],
            sessions: sessions.state
        )
    }

    /// Of the worker that has been there for the longest time.
    private var introduction: WorkerIntroduction? {
        members.sorted { $0.key < $1.key }.lazy.compactMap(\.value.introduction).first
    }

    // MARK: What the plan says

    private func perform(_ actions: [WorkerPlan.Action]) {
        for action in actions {
            switch action {
            case .start(let worker): start(worker)
            case .assign(let job, let worker): assign(job, to: worker)
            case .ping(let worker): members[worker]?.link.say { [$0.ping()] }
            case .end(let worker): end(worker)
            case .refuse(let job, let error): jobs.removeValue(forKey: job)?.answer(.failure(error))
            }
        }
        setAlarm()
    }

    private func setAlarm() {
        alarm?.cancel()
        alarm = nil
        guard !isStopped, let deadline = plan.nextDeadline else { return }
        let crew = NIOLoopBound(self, eventLoop: loop)
        alarm = loop.scheduleTask(in: .nanoseconds(max(.zero, deadline - now).inNanoseconds)) {
            let crew = crew.value
            crew.perform(crew.plan.tick(at: crew.now))
        }
    }

    private func assign(_ id: WorkerPlan.JobID, to worker: WorkerPlan.WorkerID) {
        guard let job = jobs[id] else { return }
        members[worker]?.job = id
        members[worker]?.link.say { $0.begin(job.task) }
    }

    private func start(_ worker: WorkerPlan.WorkerID) {
        let (process, socket): (ChildProcess, Int32)
        do throws(ChildProcess.StartFailure) {
            (process, socket) = try ChildProcess.start(program)
        } catch {
            logger.error("a worker cannot be started", metadata: ["reason": "\(error.what)"])
            return perform(plan.ended(worker, error.what, at: now))
        }
        let crew = NIOLoopBound(self, eventLoop: loop)
        let link = WorkerLink(WorkerConversation()) { crew.value.heard($0, of: worker) }
        members[worker] = Member(process: process, link: link)
        let handler = NIOLoopBound(link, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withConnectedSocket(socket)
            .whenFailure { [crew] _ in crew.value.heard(.closed, of: worker) }
    }

    /// Ends a worker that the plan knows no more.
    private func end(_ worker: WorkerPlan.WorkerID) {
        guard let member = members.removeValue(forKey: worker), !member.isLeaving else { return }
        member.link.close()
        member.process.kill()
        reaper.reap(member.process)
    }

    // MARK: What workers say

    private func heard(_ news: WorkerLink<WorkerConversation>.News, of worker: WorkerPlan.WorkerID) {
        guard let member = members[worker] else { return }
        switch news {
        case .said(.introduced(let introduction)):
            members[worker]?.introduction = introduction
            note(introduction)
            perform(plan.ready(worker, at: now))
        case .said(.ponged): perform(plan.ponged(worker, at: now))
        case .said(.finished(.failure(let failure))) where failure.reason == .outOfMemory:
            // What it holds, it does not give back.
            logger.warning("a worker has used up its memory and is ended")
            perform(plan.discard(worker, "its memory was used up", .failed(failure.reason), at: now))
        case .said(.finished(let result)):
            members[worker]?.job = nil
            // The worker goes on with the next before whoever wanted this one does.
            let job = member.job.flatMap { jobs.removeValue(forKey: $0) }
            perform(plan.finished(worker, at: now))
            job?.answer(result.mapError { .failed($0.reason) })
        case .misbehaved(let fault):
            logger.error("a worker answered nonsense and is ended", metadata: ["answer": "\(fault.what)"])
            perform(plan.discard(worker, "it answered nonsense", .nonsense(fault.what), at: now))
        case .closed: lost(worker, member)
        }
    }

    /// A worker without a socket is none, whether or not it lives.
    private func lost(_ worker: WorkerPlan.WorkerID, _ member: Member) {
        guard !member.isLeaving else { return }
        members[worker]?.isLeaving = true
        member.link.close()
        plan.lost(worker, at: now)
        setAlarm()
        let crew = NIOLoopBound(self, eventLoop: loop)
        reaper.reap(member.process, killing: true) { how in
            let crew = crew.value
            guard crew.members.removeValue(forKey: worker) != nil, !crew.isStopped else { return }
            crew.logger.warning("a worker has ended", metadata: ["how": "\(how)"])
            crew.perform(crew.plan.ended(worker, how, at: crew.now))
        }
    }

    private func note(_ introduction: WorkerIntroduction) {
        guard introduction.confinement != .whole else { return }
        logger.warning(
            "the system does not let a worker confine itself wholly",
            metadata: ["confinement": "\(introduction.confinement.rawValue)"]
        )
    }

    private func tellIfAllGone() {
        if reaper.waiting == 0, members.isEmpty { onAllGone?.succeed() }
    }
}
