import Glibc
import Logging
import Media
import NIOCore
import RTP
import RTSP
import SDP
import Stream

/// The thin end of a session: bytes from the camera's connection into the RTSP session and the assembler, bytes of the
/// session out. All of it on the camera's event loop; its state is that loop's, without locks (design §3).
final class SourceHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Fired into the pipeline when nobody wants the stream any more.
    struct Stop: Sendable {}

    /// So long without a picture, and the camera is left and tried again.
    private static let silence: Duration = .seconds(10)

    private let source: StreamSource
    private let time: any TimeSource
    /// Told the statistics, and whether pictures reach the ring.
    private let report: @Sendable (IngestStatistics, Bool) -> Void
    private let ended: EventLoopPromise<SessionEnd>

    private var session: RTSPClientSession
    private var input: SessionInput
    private var choice: TrackChoice?
    private var statistics: IngestStatistics
    private var lastPicture: (units: Int, at: MonotonicTime)?
    private var lastReport: (bytes: Int, at: MonotonicTime)?
    private var isStreaming = false
    private var ticks: RepeatedTask?
    private var end: SessionEnd?

    init(
        source: StreamSource,
        url: RTSPURL,
        ring: StreamRing,
        time: any TimeSource,
        statistics: IngestStatistics,
        report: @escaping @Sendable (IngestStatistics, Bool) -> Void,
        ended: EventLoopPromise<SessionEnd>
    ) {
        self.source = source
        self.time = time
        self.statistics = statistics
        self.report = report
        self.ended = ended
        input = SessionInput(ring: ring, statistics: statistics)
        session = RTSPClientSession(.init(url: url, credentials: source.credentials))
    }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) {
        guard let address = context.remoteAddress else {
            return finish(.unreachable("The connection was lost."), context)
        }
        if let refusal = source.policy.refusal(of: address) { return finish(.refused(refusal), context) }
        perform(session.connected(now: time.monotonic), context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            let (handler, context) = bound.value
            handler.tick(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = time.monotonic
        let wall = time.wall
        do throws(RTSPFramingError) {
            while let message = try input.next(in: buffer.readableBytesUInt8Span, at: now, wall: wall) {
                perform(session.received(message, now: now), context)
            }
        } catch {
            finish(.unreachable("The camera's stream makes no sense: \(error)."), context)
        }
        if !isStreaming { noticeStart() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.unreachable("The camera closed the connection."), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.unreachable("The connection to the camera failed: \(sentence(for: error))."), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Stop else { return context.fireUserInboundEventTriggered(event) }
        end = end ?? .stopped
        perform(session.stop(now: time.monotonic), context)
    }

    // MARK: Session

    private func perform(_ actions: [RTSPClientAction], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .described(let description, _): choose(from: description, context)
            case .granted(let tracks): prepare(tracks)
            case .playing(let tracks):
                input.play(timestamps: tracks.map(\.rtpTime))
                lastPicture = (statistics.pictures, time.monotonic)
            case .redirect(let url):
                finish(SessionEnd(code: "camera-unreachable", sentence: "The camera moved.", redirect: url), context)
            case .close(let failure):
                finish(failure.map(SessionEnd.init) ?? .stopped, context)
            }
        }
    }

    private func choose(from description: SessionDescription, _ context: ChannelHandlerContext) {
        let choice = TrackChoice(description, takesAudio: source.takesAudio)
        self.choice = choice
        guard choice.tracks.isEmpty || !choice.hasVideo, let unknown = choice.unknownVideo.first else {
            return perform(session.setUp(choice.tracks.map(\.media), now: time.monotonic), context)
        }
        finish(
            .refused("The camera sends \(unknown), which cannot be recorded yet: set it to H.264."),
            context
        )
    }

    /// From here on packets may come, before the answer to PLAY too.
    private func prepare(_ granted: [RTSPTrack]) {
        guard let choice else { return }
        var tracks: [ReceivedTrack] = []
        var pairs: [RTSPChannels] = []
        for track in granted {
            guard let chosen = choice.tracks.first(where: { $0.media == track.media }),
                case .interleaved(let channels) = track.transport
            else { continue }
            tracks.append(ReceivedTrack(depacketizer: chosen.depacketizer, clockRate: chosen.clockRate))
            pairs.append(channels)
        }
        input.prepare(tracks, channels: pairs, hasVideo: choice.hasVideo)
    }

    // MARK: Watching

    private func tick(_ context: ChannelHandlerContext) {
        let now = time.monotonic
        perform(session.tick(now: now), context)
        publish(now)
        guard let last = lastPicture, end == nil else { return }
        if statistics.pictures != last.units {
            lastPicture = (statistics.pictures, now)
        } else if now - last.at >= Self.silence {
            end = SessionEnd(
                code: "no-video",
                sentence:
                    "No video for \(Self.silence.components.seconds) s: the camera is connected but sends nothing."
            )
            perform(session.stop(now: now), context)
        }
    }

    private func noticeStart() {
        guard input.assembler.isStreaming else { return }
        isStreaming = true
        publish(time.monotonic)
    }

    private func publish(_ now: MonotonicTime) {
        let previous = statistics.bitsPerSecond
        statistics = input.statistics(bitsPerSecond: previous)
        let last = lastReport ?? (statistics.bytes, now)
        let seconds = (now - last.at).inSeconds
        if seconds >= 0.9 {
            statistics.bitsPerSecond = Int(Double(statistics.bytes - last.bytes) * 8 / seconds)
            lastReport = (statistics.bytes, now)
        } else {
            lastReport = last
        }
        report(statistics, isStreaming)
    }

    /// Ends the session once, with the first reason given.
    private func finish(_ reason: SessionEnd, _ context: ChannelHandlerContext) {
        let end = self.end ?? reason
        self.end = end
        ticks?.cancel()
        ticks = nil
        publish(time.monotonic)
        ended.succeed(end)
        context.close(promise: nil)
    }

    private func sentence(for error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() } ?? "\(error)"
    }
}
