import Logging
import Media
import NIOCore
import RTSP

/// One client's connection: what it asks goes into the RTSP session, and what the session plays goes out at its time. All
/// of it on one event loop.
final class CameraHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Fired into the pipeline when the server ends.
    struct Goodbye: Sendable {}

    private let site: CameraSite
    private var context: ChannelHandlerContext?
    private var session: RTSPServerSession
    private var framer = RTSPFramer()
    private var stream: CameraSite.Stream?
    private var playback: ClipPlayback?
    /// Goes up whenever playing begins or ends, so that turns at the pacer which were given before are void.
    private var ticket = 0
    private var meterSession = 0
    /// Of the newest PLAY.
    private var playURL = ""
    private var timeout: Scheduled<Void>?

    init(site: CameraSite) {
        self.site = site
        let configuration = site.configuration
        session = RTSPServerSession(
            .init(
                serverName: "Nightjar simulated camera",
                authentication: configuration.credentials.map { _ in
                    RTSPServerAuthentication(realm: "Nightjar simulated camera", nonce: Self.nonce())
                },
                sessionTimeout: configuration.sessionTimeout
            ),
            now: CameraSite.now
        )
    }

    private static func nonce() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
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
                case .message(let message):
                    if case .request(let request) = message, request.method == .play { playURL = request.url }
                    perform(session.received(message, now: now), context)
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
            metadata: ["path": "\(stream?.camera.path ?? "")"]
        )
        stopPlaying()
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Goodbye else { return context.fireUserInboundEventTriggered(event) }
        if let playback {
            var buffer = context.channel.allocator.buffer(capacity: 256)
            playback.writeGoodbye(at: playback.clock.time(at: CameraSite.now), into: &buffer)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
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

    private func perform(_ actions: [RTSPServerAction], _ context: ChannelHandlerContext) {
        for (index, action) in actions.enumerated() {
            switch action {
            case .send(let bytes):
                // The answer to PLAY says what comes, so that has to be settled before.
                if index + 1 < actions.count, case .play(let tracks) = actions[index + 1] {
                    prepare(tracks)
                    send(PlayAnswer.adding(rtpInfo(tracks), to: bytes), context)
                } else {
                    send(bytes, context)
                }
            case .authenticate(let login):
                let credentials = site.configuration.credentials
                let isRight =
                    credentials.map { login.username == $0.username && login.matches(password: $0.password) } ?? true
                perform(session.authenticated(isRight, now: CameraSite.now), context)
            case .describe(let name, _):
                perform(session.described(find(name), now: CameraSite.now), context)
            case .play: startPlaying(context)
            case .stop: stopPlaying()
            case .close: context.close(promise: nil)
            }
        }
    }

    private func find(_ name: RTSPStreamName) -> RTSPStreamAnswer {
        guard let found = site.stream(at: name.path) else { return .notFound }
        stream = found
        return .stream(found.camera.clip.sessionDescription)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

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

    // MARK: Playing

    private func prepare(_ tracks: [RTSPServerTrack]) {
        guard let stream else { return }
        let clip = stream.camera.clip
        var wanted = [ClipPlayback.Track?](repeating: nil, count: clip.tracks.count)
        for track in tracks where wanted.indices.contains(track.media) {
            guard case .interleaved(let channels) = track.transport else { continue }
            wanted[track.media] = ClipPlayback.Track(
                channel: channels.rtp,
                controlChannel: channels.rtcp,
                ssrc: .random(in: .min ... .max),
                timestampBase: .random(in: .min ... .max),
                sequence: .random(in: .min ... .max)
            )
        }
        let now = CameraSite.now
        let clock = site.configuration.startsAtPlay ? Self.clock(startingAt: now, stream) : stream.clock
        playback = ClipPlayback(
            clip: clip,
            tracks: wanted,
            clock: clock,
            from: site.configuration.startsAtPlay ? 0 : clock.time(at: now),
            limit: site.configuration.videoUnitLimit
        )
    }

    /// A clock that starts with the next picture's time of the camera's own, so that the pictures of many cameras stay
    /// spread.
    private static func clock(startingAt now: MonotonicTime, _ stream: CameraSite.Stream) -> CameraClock {
        let period = max(stream.camera.clip.picturePeriod.inNanoseconds, 1)
        let time = (stream.clock.time(at: now) / period + 1) * period
        return stream.clock.ahead(by: .nanoseconds(-time))
    }

    private func rtpInfo(_ tracks: [RTSPServerTrack]) -> [PlayAnswer.Beginning] {
        tracks.compactMap { track in
            playback?.beginning(of: track.media).map { beginning in
                PlayAnswer.Beginning(
                    url: PlayAnswer.url(ofTrack: track.media, playedAs: playURL),
                    sequence: beginning.sequence,
                    timestamp: beginning.timestamp
                )
            }
        }
    }

    private func startPlaying(_ context: ChannelHandlerContext) {
        guard let stream, let playback else { return }
        ticket += 1
        meterSession = stream.meter.began()
        site.logger.debug("a client plays", metadata: ["path": "\(stream.camera.path)"])
        guard let instant = playback.nextInstant else { return }
        site.pacer(of: context.eventLoop).add(self, ticket: ticket, due: instant.nanoseconds)
    }

    private func stopPlaying() {
        guard playback != nil else { return }
        playback = nil
        ticket += 1
        stream?.meter.ended()
    }

    /// Sends what is due; the answer is when the next is, in nanoseconds of the machine's clock, or nil when there is none.
    func sendDue(ticket: Int) -> Int64? {
        guard ticket == self.ticket, let context else { return nil }
        var isUnflushed = false
        while let due = playback?.nextInstant, let length = playback?.nextLength {
            let now = CameraSite.now
            guard due <= now else { break }
            // With room for reports.
            var buffer = context.channel.allocator.buffer(capacity: length + 256)
            guard let unit = playback?.writeNext(into: &buffer) else { break }
            stream?.meter.sent(
                unit,
                bytes: buffer.readableBytes,
                nanosecondsLate: now.nanoseconds - due.nanoseconds,
                session: meterSession
            )
            switch site.configuration.delivery {
            case .bursts:
                context.write(wrapOutboundOut(buffer), promise: nil)
                isUnflushed = true
            case .packets: writePackets(buffer, context)
            }
        }
        if isUnflushed { context.flush() }
        return playback?.nextInstant?.nanoseconds
    }

    /// Each interleaved frame in a write of its own.
    private func writePackets(_ unit: ByteBuffer, _ context: ChannelHandlerContext) {
        var rest = unit
        while let length = rest.getInteger(at: rest.readerIndex + 2, as: UInt16.self),
            let frame = rest.readSlice(length: ClipPacket.prefix + Int(length))
        {
            context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        }
    }
}
