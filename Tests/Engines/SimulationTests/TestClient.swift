import Media
import NIOCore
import NIOPosix
import RTP
import RTSP
import SDP

/// What a client of the server got.
struct Received: Sendable {
    struct Unit: Sendable, Hashable {
        var payload: [UInt8]
        var timestamp: UInt32
        var isKey: Bool
    }

    /// By the session description's media.
    var units: [[Unit]] = [[], []]
    var reports: [[RTCPSenderReport]] = [[], []]
    var tracks: [RTSPTrack] = []
    var description: SessionDescription?
    /// The first RTP packet of each medium.
    var first: [RTPHeader?] = [nil, nil]
    var sequenceGaps = 0
    /// Units that had come when the first report did.
    var unitsBeforeReports: [Int?] = [nil, nil]
    var goodbyes: [UInt32] = []
    var failure: RTSPFailure?
    var isClosed = false

    var video: [Unit] { units[0] }
    var audio: [Unit] { units[1] }
}

/// A client as a recorder is one: our own RTSP session and depacketisers on a socket. It stops when it has what it wants,
/// or when the connection ends.
final class TestClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Wish: Sendable {
        var path = "/main"
        var credentials: RTSPCredentials?
        var media = [0, 1]
        /// Whether it goes on reading once it plays.
        var reads = true
        /// Whether this is all it wants.
        var isEnough: @Sendable (Received) -> Bool = { _ in false }
    }

    private final class Track {
        let media: Int
        let channels: RTSPChannels
        var depacketizer: Depacketizer
        var arena = ByteArena()
        var next: UInt16?

        init(media: Int, channels: RTSPChannels, depacketizer: Depacketizer) {
            self.media = media
            self.channels = channels
            self.depacketizer = depacketizer
        }
    }

    private let wish: Wish
    private let finished: EventLoopPromise<Received>
    private var session: RTSPClientSession
    private var framer = RTSPFramer()
    private var tracks: [Track] = []
    private var received = Received()
    private static let now = MonotonicTime(nanoseconds: 0)

    private init(_ wish: Wish, url: RTSPURL, finished: EventLoopPromise<Received>) {
        self.wish = wish
        self.finished = finished
        session = RTSPClientSession(.init(url: url, credentials: wish.credentials))
    }

    static func run(_ wish: Wish, port: Int) async throws -> Received {
        let url = try RTSPURL("rtsp://127.0.0.1:\(port)\(wish.path)")
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let finished = loop.makePromise(of: Received.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TestClient(wish, url: url, finished: finished))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return try await withTaskCancellationHandler {
            let received = try await finished.futureResult.get()
            try? await channel.close()
            return received
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    func channelActive(context: ChannelHandlerContext) { perform(session.connected(now: Self.now), context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do throws(RTSPFramingError) {
            while let input = try framer.next(in: buffer.readableBytesUInt8Span) {
                switch input {
                case .message(let message): perform(session.received(message, now: Self.now), context)
                case .interleaved(let frame):
                    take(framer.payload(of: frame, in: buffer.readableBytesUInt8Span), channel: frame.channel)
                case .skipped: received.sequenceGaps += 1
                }
                if wish.isEnough(received) { return finished.succeed(received) }
            }
        } catch {
            finished.fail(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.isClosed = true
        finished.succeed(received)
    }

    /// Also where there was never a connection.
    func handlerRemoved(context: ChannelHandlerContext) { finished.succeed(received) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ actions: [RTSPClientAction], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .described(let description, _):
                received.description = description
                perform(session.setUp(wish.media, now: Self.now), context)
            case .granted(let granted): tracks = granted.compactMap(track)
            case .playing(let playing):
                received.tracks = playing
                if !wish.reads { context.channel.setOption(.autoRead, value: false).whenComplete { _ in } }
            case .redirect: break
            case .close(let failure):
                received.failure = failure
                finished.succeed(received)
            }
        }
    }

    private func track(_ granted: RTSPTrack) -> Track? {
        guard let section = received.description?.media[granted.media],
            case .interleaved(let channels) = granted.transport,
            let type = section.payloadTypes.first, let map = section.rtpMap(for: type),
            let depacketizer = try? Depacketizer.make(
                encoding: map.encoding,
                clockRate: map.clockRate,
                channels: map.channels,
                parameters: section.formatParameters(for: type)
            )
        else { return nil }
        return Track(media: granted.media, channels: channels, depacketizer: depacketizer)
    }

    private func take(_ packet: Span<UInt8>, channel: UInt8) {
        for track in tracks {
            if track.channels.rtp == channel, let header = try? RTPHeader(packet) {
                take(header, packet.extracting(header.payload), of: track)
            } else if track.channels.rtcp == channel {
                takeControl((try? RTCPPacket.parse(packet)) ?? [], media: track.media)
            }
        }
    }

    private func take(_ header: RTPHeader, _ payload: Span<UInt8>, of track: Track) {
        received.first[track.media] = received.first[track.media] ?? header
        if let next = track.next, next != header.sequence { received.sequenceGaps += 1 }
        track.next = header.sequence &+ 1
        track.depacketizer.push(header, payload: payload, afterLoss: false, into: &track.arena)
        while let unit = track.depacketizer.next() {
            received.units[track.media].append(
                .init(payload: unit.payload.array, timestamp: unit.timestamp, isKey: unit.flags.contains(.key))
            )
        }
    }

    private func takeControl(_ packets: [RTCPPacket], media: Int) {
        for packet in packets {
            switch packet {
            case .senderReport(let report):
                received.reports[media].append(report)
                received.unitsBeforeReports[media] = received.unitsBeforeReports[media] ?? received.units[media].count
            case .goodbye(let sources): received.goodbyes += sources
            case .receiverReport, .canonicalName: break
            }
        }
    }
}
