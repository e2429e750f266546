import Glibc
package import Logging
import Media
import NIOCore
import NIOPosix
import RTSP
package import Stream
import Synchronization

/// Keeps one stream of a camera coming: connects, plays, and tries again for as long as ``run()`` runs.
///
/// Thread-safe. All work on packets is done on its event loop; ``run()`` only waits.
package final class StreamIngest: Sendable {
    private struct State {
        var source: StreamSource
        var status: IngestStatus
        var statistics = IngestStatistics()
        var memory: SourceMemory
        var timing: SessionTiming?
        /// Of the session at hand.
        var connection: CameraConnection?
        /// Until the next try.
        var pause: Task<Void, Never>?
        /// Why the session at hand, or the pause, was to end.
        var wanted: SessionEnd?
    }

    private let ring: StreamRing
    private let loop: IngestLoop
    private let hosts: CameraHosts
    private let time: any TimeSource
    private let remember: @Sendable (SourceMemory, StreamSource) -> Void
    private let changed: @Sendable () -> Void
    private let logger: Logger
    private let demand: StreamDemand
    private let state: Mutex<State>

    /// A camera that leads from one address to the next for ever, or a way that leads nowhere, is left alone for a while.
    private static let mostChangesOfWay = 5
    private static let idleReason = "Not connected: it is not recorded, and nobody watches. It is when somebody does."

    /// - Parameters:
    ///   - linger: of a source that is taken on demand: how long it still is when the last viewer has gone.
    ///   - memory: what the sessions of the last run have taught.
    ///   - remember: told when there is something new to be kept for the next run, and of which source; from any thread.
    ///   - changed: told when the stream's state is another, after it is; from any thread.
    package init(
        source: StreamSource,
        ring: StreamRing,
        loop: IngestLoop,
        hosts: CameraHosts,
        linger: Duration = .seconds(5),
        memory: SourceMemory = SourceMemory(),
        time: any TimeSource,
        logger: Logger,
        remember: @escaping @Sendable (SourceMemory, StreamSource) -> Void = { _, _ in },
        changed: @escaping @Sendable () -> Void = {}
    ) {
        self.ring = ring
        self.loop = loop
        self.hosts = hosts
        self.time = time
        self.remember = remember
        self.changed = changed
        var logger = logger
        logger[metadataKey: "stream"] = "\(source.name)"
        self.logger = logger
        demand = StreamDemand(of: ring, isOnDemand: source.isOnDemand, linger: linger)
        let status =
            demand.isWanted
            ? IngestStatus(state: .connecting, reason: "Connecting…", since: time.wall)
            : IngestStatus(state: .idle, reason: Self.idleReason, since: time.wall)
        state = Mutex(State(source: source, status: status, memory: memory))
        demand.whenUnwanted { [weak self] in self?.leave() }
    }

    /// Whether it is not taken now because nobody watches, or has just begun to be because somebody does.
    package var isAwaited: Bool {
        state.withLock { $0.source.isOnDemand && ($0.status.state == .idle || $0.status.state == .connecting) }
    }
    package var status: IngestStatus { state.withLock { $0.status } }
    package var statistics: IngestStatistics { state.withLock { $0.statistics } }
    /// Of the newest session; nil before the first.
    package var timing: SessionTiming? { state.withLock { $0.timing } }

    /// Takes the stream from elsewhere, or in another way, from now on. What was learnt of the old way is forgotten. A
    /// session that does as well for the new source goes on.
    package func change(_ source: StreamSource) {
        let isNew = state.withLock { state in
            let old = state.source
            state.source = source
            if old.url != source.url { state.memory = SourceMemory() }
            if old.transport != source.transport { state.memory.forgetTransport() }
            let transport = state.statistics.transport.flatMap { StreamTransport(rawValue: $0) }
            return !source.isServed(
                bySessionFor: old,
                over: state.status.state == .streaming ? transport : nil,
                offersSound: state.statistics.offersSound
            )
        }
        demand.setOnDemand(source.isOnDemand)
        if isNew { restart(because: .settingsChanged) }
    }

    /// Ends the session in good order and begins another at once.
    package func reconnect() { restart(because: .refreshed) }

    private func restart(because reason: SessionEnd) {
        let (connection, pause) = state.withLock { state in
            state.wanted = reason
            return (state.connection, state.pause)
        }
        pause?.cancel()
        connection?.stop(because: reason)
    }

    /// Ends the session, or the one that is about to begin. A pause goes on: who watches next must not have a camera that
    /// has refused us asked again too soon.
    private func leave() {
        let connection = state.withLock { state in
            state.wanted = .unwanted
            return state.connection
        }
        connection?.stop(because: .unwanted)
    }

    /// Takes the stream in until the task is cancelled; then the camera is told before this returns.
    package func run() async {
        var backoff = Backoff()
        var redirect: CameraURL?
        var changes = 0
        while !Task.isCancelled {
            await restUntilWanted()
            guard !Task.isCancelled else { break }
            let source = state.withLock { state in
                state.wanted = nil
                return state.source
            }
            if let wait = hosts.staleTime(of: source.url.place) {
                await pause(for: wait, because: .stale(for: wait))
                continue
            }
            set(.connecting, reason: "Connecting…")
            let began = time.monotonic
            let end = await session(with: source, at: redirect ?? source.url)
            guard !Task.isCancelled else { break }
            if end == .unwanted {
                (redirect, changes) = (nil, 0)
                logger.info("stream is left, as nobody watches any more")
                continue
            }
            // Only ways that have not led to pictures make a row.
            if status.state == .streaming { changes = 0 }
            if end.sequel == .otherWay { changes += 1 }
            redirect = end.redirect
            if end.sequel == .atOnce || end.sequel == .otherWay && changes <= Self.mostChangesOfWay {
                if end.redirect == nil { ring.interrupt(.init(code: end.code, sentence: end.sentence, at: time.wall)) }
                logger.notice("stream is taken anew", metadata: ["reason": "\(end.sentence)"])
                continue
            }
            (redirect, changes) = (nil, 0)
            let delay = backoff.delay(
                afterSessionOf: time.monotonic - began,
                wasRefused: end.code == SessionEnd.refusedCode,
                random: .random(in: 0..<1)
            )
            await pause(for: delay, because: end.exhausted)
        }
        set(.stopped, reason: "The stream was stopped.")
    }

    private func restUntilWanted() async {
        guard !demand.isWanted else { return }
        ring.rest()
        set(.idle, reason: Self.idleReason)
        await demand.wait()
    }

    private func pause(for delay: Duration, because end: SessionEnd) async {
        ring.interrupt(.init(code: end.code, sentence: end.sentence, at: time.wall))
        set(.waiting, code: end.code, fault: end.fault, reason: end.sentence, retryIn: delay)
        let tenths = delay.components.seconds * 10 + delay.components.attoseconds / 100_000_000_000_000_000
        logger.notice(
            "stream is down",
            metadata: ["reason": "\(end.sentence)", "retry": "\(tenths / 10).\(tenths % 10) s"]
        )
        // Fails only by being cancelled, which ends the wait as it should.
        let sleep = Task { _ = try? await Task.sleep(for: delay) }
        let isOver = state.withLock { state in
            state.pause = sleep
            return state.wanted != nil
        }
        if isOver { sleep.cancel() }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        state.withLock { $0.pause = nil }
    }

    private func session(with source: StreamSource, at url: CameraURL) async -> SessionEnd {
        if let refusal = source.refusal(at: url) { return refusal }
        guard let turn = await hosts.turn(at: url.place, priority: source.priority) else { return .stopped }
        defer { turn.end() }
        let began = time.monotonic
        state.withLock { $0.timing = SessionTiming(began: began) }
        let context = SourceContext(
            source: source,
            ring: ring,
            loop: loop,
            time: time,
            hosts: hosts,
            statistics: statistics,
            memory: state.withLock { state in
                state.memory.refresh(at: time.wall)
                return state.memory
            },
            report: { self.take($0, isStreaming: $1) },
            connected: { self.note(connectedAt: $0) },
            learn: { self.learn($0, of: source) },
            step: { self.note(roundTrip: $0, firstPacketAt: $1) }
        )
        let ended = loop.eventLoop.makePromise(of: SessionEnd.self)
        let connection = CameraConnection(url, context, turn: turn, ended: ended)
        let wanted = state.withLock { state in
            state.connection = connection
            return state.wanted
        }
        defer { state.withLock { $0.connection = nil } }
        connection.open()
        if let wanted { connection.stop(because: wanted) }
        return await withTaskCancellationHandler {
            let end = try? await ended.futureResult.get()
            await connection.closed()
            return end ?? .unreachable("The connection was lost.")
        } onCancel: {
            connection.stop(because: .stopped)
        }
    }

    /// Only the first connection is timed: a session over HTTP may take others.
    private func note(connectedAt stood: MonotonicTime) {
        state.withLock { state in
            guard let timing = state.timing, timing.connecting == nil else { return }
            state.timing?.connecting = stood - timing.began
        }
    }

    private func note(roundTrip: Duration?, firstPacketAt: MonotonicTime?) {
        state.withLock { state in
            if let roundTrip { state.timing?.roundTrip = roundTrip }
            if let firstPacketAt, let began = state.timing?.began { state.timing?.firstPacket = firstPacketAt - began }
        }
    }

    private func learn(_ memory: SourceMemory, of source: StreamSource) {
        let learnt = state.withLock { state -> (SourceMemory, StreamSource)? in
            guard state.source.url == source.url else { return nil }
            var memory = memory
            if state.source.transport != source.transport { memory.forgetTransport() }
            guard state.memory != memory else { return nil }
            state.memory = memory
            return (memory, state.source)
        }
        if let learnt { remember(learnt.0, learnt.1) }
    }

    private func take(_ statistics: IngestStatistics, isStreaming: Bool) {
        let started = state.withLock { state in
            state.statistics = statistics
            return isStreaming && state.status.state == .connecting
        }
        guard started else { return }
        set(.streaming, reason: "Recording.")
        logger.info("stream is up")
    }

    private func set(
        _ newState: IngestStatus.State,
        code: String = "",
        fault: SourceFault? = nil,
        reason: String,
        retryIn delay: Duration? = nil
    ) {
        let now = time.wall
        let status = IngestStatus(
            state: newState,
            code: code,
            fault: fault,
            reason: reason,
            since: now,
            retryAt: delay.map { now + $0 }
        )
        let isAnother = state.withLock { state in
            defer { state.status = status }
            return state.status.state != newState || state.status.reason != reason
        }
        if isAnother { changed() }
    }
}
