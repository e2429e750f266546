import Datagrams
import HTTPAuthentication
import Logging
import Media
import NIOCore
import RTSP

/// One client's connection: what it asks goes into the RTSP session, and what the session plays goes out at its time. All
/// of it on one event loop.
final class CameraHandler: ChannelInboundHandler, Paced {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Fired into the pipeline when the server ends.
    struct Goodbye: Sendable {}

    let site: CameraSite
    let sockets: DatagramSockets?
    var stream: CameraStream?
    var play: Play?
    /// Goes up whenever playing begins or ends, so that turns at the pacer which were given before are void.
    var ticket = 0
    var meterSession = 0
    private(set) var context: ChannelHandlerContext?
    private var session: RTSPServerSession
    /// Nil where nothing about the conversation is odd.
    private var oddMessages: OddMessages?
    private var framer = RTSPFramer()
    private var timeout: Scheduled<Void>?

    init(site: CameraSite, sockets: DatagramSockets?) {
        self.site = site
        self.sockets = sockets
        let configuration = site.configuration
        let now = CameraSite.now
        // An odd password is asked for before the session gets anything.
        let credentials = CameraGate.isOdd(configuration.oddities) ? nil : configuration.credentials
        session = RTSPServerSession(
            .init(
                serverName: CameraGate.realm,
                authentication: credentials.map { _ in
                    ServerAuthentication(realm: CameraGate.realm, nonce: CameraGate.makeNonce())
                },
                sessionTimeout: configuration.oddities.seconds(of: .sessionTimeout) ?? configuration.sessionTimeout,
                datagramPorts: sockets?.ports
            ),
            now: now
        )
        oddMessages = OddMessages(configuration, now: now)
    }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        guard site.opened(context.channel) else { return context.close(promise: nil) }
        watch(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = CameraSite.now
        do throws(RTSPFramingError) {
            while let input = try framer.next(in: buffer.readableBytesUInt8Span) {
                switch input {
                case .message(let message): receive(message, now: now, context)
                // A receiver's reports: it is there.
                case .interleaved: session.touched(now: now)
                case .skipped: break
                }
            }
        } catch {
            context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard !context.channel.isWritable else { return }
        stream?.meter.dropped()
        site.logger.notice(
            "a client that does not read was dropped",
            metadata: ["path": "\(stream?.path ?? "")"]
        )
        stopPlaying()
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Goodbye else { return context.fireUserInboundEventTriggered(event) }
        sayGoodbye(context)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leavePlay()
        stopPlaying()
        timeout?.cancel()
        timeout = nil
        site.closed(context.channel)
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        site.logger.debug("a connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Session

    private func receive(_ message: RTSPMessage, now: MonotonicTime, _ context: ChannelHandlerContext) {
        guard case .request(let request) = message, oddMessages != nil else {
            return perform(session.received(message, now: now), context)
        }
        if oddMessages?.isFatal(request) == true { endSoon(now: now) }
        switch oddMessages?.verdict(on: request, isPlaying: play != nil, clip: stream?.clip, now: now) {
        case .take(let request): perform(session.received(.request(request), now: now), context)
        case .answer(let bytes):
            session.touched(now: now)
            write(bytes, context)
        case .ignore, nil: session.touched(now: now)
        }
    }

    private func perform(_ actions: [RTSPServerAction], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let bytes): write(oddMessages?.altered(bytes) ?? bytes, context)
            case .authenticate(let login):
                let credentials = site.configuration.credentials
                let isRight =
                    credentials.map { login.username == $0.username && login.matches(password: $0.password) } ?? true
                perform(session.authenticated(isRight, now: CameraSite.now), context)
            case .describe(let name, _):
                perform(session.described(find(name), now: CameraSite.now), context)
            // The answer to PLAY says what comes, so that has to be settled before.
            case .prepare(let tracks):
                prepare(tracks, context)
                let beginnings = beginnings(of: tracks)
                if site.configuration.oddities.has(.earlyMedia) { sendNext(context) }
                perform(session.playing(from: beginnings, now: CameraSite.now), context)
            case .play: startPlaying(context)
            case .stop: stopPlaying()
            case .close: context.close(promise: nil)
            }
        }
    }

    private func find(_ name: RTSPStreamName) -> RTSPStreamAnswer {
        guard let found = site.stream(at: name.path) else { return .notFound }
        stream = found
        return .stream(found.clip.sessionDescription(with: site.configuration.oddities))
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// The client sent a report by UDP.
    func heardReport() { session.touched(now: CameraSite.now) }

    /// Closes the connection when the client has been silent for too long.
    private func watch(_ context: ChannelHandlerContext) {
        guard let deadline = session.nextDeadline else { return }
        let at = NIODeadline.uptimeNanoseconds(UInt64(max(deadline.nanoseconds, 0)))
        timeout = context.eventLoop.assumeIsolated().scheduleTask(deadline: at) { [weak self] in
            guard let self, let context = self.context else { return }
            perform(session.tick(now: CameraSite.now), context)
            watch(context)
        }
    }
}
