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
        var channel: (any Channel)?
        /// Until the next try.
        var pause: Task<Void, Never>?
        /// Why the session at hand, or the pause, was to end.
        var wanted: SessionEnd?
    }

    private let ring: StreamRing
    private let loop: IngestLoop
    private let hosts: CameraHosts
    private let time: any TimeSource
    private let remember: @Sendable (SourceMemory) -> Void
    private let changed: @Sendable () -> Void
    private let logger: Logger
    private let state: Mutex<State>

    /// A camera that leads from one address to the next for ever, or a way that leads nowhere, is left alone for a while.
    private static let mostChangesOfWay = 5

    /// - Parameters:
    ///   - memory: what the sessions of the last run have taught.
    ///   - remember: told when there is something new to be kept for the next run; from any thread.
    ///   - changed: told when the stream's state is another, after it is; from any thread.
    package init(
        source: StreamSource,
        ring: StreamRing,
        loop: IngestLoop,
        hosts: CameraHosts,
        memory: SourceMemory = SourceMemory(),
        time: any TimeSource,
        logger: Logger,
        remember: @escaping @Sendable (SourceMemory) -> Void = { _ in },
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
        let status = IngestStatus(state: .connecting, reason: "Connecting…", since: time.wall)
        state = Mutex(State(source: source, status: status, memory: memory))
    }

    package var status: IngestStatus { state.withLock { $0.status } }
    package var statistics: IngestStatistics { state.withLock { $0.statistics } }
    /// Of the newest session; nil before the first.
    package var timing: SessionTiming? { state.withLock { $0.timing } }

    /// Takes the stream from elsewhere, or in another way, from now on. What was learnt of the old way is forgotten.
    package func change(_ source: StreamSource) {
        let isNew = state.withLock { state in
            var old = state.source
            state.source = source
            // How important it is matters only when it is connected the next time.
            old.priority = source.priority
            guard old != source else { return false }
            state.memory = SourceMemory()
            return true
        }
        if isNew { restart(because: .settingsChanged) }
    }

    /// Ends the session in good order and begins another at once.
    package func reconnect() { restart(because: .refreshed) }

    private func restart(because reason: SessionEnd) {
        let (channel, pause) = state.withLock { state in
            state.wanted = reason
            return (state.channel, state.pause)
        }
        pause?.cancel()
        channel?.pipeline.fireUserInboundEventTriggered(StopSession(reason: reason))
    }

    /// Takes the stream in until the task is cancelled; then the camera is told before this returns.
    package func run() async {
        var backoff = Backoff()
        var redirect: CameraURL?
        var changes = 0
        while !Task.isCancelled {
            let source = state.withLock { state in
                state.wanted = nil
                return state.source
            }
            if let wait = hosts.staleTime(of: source.url.host) {
                await pause(for: wait, because: .stale(for: wait))
                continue
            }
            set(.connecting, reason: "Connecting…")
            let began = time.monotonic
            let end = await session(with: source, at: redirect ?? source.url)
            guard !Task.isCancelled else { break }
            redirect = end.redirect
            if end.redirect != nil || end.isChangeOfWay, changes < Self.mostChangesOfWay {
                changes += 1
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
            await pause(for: delay, because: end)
        }
        set(.stopped, reason: "The stream was stopped.")
    }

    private func pause(for delay: Duration, because end: SessionEnd) async {
        ring.interrupt(.init(code: end.code, sentence: end.sentence, at: time.wall))
        set(.waiting, code: end.code, fault: end.fault, reason: end.sentence, retryIn: delay)
        logger.notice("stream is down", metadata: ["reason": "\(end.sentence)", "retry": "\(delay)"])
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
        guard let turn = await hosts.turn(at: url.host, priority: source.priority) else { return .stopped }
        let began = time.monotonic
        state.withLock { $0.timing = SessionTiming(began: began) }
        let context = SourceContext(
            source: source,
            ring: ring,
            loop: loop,
            time: time,
            hosts: hosts,
            statistics: statistics,
            memory: state.withLock { $0.memory },
            report: { self.take($0, isStreaming: $1) },
            learn: { self.learn($0, of: source) },
            step: { self.note(roundTrip: $0, firstPacketAt: $1) }
        )
        let ended = loop.eventLoop.makePromise(of: SessionEnd.self)
        let channel: any Channel
        let stood: MonotonicTime
        do {
            (channel, stood) = try await CameraConnection.open(url, context, turn: turn, ended: ended)
        } catch {
            let end = CameraConnection.end(for: error, url: url, fingerprint: source.certificateFingerprint)
            ended.succeed(end)
            turn.end()
            return end
        }
        let wanted = state.withLock { state in
            state.timing?.connecting = stood - began
            state.channel = channel
            return state.wanted
        }
        if let wanted { channel.pipeline.fireUserInboundEventTriggered(StopSession(reason: wanted)) }
        defer { state.withLock { $0.channel = nil } }
        return await withTaskCancellationHandler {
            let end = try? await ended.futureResult.get()
            try? await channel.closeFuture.get()
            return end ?? .unreachable("The connection was lost.")
        } onCancel: {
            channel.pipeline.fireUserInboundEventTriggered(StopSession(reason: .stopped))
        }
    }

    private func note(roundTrip: Duration?, firstPacketAt: MonotonicTime?) {
        state.withLock { state in
            if let roundTrip { state.timing?.roundTrip = roundTrip }
            if let firstPacketAt, let began = state.timing?.began { state.timing?.firstPacket = firstPacketAt - began }
        }
    }

    private func learn(_ memory: SourceMemory, of source: StreamSource) {
        let isNew = state.withLock { state in
            guard state.source == source, state.memory != memory else { return false }
            state.memory = memory
            return true
        }
        if isNew { remember(memory) }
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
