import Logging
import Media
import NIOCore
import NIOHTTP1
import ONVIF

/// One client's connection to the simulated ONVIF device. All of it on one event loop.
final class DeviceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let site: CameraSite
    private let device: SimulatedDevice
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isClosed = false

    private static let longestBody = 256 * 1024
    /// How often it is looked whether something has happened, for those who wait.
    private static let glance = TimeAmount.milliseconds(50)

    init(site: CameraSite, device: SimulatedDevice) {
        self.site = site
        self.device = device
    }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) {
        if !site.opened(context.channel) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            guard body.count + buffer.readableBytes <= Self.longestBody else { return context.close(promise: nil) }
            body += Array(buffer.readableBytesView)
        case .end:
            guard let head else { return }
            begin(head, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is CameraHandler.Goodbye else { return context.fireUserInboundEventTriggered(event) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        site.closed(context.channel)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        site.logger.debug("a connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Answers

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let plan = site.configuration.oddities
        if plan.has(.onvifSilent) { return }
        if plan.has(.onvifGigabyte) { return flood(context) }
        guard let pause = plan.seconds(of: .onvifSlow) else { return answer(head, context) }
        after(.nanoseconds(pause.inNanoseconds), context) { $0.answer(head, $1) }
    }

    private func after(
        _ pause: TimeAmount,
        _ context: ChannelHandlerContext,
        _ action: @escaping (DeviceHandler, ChannelHandlerContext) -> Void
    ) {
        let bound = NIOLoopBound((self, context, action), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: pause) {
            let (handler, context, action) = bound.value
            if !handler.isClosed { action(handler, context) }
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = String(head.uri[...].cut(at: "?").before)
        let picture = "/onvif/snapshot/"
        let motion = "/simulation/motion/"
        switch head.method {
        case .GET where path.hasPrefix(picture):
            sendPicture(String(path.dropFirst(picture.utf8.count)), head, context)
        case .POST where path == motion + "on" || path == motion + "off":
            device.setMotion(path.hasSuffix("on"))
            respond(.noContent, to: head, context)
        case .POST where path.hasPrefix("/onvif/"):
            ask(path, head, since: nil, context)
        default:
            respond(.notFound, to: head, context)
        }
    }

    private func ask(_ path: String, _ head: HTTPRequestHead, since: MonotonicTime?, _ context: ChannelHandlerContext) {
        let local = context.channel.localAddress
        let authority = head.headers.first(name: "Host") ?? "\(local?.ipAddress ?? "localhost"):\(local?.port ?? 80)"
        let outcome = device.answer(
            body,
            path: path,
            authority: authority,
            host: Self.host(of: authority),
            authorization: head.headers.first(name: "Authorization"),
            waitingSince: since
        )
        switch outcome {
        case .answer(let envelope): send(envelope, [], to: head, context)
        case .refused(let envelope, let challenges): send(envelope, challenges, to: head, context)
        case .wait:
            let began = since ?? CameraSite.now
            after(Self.glance, context) { $0.ask(path, head, since: began, $1) }
        }
    }

    private func send(
        _ envelope: SOAPEnvelope,
        _ challenges: [String],
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        let isPlain = site.configuration.oddities.has(.onvifNoNamespaces)
        let body = ByteBuffer(bytes: isPlain ? envelope.documentWithoutNamespaces : envelope.document)
        let status: HTTPResponseStatus =
            challenges.isEmpty ? .init(statusCode: DeviceDispatcher.status(of: envelope)) : .unauthorized
        let fields =
            challenges.map { ("WWW-Authenticate", $0) }
            + [("Content-Type", "application/soap+xml; charset=utf-8")]
        respond(status, fields, body, to: head, context)
    }

    private func sendPicture(_ path: String, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let challenges = site.refusal(
            of: head.headers.first(name: "Authorization"),
            method: "GET",
            uri: head.uri,
            accounts: device.accounts
        )
        if let challenges {
            return respond(.unauthorized, challenges.map { ("WWW-Authenticate", $0) }, to: head, context)
        }
        guard let stream = site.stream(at: path), stream.hasPictures else {
            return respond(.notFound, to: head, context)
        }
        let picture = PicturePlay.picture(of: stream, at: CameraSite.now)
        respond(.ok, [("Content-Type", "image/jpeg")], picture, to: head, context)
    }

    private func respond(
        _ status: HTTPResponseStatus,
        _ fields: [(String, String)] = [],
        _ body: ByteBuffer = ByteBuffer(),
        to head: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders([("Server", CameraGate.realm)] + fields)
        if status != .noContent { headers.add(name: "Content-Length", value: String(body.readableBytes)) }
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        guard !head.isKeepAlive else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.whenComplete { _ in bound.value.close(promise: nil) }
    }

    /// Without its port.
    private static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority[...].cut(at: ":").before)
    }

    // MARK: A gigabyte

    /// An answer that begins as one, and goes on for a gigabyte.
    private func flood(_ context: ChannelHandlerContext) {
        let headers = HTTPHeaders([
            ("Content-Type", "application/soap+xml; charset=utf-8"), ("Content-Length", String(1 << 30)),
        ])
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        floodLeft = 1 << 30
        pour(context)
    }

    private var floodLeft = 0

    private func pour(_ context: ChannelHandlerContext) {
        let chunk = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
        while floodLeft > 0, context.channel.isWritable {
            floodLeft -= chunk.readableBytes
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(chunk))), promise: nil)
        }
        if floodLeft == 0 { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, floodLeft > 0 { pour(context) }
    }
}
