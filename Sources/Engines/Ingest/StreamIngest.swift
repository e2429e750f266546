import Glibc
package import Logging
import Media
package import NIOCore
import NIOPosix
import RTSP
package import Stream
import Synchronization

/// Keeps one stream of a camera coming: connects, plays, and tries again for as long as ``run()`` runs.
///
/// Thread-safe. All work on packets is done on `eventLoop`; ``run()`` only waits.
package final class StreamIngest: Sendable {
    private let source: StreamSource
    private let ring: StreamRing
    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private let logger: Logger
    private let shared: Mutex<(status: IngestStatus, statistics: IngestStatistics)>

    private static let connectTimeout = TimeAmount.seconds(10)
    /// A camera that leads from one address to the next for ever is left alone.
    private static let mostRedirects = 5

    package init(
        source: StreamSource,
        ring: StreamRing,
        eventLoop: any EventLoop,
        time: any TimeSource,
        logger: Logger
    ) {
        self.source = source
        self.ring = ring
        self.eventLoop = eventLoop
        self.time = time
        var logger = logger
        logger[metadataKey: "stream"] = "\(source.name)"
        self.logger = logger
        let status = IngestStatus(state: .connecting, reason: "Connecting…", since: time.wall)
        shared = Mutex((status, IngestStatistics()))
    }

    package var status: IngestStatus { shared.withLock { $0.status } }
    package var statistics: IngestStatistics { shared.withLock { $0.statistics } }

    /// Takes the stream in until the task is cancelled; then the camera is told before this returns.
    package func run() async {
        var backoff = Backoff()
        var url = source.url
        var redirects = 0
        while !Task.isCancelled {
            set(.connecting, reason: "Connecting…")
            let began = time.monotonic
            let end = await session(with: url)
            guard !Task.isCancelled else { break }
            if let redirect = end.redirect, redirects < Self.mostRedirects {
                redirects += 1
                url = redirect
                continue
            }
            (url, redirects) = (source.url, 0)
            let delay = backoff.delay(
                afterSessionOf: time.monotonic - began,
                wasRefused: end.code == SessionEnd.refusedCode,
                random: .random(in: 0..<1)
            )
            ring.interrupt(.init(code: end.code, sentence: end.sentence, at: time.wall))
            set(.waiting, code: end.code, reason: end.sentence, retryIn: delay)
            logger.notice("stream is down", metadata: ["reason": "\(end.sentence)", "retry": "\(delay)"])
            // Cancellation ends the wait, and with it the loop.
            try? await Task.sleep(for: delay)
        }
        set(.stopped, reason: "The stream was stopped.")
    }

    private func session(with url: RTSPURL) async -> SessionEnd {
        let ended = eventLoop.makePromise(of: SessionEnd.self)
        let (source, ring, time, statistics) = (source, ring, time, statistics)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536))
            .channelOption(.maxMessagesPerRead, value: 2)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        SourceHandler(
                            source: source,
                            url: url,
                            ring: ring,
                            time: time,
                            statistics: statistics,
                            report: { self.take($0, isStreaming: $1) },
                            ended: ended
                        )
                    )
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: url.host, port: url.port).get()
        } catch {
            let end = SessionEnd.unreachable(Self.sentence(for: error, url: url))
            ended.succeed(end)
            return end
        }
        return await withTaskCancellationHandler {
            let end = try? await ended.futureResult.get()
            try? await channel.closeFuture.get()
            return end ?? .unreachable("The connection was lost.")
        } onCancel: {
            channel.pipeline.fireUserInboundEventTriggered(SourceHandler.Stop())
        }
    }

    private func take(_ statistics: IngestStatistics, isStreaming: Bool) {
        let started = shared.withLock { shared in
            shared.statistics = statistics
            return isStreaming && shared.status.state == .connecting
        }
        guard started else { return }
        set(.streaming, reason: "Recording.")
        logger.info("stream is up")
    }

    private func set(_ state: IngestStatus.State, code: String = "", reason: String, retryIn delay: Duration? = nil) {
        let now = time.wall
        let status = IngestStatus(
            state: state,
            code: code,
            reason: reason,
            since: now,
            retryAt: delay.map { now + $0 }
        )
        shared.withLock { $0.status = status }
    }

    /// What a failed connection means to a person.
    private static func sentence(for error: any Error, url: RTSPURL) -> String {
        let place = "\(url.host):\(url.port)"
        if let failure = error as? NIOConnectionError {
            if failure.dnsAError != nil, failure.connectionErrors.isEmpty {
                return "The name \(url.host) cannot be resolved: check the camera's address."
            }
            if let first = failure.connectionErrors.first { return sentence(for: first.error, place: place) }
        }
        return sentence(for: error, place: place)
    }

    private static func sentence(for error: any Error, place: String) -> String {
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return "The camera does not answer at \(place): check that it is on and in the same network."
        }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED: return "The camera refuses connections at \(place): check its port, and that RTSP is on."
        case EHOSTUNREACH, ENETUNREACH:
            return "There is no way to \(place): check the network and the camera's address."
        default: return "The camera at \(place) cannot be reached: \(error)."
        }
    }
}
