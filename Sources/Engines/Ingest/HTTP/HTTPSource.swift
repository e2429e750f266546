import Media
import NIOCore
import NIOHTTP1
import RTSP
import Stream

/// A session over HTTP, over one connection or, where the camera closes after each answer, one after the other: what comes
/// goes into the ``ImageSession``, pictures of it to the assembler. All of it on the camera's event loop; its state is
/// that loop's, without locks (design §3).
final class HTTPSource: CameraSource {
    private let context: SourceContext
    private let connection: CameraConnection
    private let ended: EventLoopPromise<SessionEnd>
    private let turn: CameraHosts.Turn
    /// The connection that requests go to; nil between two.
    private var channel: ChannelHandlerContext?
    private var session: ImageSession
    private var assembler: ImageAssembler
    private var watch: StreamWatch
    /// So many pictures had come when the last was one that can be shown.
    private var goodPictures = 0
    private var rate = RateMeter()
    private var steps = FirstSteps()
    private var ticks: RepeatedTask?
    private var alarm: Scheduled<Void>?
    private var end: SessionEnd?

    init(
        _ context: SourceContext,
        url: CameraURL,
        connection: CameraConnection,
        turn: CameraHosts.Turn,
        ended: EventLoopPromise<SessionEnd>
    ) {
        self.context = context
        self.connection = connection
        self.turn = turn
        self.ended = ended
        session = ImageSession(
            url: url,
            credentials: context.source.credentials,
            interval: context.source.sampleInterval,
            allowsBasic: !context.source.leadsElsewhere(url)
        )
        assembler = ImageAssembler(ring: context.ring, statistics: context.statistics)
        let silence = max(.seconds(10), ImageSession.period * context.source.sampleInterval * 3)
        watch = StreamWatch(silence: silence, firstKey: max(.seconds(60), silence), at: context.time.monotonic)
    }

    func begin() { connection.connect(self) }

    // MARK: The connection

    func stands(_ channel: ChannelHandlerContext) {
        guard end == nil else { return channel.close(promise: nil) }
        self.channel = channel
        guard let address = channel.remoteAddress else { return finish(.unreachable("The connection was lost.")) }
        // Of every connection anew: a name can lead elsewhere by now.
        if let refusal = context.source.policy.refusal(of: address) {
            return finish(.refused(refusal, .addressNotAllowed))
        }
        if ticks == nil { startTicks() }
        perform(session.connected(now: now))
    }

    func receive(_ part: HTTPClientResponsePart, _ channel: ChannelHandlerContext) {
        guard channel === self.channel, end == nil else { return }
        if !assembler.isStreaming { noticeStart(part) }
        switch part {
        case .head(let head): perform(session.received(head))
        case .body(let buffer): perform(session.received(buffer.readableBytesUInt8Span))
        case .end: perform(session.receivedEnd(now: now))
        }
    }

    func closed(_ channel: ChannelHandlerContext) {
        guard channel === self.channel else { return }
        self.channel = nil
        if end == nil { perform(session.disconnected()) }
    }

    func failed(_ error: any Error, _ channel: ChannelHandlerContext) {
        guard channel === self.channel else { return }
        finish(.failed(error, fingerprint: context.source.certificateFingerprint))
    }

    // MARK: The session

    private var now: MonotonicTime { context.time.monotonic }

    private func perform(_ actions: [ImageSession.Action]) {
        for action in actions {
            switch action {
            case .connect: connection.connect(self)
            case .request(let head): send(head)
            case .picture(let picture):
                turn.end()
                if assembler.receive(picture, at: now, wall: context.time.wall) { goodPictures = session.pictures }
            case .disconnect:
                let old = channel
                channel = nil
                old?.close(promise: nil)
            case .close(let end): finish(end)
            }
        }
        setAlarm()
    }

    private func send(_ head: HTTPRequestHead) {
        steps.ask(at: now)
        guard let channel else { return }
        channel.write(NIOAny(HTTPSourceHandler.OutboundOut.head(head)), promise: nil)
        channel.writeAndFlush(NIOAny(HTTPSourceHandler.OutboundOut.end(nil)), promise: nil)
    }

    private func noticeStart(_ part: HTTPClientResponsePart) {
        let isBody = if case .body = part { session.isTakingPictures } else { false }
        let (roundTrip, isFirstPacket) = steps.note(hasPackets: isBody, at: now)
        if roundTrip != nil || isFirstPacket { context.step(roundTrip, isFirstPacket ? now : nil) }
    }

    private func setAlarm() {
        alarm?.cancel()
        alarm = nil
        guard end == nil, let deadline = session.nextDeadline else { return }
        let source = NIOLoopBound(self, eventLoop: context.loop.eventLoop)
        let wait = max(.zero, deadline - now)
        alarm = context.loop.eventLoop.scheduleTask(in: .nanoseconds(wait.inNanoseconds)) {
            let source = source.value
            source.perform(source.session.tick(now: source.now))
        }
    }

    private func startTicks() {
        let source = NIOLoopBound(self, eventLoop: context.loop.eventLoop)
        ticks = context.loop.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            source.value.second()
        }
    }

    private func second() {
        publish()
        let pictures = session.pictures
        let counts = StreamWatch.Counts(
            packets: pictures,
            units: pictures,
            keys: goodPictures,
            unreadableKeys: assembler.unreadable
        )
        switch watch.check(counts, at: now) {
        case .fine, .nothingCame: break
        case .lost(let end): finish(end)
        case .unreadable(let duration): finish(.noJPEG(for: duration))
        }
    }

    private func publish() {
        var statistics = assembler.statistics
        statistics.transport = "http"
        rate.measure(bytes: statistics.bytes, at: now)
        statistics.bitsPerSecond = rate.bitsPerSecond
        context.report(statistics, assembler.isStreaming)
    }

    func leave(because reason: SessionEnd) { finish(reason) }

    /// Ends the session once, with the first reason given.
    func finish(_ reason: SessionEnd) {
        guard end == nil else { return }
        end = reason
        ticks?.cancel()
        ticks = nil
        alarm?.cancel()
        alarm = nil
        turn.end()
        publish()
        ended.succeed(reason)
        channel?.close(promise: nil)
    }
}
