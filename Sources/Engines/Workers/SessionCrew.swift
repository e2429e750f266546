import Logging
import Media
import NIOCore
import NIOPosix
import WorkerChannel

/// Starts a process for each session, speaks with it, and ends it: when it is not wanted any more, and when it does not come to
/// its end with something, lies, or has used up its memory. All of it on the workers' event loop.
final class SessionCrew {
    typealias SessionID = Int

    private struct Member {
        let process: ChildProcess
        let link: WorkerLink<SessionTalk>
        let camera: String
        let tell: (WorkerSession.Event) -> Void
        var introduction: WorkerIntroduction?
        /// Requests that have not been answered.
        var open = 0
        var units = 0
        /// When it must have said something; nil where it need not.
        var deadline: MonotonicTime?
        /// Its process is being waited for.
        var isLeaving = false
    }

    private let program: WorkerProgram
    private let limits: WorkerLimits
    private let reaper: ProcessReaper
    private let loop: any EventLoop
    private let logger: Logger
    private var members: [SessionID: Member] = [:]
    private var watch: RepeatedTask?
    private var isStopped = false
    private var lost = 0
    private var lastEnd: String?

    /// So often it is looked whether one hangs.
    private static let beat = TimeAmount.milliseconds(250)

    init(_ program: WorkerProgram, limits: WorkerLimits, reaper: ProcessReaper, loop: any EventLoop, logger: Logger) {
        self.program = program
        self.limits = limits
        self.reaper = reaper
        self.loop = loop
        self.logger = logger
    }

    private var now: MonotonicTime {
        MonotonicTime(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }

    var state: WorkerPoolState.Sessions {
        WorkerPoolState.Sessions(
            running: members.sorted { $0.key < $1.key }.map { _, member in
                WorkerPoolState.Sessions.Session(
                    pid: member.process.pid,
                    camera: member.camera,
                    confinement: member.introduction?.confinement,
                    units: member.units
                )
            },
            lost: lost,
            lastEnd: lastEnd
        )
    }

    // MARK: Asked from without

    func open(
        _ id: SessionID,
        _ tracks: [SessionTrack],
        camera: String,
        tell: @escaping (WorkerSession.Event) -> Void
    ) {
        guard !isStopped else { return tell(.over(.noWorker("the recorder is stopping"))) }
        let (process, socket): (ChildProcess, Int32)
        do throws(ChildProcess.StartFailure) {
            (process, socket) = try ChildProcess.start(program)
        } catch {
            logger.error("a worker cannot be started", metadata: ["reason": "\(error.what)"])
            return tell(.over(.noWorker(error.what)))
        }
        let crew = NIOLoopBound(self, eventLoop: loop)
        let link = WorkerLink(SessionTalk(tracks)) { crew.value.heard($0, of: id) }
        members[id] = Member(
            process: process,
            link: link,
            camera: camera,
            tell: tell,
            open: tracks.count,
            deadline: now + limits.startup
        )
        keepWatch()
        let handler = NIOLoopBound(link, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .withConnectedSocket(socket)
            .whenFailure { [crew] _ in crew.value.heard(.closed, of: id) }
    }

    func feed(_ id: SessionID, _ feed: DecodeFeed, track: Int) {
        guard members[id]?.isLeaving == false else { return }
        if members[id]?.open == 0 { members[id]?.deadline = now + limits.picture }
        members[id]?.open += 1
        members[id]?.units += 1
        members[id]?.link.say { $0.feed(feed, track: track) }
    }

    /// It is not wanted any more; nothing is told.
    func close(_ id: SessionID) {
        guard let member = members.removeValue(forKey: id) else { return }
        end(member)
    }

    func stop() {
        isStopped = true
        let left = members
        members = [:]
        for member in left.values {
            end(member)
            member.tell(.over(.noWorker("the recorder is stopping")))
        }
        watch?.cancel()
    }

    private func end(_ member: Member) {
        guard !member.isLeaving else { return }
        member.link.close()
        member.process.kill()
        reaper.reap(member.process)
    }

    // MARK: What workers say

    private func heard(_ news: WorkerLink<SessionTalk>.News, of id: SessionID) {
        guard let member = members[id], !member.isLeaving else { return }
        switch news {
        case .said(let event): took(event, of: id)
        case .misbehaved(let fault):
            logger.error("a worker answered nonsense and is ended", metadata: ["answer": "\(fault.what)"])
            fell(id, "it answered nonsense", .nonsense(fault.what))
        case .closed: closed(id, member)
        }
    }

    private func took(_ event: SessionTalk.Event, of id: SessionID) {
        switch event {
        case .introduced(let introduction):
            members[id]?.introduction = introduction
            members[id]?.deadline = now + limits.picture
            members[id]?.link.say { $0.open() }
            return
        case .refused(_, let failure) where failure.reason == .outOfMemory,
            .undecoded(_, let failure) where failure.reason == .outOfMemory:
            // What it holds, it does not give back.
            return fell(id, "its memory was used up", .failed(.outOfMemory))
        case .opened(let track): answered(id, .opened(track: track))
        case .refused(let track, let failure): answered(id, .refused(track: track, failure.reason))
        case .fed(let track): answered(id, .fed(track: track))
        case .undecoded(let track, let failure): answered(id, .undecoded(track: track, failure.reason))
        case .format(let track, let format): members[id]?.tell(.format(track: track, format))
        case .output(let track, let output): members[id]?.tell(.output(track: track, output))
        }
    }

    private func answered(_ id: SessionID, _ event: WorkerSession.Event) {
        guard var member = members[id] else { return }
        member.open -= 1
        member.deadline = member.open == 0 ? nil : now + limits.picture
        members[id] = member
        member.tell(event)
    }

    /// A worker without a socket is none, whether or not it lives.
    private func closed(_ id: SessionID, _ member: Member) {
        members[id]?.isLeaving = true
        members[id]?.deadline = nil
        let crew = NIOLoopBound(self, eventLoop: loop)
        reaper.reap(member.process, killing: true) { how in
            let crew = crew.value
            guard crew.members[id] != nil else { return }
            crew.logger.warning("a worker has ended", metadata: ["how": "\(how)"])
            crew.fell(id, how, member.introduction == nil ? .noWorker(how) : .ended(how))
        }
    }

    /// A worker is gone, or goes, that should be there.
    private func fell(_ id: SessionID, _ how: String, _ error: WorkerError) {
        guard let member = members.removeValue(forKey: id) else { return }
        lost += 1
        lastEnd = how
        end(member)
        member.tell(.over(error))
    }

    private func keepWatch() {
        guard watch == nil else { return }
        let crew = NIOLoopBound(self, eventLoop: loop)
        watch = loop.scheduleRepeatedTask(initialDelay: Self.beat, delay: Self.beat) { _ in crew.value.look() }
    }

    private func look() {
        let now = now
        for (id, member) in members {
            guard let deadline = member.deadline, deadline <= now else { continue }
            let isStarting = member.introduction == nil
            fell(
                id,
                isStarting ? "it was not ready in time" : "it took too long",
                isStarting ? .noWorker("it was not ready in time") : .hung
            )
        }
        guard members.isEmpty else { return }
        watch?.cancel()
        watch = nil
    }
}
