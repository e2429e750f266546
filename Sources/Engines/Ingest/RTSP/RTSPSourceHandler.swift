import Glibc
import Media
import NIOCore
import RTP
import RTSP
import SDP
import Stream

/// The thin end of a session over RTSP: bytes from the camera's connection into the session and the assembler, bytes of
/// the session out. All of it on the camera's event loop; its state is that loop's, without locks (design §3).
final class RTSPSourceHandler: ChannelInboundHandler, CameraSource {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let context: SourceContext
    private let turn: CameraHosts.Turn
    private let ended: EventLoopPromise<SessionEnd>
    let transport: StreamTransport
    let url: CameraURL

    var session: RTSPClientSession
    var input: SessionInput
    var description: SessionDescription?
    var choice: TrackChoice?
    var memory: SourceMemory
    private(set) var channel: ChannelHandlerContext?
    /// Of a session over UDP, one for each track that was asked for.
    var datagrams: [DatagramTrack] = []
    var watch: StreamWatch?
    var batching = ReadBatching()
    var rate = RateMeter()
    var isStreaming = false
    var steps = FirstSteps()
    var sawStrayData = false
    var hasToldStrayData = false
    var ticks = 0
    /// So many packets there were at the last look, and when there was a new one.
    var packets = 0
    var lastMedia: MonotonicTime?
    var end: SessionEnd?

    init(_ context: SourceContext, url: CameraURL, turn: CameraHosts.Turn, ended: EventLoopPromise<SessionEnd>) {
        self.context = context
        self.turn = turn
        self.ended = ended
        self.url = url
        memory = context.memory
        // What the camera has refused is not asked for again, even if it was chosen. UDP is never encrypted.
        transport = url.scheme.isSecure ? .tcp : context.memory.transport ?? context.source.transport ?? .tcp
        input = SessionInput(ring: context.ring, statistics: context.statistics)
        session = RTSPClientSession(
            .init(
                url: url,
                credentials: context.source.credentials,
                transport: transport == .udp ? .datagrams : .interleaved,
                memory: context.memory.session,
                allowsBasic: !context.source.leadsElsewhere(url)
            )
        )
    }

    var now: MonotonicTime { context.time.monotonic }

    // MARK: Channel

    func channelActive(context channel: ChannelHandlerContext) {
        self.channel = channel
        guard end == nil else { return channel.close(promise: nil) }
        guard let address = channel.remoteAddress else { return finish(.unreachable("The connection was lost.")) }
        if let refusal = context.source.policy.refusal(of: address) {
            return finish(.refused(refusal, .addressNotAllowed))
        }
        context.loop.add(self)
        perform(session.connected(now: now))
    }

    func channelRead(context channel: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = now
        let wall = context.time.wall
        do throws(RTSPFramingError) {
            while let message = try input.next(in: buffer.readableBytesUInt8Span, at: now, wall: wall) {
                perform(session.received(message, now: now))
            }
        } catch {
            perform(session.becameUnreadable(error, now: now))
        }
        if input.unnoticed != (0, 0) { noticeFaults() }
        batching.read(at: now)
        if !isStreaming { noticeStart() }
    }

    func channelReadComplete(context channel: ChannelHandlerContext) {
        applyBatching()
        channel.fireChannelReadComplete()
    }

    func channelInactive(context channel: ChannelHandlerContext) {
        if end == nil { session.died(lastMedia: lastMedia) }
        finish(.unreachable("The camera closed the connection."))
        self.channel = nil
        channel.fireChannelInactive()
    }

    func errorCaught(context channel: ChannelHandlerContext, error: any Error) {
        finish(.failed(error, fingerprint: context.source.certificateFingerprint))
    }

    // MARK: Session

    func perform(_ actions: [RTSPClientAction]) {
        for action in actions {
            switch action {
            case .send(let bytes): send(bytes)
            case .described(let description, _): choose(from: description)
            case .granted(let tracks): prepare(tracks)
            case .playing(let tracks): began(tracks)
            case .redirect(let url): finish(.redirected(to: url))
            case .close(let failure): finish(failure.map(otherWay) ?? .stopped)
            }
        }
    }

    func send(_ bytes: [UInt8]) {
        steps.ask(at: now)
        channel?.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func choose(from description: SessionDescription) {
        self.description = description
        noticeStaleSession()
        guard end == nil else { return }
        let choice = TrackChoice(description, takesAudio: context.source.takesAudio || memory.needsAllTracks)
        self.choice = choice
        if let refusal = choice.refusal { return finish(.refused(refusal, .unsupportedCodec)) }
        switch transport {
        case .tcp: perform(session.setUp(choice.tracks.map(\.media), now: now))
        case .udp: bindDatagrams(for: choice.tracks.map(\.media))
        }
    }

    /// From here on packets may come, before the answer to PLAY too.
    private func prepare(_ granted: [RTSPTrack]) {
        guard let choice else { return }
        var tracks: [ReceivedTrack] = []
        for track in granted {
            guard let chosen = choice.tracks.first(where: { $0.media == track.media }) else { continue }
            tracks.append(
                ReceivedTrack(
                    depacketizer: chosen.depacketizer,
                    payloadTypes: chosen.payloadTypes,
                    clockRate: chosen.clockRate,
                    transport: transport,
                    likelySource: track.ssrc
                )
            )
        }
        input.prepare(tracks, as: granted, hasVideo: choice.hasVideo, takesAudio: context.source.takesAudio)
        for (index, track) in granted.enumerated() { track.transport.datagrams.map { greet($0, track: index) } }
    }

    private func began(_ tracks: [RTSPTrack]) {
        turn.end()
        input.play(timestamps: tracks.map(\.rtpTime))
        watch = StreamWatch(silence: transport == .udp ? .seconds(15) : .seconds(10), at: now)
        guard transport == .tcp else { return }
        batching.isPlaying = true
        batching.hasViewers = context.ring.hasViewers
        let handler = NIOLoopBound(self, eventLoop: context.loop.eventLoop)
        context.ring.watchViewers { [loop = context.loop.eventLoop] hasViewers in
            loop.execute { handler.value.viewersChanged(hasViewers) }
        }
    }

    // MARK: Waking up less

    private func viewersChanged(_ hasViewers: Bool) {
        batching.hasViewers = hasViewers
        applyBatching()
    }

    func applyBatching() {
        guard end == nil, let bytes = batching.change() else { return }
        let option = ChannelOptions.Types.SocketOption(level: .socket, name: .init(rawValue: SO_RCVLOWAT))
        // Where the kernel refuses, every packet wakes us, as everywhere.
        try? channel?.channel.syncOptions?.setOption(option, value: SocketOptionValue(bytes))
    }

    // MARK: Ends

    /// Ends the session in good order: the camera is told on this very connection (live555 goes on writing otherwise).
    func leave(because reason: SessionEnd) {
        end = end ?? reason
        if reason.code == "no-video" { session.died(lastMedia: lastMedia) }
        perform(session.stop(now: now))
    }

    /// Ends the session once, with the first reason given.
    func finish(_ reason: SessionEnd) {
        let end = end ?? reason
        self.end = end
        context.loop.remove(self)
        context.ring.watchViewers(nil)
        turn.end()
        learn()
        publish()
        for track in datagrams { track.pair.close() }
        datagrams = []
        ended.succeed(end)
        channel?.close(promise: nil)
    }
}
