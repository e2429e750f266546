import Logging
import Media
import NIOCore
import NIOHTTP1

/// One client's connection to a camera that gives its pictures over HTTP: `/NAME.jpg` is the picture of the moment,
/// `/NAME.mjpeg` all from now on. All of it on one event loop.
final class PictureHandler: ChannelInboundHandler, Paced {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let site: CameraSite
    private var context: ChannelHandlerContext?
    private var request: HTTPRequestHead?
    private var stream: CameraStream?
    private var play: PicturePlay?
    private var meterSession = 0

    init(site: CameraSite) { self.site = site }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        if !site.opened(context.channel) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end:
            guard let request, play == nil else { return }
            answer(request, context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard !context.channel.isWritable else { return }
        stream?.meter.dropped()
        site.logger.notice("a client that does not read was dropped", metadata: ["path": "\(stream?.path ?? "")"])
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is CameraHandler.Goodbye else { return context.fireUserInboundEventTriggered(event) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if play != nil { stream?.meter.ended() }
        play = nil
        site.closed(context.channel)
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        site.logger.debug("a connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Answers

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let challenges = site.refusal(
            of: request.headers.first(name: "Authorization"),
            method: request.method.rawValue,
            uri: request.uri
        )
        if let challenges {
            return respond(.unauthorized, challenges.map { ("WWW-Authenticate", $0) }, to: request, context)
        }
        guard request.method == .GET || request.method == .HEAD else {
            return respond(.methodNotAllowed, [("Allow", "GET, HEAD")], to: request, context)
        }
        guard let (stream, isSingle) = find(request.uri) else { return respond(.notFound, to: request, context) }
        self.stream = stream
        if isSingle {
            let file = PicturePlay.picture(of: stream, at: CameraSite.now)
            respond(.ok, [("Content-Type", "image/jpeg")], file, to: request, context)
        } else {
            begin(stream, request, context)
        }
    }

    private func find(_ uri: String) -> (stream: CameraStream, isSingle: Bool)? {
        let path = uri[...].cut(at: "?").before.drop { $0 == "/" }
        for (ending, isSingle) in [(".mjpeg", false), (".jpg", true)] where path.hasSuffix(ending) {
            guard let stream = site.stream(at: String(path.dropLast(ending.count))), stream.hasPictures else {
                return nil
            }
            return (stream, isSingle)
        }
        return nil
    }

    private func respond(
        _ status: HTTPResponseStatus,
        _ fields: [(String, String)] = [],
        _ body: ByteBuffer = ByteBuffer(),
        to request: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders([("Server", CameraGate.realm)] + fields)
        let plan = site.configuration.oddities
        let isOld = plan.has(.closeEachAnswer)
        // The end of the connection is the end of the answer then.
        if !isOld { headers.add(name: "Content-Length", value: String(body.readableBytes)) }
        let version: HTTPVersion = isOld ? .http1_0 : .http1_1
        context.write(wrapOutboundOut(.head(.init(version: version, status: status, headers: headers))), promise: nil)
        if request.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if isOld || plan.has(.closeSilently) || !request.isKeepAlive { close(context, after: written) }
    }

    private func close(_ context: ChannelHandlerContext, after written: EventLoopFuture<Void>) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.whenComplete { _ in bound.value.close(promise: nil) }
    }

    // MARK: Playing

    private func begin(_ stream: CameraStream, _ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let play = PicturePlay(stream, site.configuration, now: CameraSite.now)
        let headers = HTTPHeaders([
            ("Server", CameraGate.realm), ("Cache-Control", "no-cache"), ("Connection", "close"),
            ("Content-Type", play.contentType),
        ])
        // As cameras do: of an answer of 1.0 nobody expects chunks.
        let head = HTTPResponseHead(version: .http1_0, status: .ok, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        guard request.method == .GET else {
            return close(context, after: context.writeAndFlush(wrapOutboundOut(.end(nil))))
        }
        self.play = play
        meterSession = stream.meter.began()
        guard let due = play.nextInstant else { return }
        site.pacer(of: context.eventLoop).add(self, ticket: 0, due: due.nanoseconds)
    }

    func sendDue(ticket: Int) -> Int64? {
        guard let context, play != nil else { return nil }
        takeTurns(context)
        while let due = play?.nextInstant {
            let now = CameraSite.now
            guard due <= now, let (part, unit) = play?.next() else { break }
            stream?.meter.sent(
                unit,
                bytes: part.readableBytes,
                nanosecondsLate: now.nanoseconds - due.nanoseconds,
                session: meterSession
            )
            context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        }
        context.flush()
        return play?.nextInstant?.nanoseconds
    }

    private func takeTurns(_ context: ChannelHandlerContext) {
        while let turn = play?.timeline.next(by: CameraSite.now) {
            switch turn {
            case .silence: play?.isSilent = true
            case .cut:
                guard let (part, _) = play?.next() else { return context.close(promise: nil) }
                play?.isSilent = true
                let half = part.getSlice(at: part.readerIndex, length: part.readableBytes / 2) ?? part
                close(context, after: context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(half)))))
            case .garbage:
                var random = SplitMix(seed: site.configuration.seed)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: random.bytes(700))))), promise: nil)
            case .jump, .changeOfClip, .changeOfSources: break
            }
        }
    }
}
