import Media
import NIOCore
import NIOHTTP1
import RTSP
import Stream

/// The thin end of a session over HTTP: bytes from the camera's connection into the ``ImageSession``, pictures of it to
/// the assembler. All of it on the camera's event loop; its state is that loop's, without locks (design §3).
final class HTTPSourceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let context: SourceContext
    private let ended: EventLoopPromise<SessionEnd>
    private let turn: CameraHosts.Turn
    private var session: ImageSession
    private var assembler: ImageAssembler
    private var watch: StreamWatch?
    private var rate = RateMeter()
    private var steps = FirstSteps()
    private var ticks: RepeatedTask?
    private var alarm: Scheduled<Void>?
    private var end: SessionEnd?

    init(_ context: SourceContext, url: CameraURL, turn: CameraHosts.Turn, ended: EventLoopPromise<SessionEnd>) {
        self.context = context
        self.ended = ended
        self.turn = turn
        session = ImageSession(
            url: url,
            credentials: context.source.credentials,
            interval: context.source.sampleInterval
        )
        assembler = ImageAssembler(ring: context.ring, statistics: context.statistics)
    }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) { begin(context) }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(context) } }

    private func begin(_ channel: ChannelHandlerContext) {
        guard ticks == nil, end == nil else { return }
        guard let address = channel.remoteAddress else {
            return finish(.unreachable("The connection was lost."), channel)
        }
        if let refusal = context.source.policy.refusal(of: address) {
            return finish(.refused(refusal, .addressNotAllowed), channel)
        }
        let bound = NIOLoopBound((self, channel), eventLoop: channel.eventLoop)
        ticks = channel.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            let (handler, channel) = bound.value
            handler.tick(channel)
        }
        watch = StreamWatch(
            silence: max(.seconds(10), ImageSession.period * context.source.sampleInterval * 3),
            at: now
        )
        perform(session.connected(now: now), channel)
    }

    func channelRead(context channel: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if !assembler.isStreaming { noticeStart(part) }
        switch part {
        case .head(let head): perform(session.received(head), channel)
        case .body(let buffer): perform(session.received(buffer.readableBytesUInt8Span), channel)
        case .end: perform(session.receivedEnd(now: now), channel)
        }
    }

    func channelInactive(context channel: ChannelHandlerContext) {
        finish(.unreachable("The camera closed the connection."), channel)
        channel.fireChannelInactive()
    }

    func errorCaught(context channel: ChannelHandlerContext, error: any Error) {
        finish(.failed(error, fingerprint: self.context.source.certificateFingerprint), channel)
    }

    func userInboundEventTriggered(context channel: ChannelHandlerContext, event: Any) {
        guard let stop = event as? StopSession else { return channel.fireUserInboundEventTriggered(event) }
        finish(stop.reason, channel)
    }

    // MARK: Session

    private var now: MonotonicTime { context.time.monotonic }

    private func perform(_ actions: [ImageSession.Action], _ channel: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .request(let head):
                steps.ask(at: now)
                channel.write(wrapOutboundOut(.head(head)), promise: nil)
                channel.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .picture(let picture):
                turn.end()
                assembler.receive(picture, at: now, wall: context.time.wall)
            case .close(let end): finish(end, channel)
            }
        }
        setAlarm(channel)
    }

    private func noticeStart(_ part: HTTPClientResponsePart) {
        let isBody = if case .body = part { session.isTakingPictures } else { false }
        let (roundTrip, isFirstPacket) = steps.note(hasPackets: isBody, at: now)
        if roundTrip != nil || isFirstPacket { context.step(roundTrip, isFirstPacket ? now : nil) }
    }

    private func setAlarm(_ channel: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = nil
        guard end == nil, let deadline = session.nextDeadline else { return }
        let bound = NIOLoopBound((self, channel), eventLoop: channel.eventLoop)
        let wait = max(.zero, deadline - now)
        alarm = channel.eventLoop.scheduleTask(in: .nanoseconds(wait.inNanoseconds)) {
            let (handler, channel) = bound.value
            handler.perform(handler.session.tick(now: handler.now), channel)
        }
    }

    private func tick(_ channel: ChannelHandlerContext) {
        publish()
        let pictures = session.pictures
        let verdict = watch?.check(.init(packets: pictures, units: pictures, keys: pictures), at: now)
        if case .lost(let end) = verdict { finish(end, channel) }
    }

    private func publish() {
        var statistics = assembler.statistics
        statistics.transport = "http"
        rate.measure(bytes: statistics.bytes, at: now)
        statistics.bitsPerSecond = rate.bitsPerSecond
        context.report(statistics, assembler.isStreaming)
    }

    /// Ends the session once, with the first reason given.
    private func finish(_ reason: SessionEnd, _ channel: ChannelHandlerContext) {
        guard end == nil else { return }
        end = reason
        ticks?.cancel()
        ticks = nil
        alarm?.cancel()
        alarm = nil
        turn.end()
        publish()
        ended.succeed(reason)
        channel.close(promise: nil)
    }
}
