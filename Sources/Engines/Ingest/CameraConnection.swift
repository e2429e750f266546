import Glibc
import Media
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RTSP
import Stream

/// What takes a session in, on its event loop.
protocol CameraSource: AnyObject {
    /// Ends the session in good order.
    func leave(because reason: SessionEnd)
}

/// The connection of a session from the first attempt at it, and those after it where a camera closes after each answer.
///
/// A session can be ended at any time, also while the camera does not answer; what comes of an attempt after that is
/// closed at once.
final class CameraConnection: Sendable {
    private struct State {
        /// Those that are being made, and those that stand.
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// The last that stood.
        var newest: (any Channel)?
        /// Nil as long as there is nobody who could end the session in good order.
        var source: (any CameraSource)?
        var isStopped = false
    }

    private static let connectTimeout = TimeAmount.seconds(10)

    private let url: CameraURL
    private let context: SourceContext
    private let turn: CameraHosts.Turn
    private let ended: EventLoopPromise<SessionEnd>
    private let state: NIOLoopBoundBox<State>
    private var loop: any EventLoop { context.loop.eventLoop }

    /// - Parameter ended: told the session's end, whatever comes of the connection.
    init(_ url: CameraURL, _ context: SourceContext, turn: CameraHosts.Turn, ended: EventLoopPromise<SessionEnd>) {
        self.url = url
        self.context = context
        self.turn = turn
        self.ended = ended
        state = NIOLoopBoundBox.makeBoxSendingValue(State(), eventLoop: context.loop.eventLoop)
    }

    /// Begins the session.
    func open() {
        loop.execute { [self] in
            guard !state.value.isStopped else { return }
            if url.scheme.isHTTP {
                let source = HTTPSource(context, url: url, connection: self, turn: turn, ended: ended)
                state.value.source = source
                source.begin()
            } else {
                connectRTSP()
            }
        }
    }

    /// Ends the session: in good order where there is a connection, and else at once.
    func stop(because reason: SessionEnd) {
        loop.execute { [self] in
            guard !state.value.isStopped else { return }
            state.value.isStopped = true
            if let source = state.value.source { source.leave(because: reason) } else { ended.succeed(reason) }
            for channel in state.value.channels.values where !channel.isActive { channel.close(promise: nil) }
        }
    }

    /// Returns when the connection is closed, after the session's end.
    func closed() async {
        let closing = loop.flatSubmit { [self] in
            state.value.isStopped = true
            state.value.source = nil
            return state.value.newest?.closeFuture ?? loop.makeSucceededVoidFuture()
        }
        // The future of a closing never fails.
        try? await closing.get()
    }

    // MARK: Connecting, on the event loop

    private func connectRTSP() {
        connect { [self] channel in
            try channel.pipeline.syncOperations.addHandler(
                RTSPSourceHandler(context, url: url, turn: turn, ended: ended)
            )
        } stood: { [self] channel in
            state.value.source = try? channel.pipeline.syncOperations.handler(type: RTSPSourceHandler.self)
        } failed: { [self] end in
            ended.succeed(end)
        }
    }

    /// Makes a connection for a session over HTTP: its first, or another one because the camera closed the last.
    func connect(_ source: HTTPSource) {
        let source = NIOLoopBound(source, eventLoop: loop)
        connect { channel in
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(HTTPRequestEncoder())
            try pipeline.addHandler(ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
            try pipeline.addHandler(HTTPSourceHandler(source.value))
        } stood: { _ in
        } failed: { end in
            source.value.finish(end)
        }
    }

    private func connect(
        adding add: @escaping @Sendable (any Channel) throws -> Void,
        stood: @escaping @Sendable (any Channel) -> Void,
        failed: @escaping @Sendable (SessionEnd) -> Void
    ) {
        bootstrap(adding: add).connect(host: url.host, port: url.port).whenComplete { [self] result in
            switch result {
            case .success(let channel):
                guard !state.value.isStopped else { return channel.close(promise: nil) }
                state.value.newest = channel
                context.connected(context.time.monotonic)
                stood(channel)
            case .failure(let error):
                failed(Self.end(for: error, url: url, fingerprint: context.source.certificateFingerprint))
            }
        }
    }

    private func bootstrap(adding add: @escaping @Sendable (any Channel) throws -> Void) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // A buffer that never grows is used again for every read (NIO keeps it while nobody holds a part of it).
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536))
            .channelOption(.maxMessagesPerRead, value: 2)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    note(channel)
                    if url.scheme.isSecure {
                        try channel.pipeline.syncOperations.addHandler(
                            CameraTLS.makeHandler(
                                host: url.host,
                                fingerprint: context.source.certificateFingerprint
                            )
                        )
                    }
                    try add(channel)
                }
            }
    }

    private func note(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        state.value.channels[key] = channel
        channel.closeFuture.whenComplete { [state] _ in state.value.channels[key] = nil }
    }

    // MARK: What a failed connection means to a person

    private static func end(for error: any Error, url: CameraURL, fingerprint: String?) -> SessionEnd {
        let place = "\(url.host):\(url.port)"
        if let failure = error as? NIOConnectionError {
            if failure.dnsAError != nil, failure.connectionErrors.isEmpty {
                return .unreachable(
                    "The name \(url.host) cannot be resolved: check the camera's address.",
                    .unknownHost
                )
            }
            if let first = failure.connectionErrors.first { return end(for: first.error, place, fingerprint) }
        }
        return end(for: error, place, fingerprint)
    }

    private static func end(for error: any Error, _ place: String, _ fingerprint: String?) -> SessionEnd {
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return .unreachable(
                "The camera does not answer at \(place): check that it is on and in the same network.",
                .timeout
            )
        }
        guard let failure = error as? IOError else { return .failed(error, fingerprint: fingerprint) }
        switch failure.errnoCode {
        case ECONNREFUSED:
            return .unreachable(
                "The camera refuses connections at \(place): check its port, and that its stream is switched on.",
                .unreachable
            )
        case EHOSTUNREACH, ENETUNREACH:
            return .unreachable(
                "There is no way to \(place): check the network and the camera's address.",
                .unreachable
            )
        default:
            return .unreachable(
                "The camera at \(place) cannot be reached: \(SessionEnd.words(for: error)).",
                .unreachable
            )
        }
    }
}
