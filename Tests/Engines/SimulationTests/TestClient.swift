import HTTPAuthentication
import Media
import NIOCore
import NIOPosix
import NIOSSL
import RTP
import SDP

@testable import RTSP

/// A client as a recorder is one: our own RTSP session and depacketisers on a socket. It stops when it has what it wants,
/// or when the connection ends.
final class TestClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Wish: Sendable {
        var path = "/main"
        var credentials: HTTPCredentials?
        var media = [0, 1]
        var transport = RTSPDelivery.interleaved
        var isSecure = false
        /// Whether it answers each datagram with a report.
        var reports = false
        /// Whether it goes on reading once it plays.
        var reads = true
        /// Whether this is all it wants.
        var isEnough: @Sendable (Received) -> Bool = { _ in false }
    }

    private final class Track {
        let media: Int
        /// Nil where it comes by UDP.
        let channels: RTSPChannels?
        let payloadType: UInt8
        var depacketizer: Depacketizer
        var arena = ByteArena()
        var next: UInt16?

        init(media: Int, channels: RTSPChannels?, payloadType: UInt8, depacketizer: Depacketizer) {
            self.media = media
            self.channels = channels
            self.payloadType = payloadType
            self.depacketizer = depacketizer
        }
    }

    private let wish: Wish
    private let finished: EventLoopPromise<Received>
    private var session: RTSPClientSession
    private var framer = RTSPFramer()
    private var tracks: [Track] = []
    private var received = Received()
    private var isPlaying = false
    private var datagrams: [TestDatagrams] = []
    private static let now = MonotonicTime(nanoseconds: 0)

    private init(_ wish: Wish, url: CameraURL, finished: EventLoopPromise<Received>) {
        self.wish = wish
        self.finished = finished
        session = RTSPClientSession(.init(url: url, credentials: wish.credentials, transport: wish.transport))
    }

    static func run(_ wish: Wish, port: Int) async throws -> Received {
        let url = try CameraURL("\(wish.isSecure ? "rtsps" : "rtsp")://127.0.0.1:\(port)\(wish.path)")
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let finished = loop.makePromise(of: Received.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if wish.isSecure { try pipeline.addHandler(makeTrustingHandler()) }
                    try pipeline.addHandler(TestClient(wish, url: url, finished: finished))
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
                    if frame.isForeign { received.foreignFrames += 1 }
                    take(framer.payload(of: frame, in: buffer.readableBytesUInt8Span), channel: frame.channel)
                case .skipped: received.skips += 1
                }
                if wish.isEnough(received) { return finished.succeed(received) }
            }
        } catch {
            finished.fail(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.isClosed = true
        received.unfinishedBytes = framer.heldBytes
        guard !datagrams.isEmpty else { return finished.succeed(received) }
        // What came by UDP just before may not have been read yet.
        let client = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(100)) { client.value.finish() }
    }

    /// Also where there was never a connection.
    func handlerRemoved(context: ChannelHandlerContext) { if datagrams.isEmpty { finish() } }

    private func finish() {
        for pair in datagrams { pair.close() }
        datagrams = []
        finished.succeed(received)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ actions: [RTSPClientAction], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .described(let description, _):
                received.description = description
                setUp(wish.media.filter(description.media.indices.contains), context)
            case .granted(let granted):
                tracks = granted.compactMap(track)
                framer.expect(granted)
            case .playing(let playing):
                received.tracks = playing
                received.transports = playing.map(\.transport)
                isPlaying = true
                if !wish.reads { context.channel.setOption(.autoRead, value: false).whenComplete { _ in } }
            case .redirect(let url):
                received.redirection = url
                finished.succeed(received)
            case .close(let failure):
                received.failure = failure
                finished.succeed(received)
            }
        }
    }

    private func setUp(_ media: [Int], _ context: ChannelHandlerContext) {
        guard wish.transport == .datagrams, let address = context.localAddress else {
            return perform(session.setUp(media, now: Self.now), context)
        }
        let loop = context.eventLoop
        let client = NIOLoopBound((self, context), eventLoop: loop)
        let receive = NIOLoopBound({ [weak self] datagram -> Void in self?.take(datagram) }, eventLoop: loop)
        let bound = media.map { TestDatagrams.bind($0, at: address, on: loop, receive: receive) }
        EventLoopFuture.whenAllSucceed(bound, on: loop).whenComplete { result in
            let (client, context) = client.value
            switch result {
            case .success(let datagrams):
                client.datagrams = datagrams
                client.perform(client.session.setUp(media, ports: datagrams.map(\.ports), now: Self.now), context)
            case .failure(let error): client.finished.fail(error)
            }
        }
    }

    private func track(_ granted: RTSPTrack) -> Track? {
        guard let section = received.description?.media[granted.media],
            let type = section.payloadTypes.first, let map = section.rtpMap(for: type),
            let depacketizer = try? Depacketizer.make(
                encoding: map.encoding,
                clockRate: map.clockRate,
                channels: map.channels,
                parameters: section.formatParameters(for: type)
            )
        else { return nil }
        return Track(
            media: granted.media,
            channels: granted.transport.channels,
            payloadType: type,
            depacketizer: depacketizer
        )
    }

    private func take(_ datagram: TestDatagrams.Datagram) {
        guard let track = tracks.first(where: { $0.media == datagram.media }) else { return }
        let packet = datagram.payload.readableBytesUInt8Span
        if wish.reports, let pair = datagrams.first(where: { $0.media == datagram.media }),
            let port = received.transports.first?.datagrams?.server?.rtcp
        {
            var report: [UInt8] = []
            RTCPWriter.append(RTCPReceiverReport(ssrc: 1, blocks: []), canonicalName: "test", to: &report)
            pair.send(report, to: port)
        }
        if datagram.isReport {
            takeControl((try? RTCPPacket.parse(packet)) ?? [], media: track.media)
        } else if let header = try? RTPHeader(packet) {
            take(header, packet.extracting(header.payload), of: track)
        }
        if wish.isEnough(received) { finish() }
    }

    private func take(_ packet: Span<UInt8>, channel: UInt8) {
        for track in tracks {
            if track.channels?.rtp == channel, let header = try? RTPHeader(packet) {
                take(header, packet.extracting(header.payload), of: track)
            } else if track.channels?.rtcp == channel {
                takeControl((try? RTCPPacket.parse(packet)) ?? [], media: track.media)
            }
        }
    }

    private func take(_ header: RTPHeader, _ payload: Span<UInt8>, of track: Track) {
        received.first[track.media] = received.first[track.media] ?? header
        received.packets[track.media].append(header)
        if !isPlaying { received.earlyPackets += 1 }
        guard header.payloadType == track.payloadType else { return }
        if let next = track.next, next != header.sequence { received.sequenceGaps += 1 }
        track.next = header.sequence &+ 1
        track.depacketizer.push(header, payload: payload, afterLoss: false, into: &track.arena)
        while let unit = track.depacketizer.next() {
            received.units[track.media].append(
                .init(payload: unit.payload.array, timestamp: unit.timestamp, isKey: unit.flags.contains(.key))
            )
            if let size = track.depacketizer.format?.pictureSize, size != received.sizes.last {
                received.sizes.append(size)
            }
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

/// TLS that takes any certificate.
func makeTrustingHandler() throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    return try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: nil)
}
