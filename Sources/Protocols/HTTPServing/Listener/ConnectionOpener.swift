import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

typealias HTTPChannel = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
typealias WebSocketChannel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

/// Holds a new connection until the head of its first request tells what it is to be: plain HTTP at once, or perhaps a
/// WebSocket, which the connection's task decides.
///
/// NIO's own upgrade handler is not used: it loses the head of a request whose upgrade is declined.
final class ConnectionOpener: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What the first request asks for.
    enum Beginning: Sendable {
        case http(HTTPChannel)
        case webSocketAsked(HTTPRequestHead)
    }

    private enum State {
        case waiting, deciding, switching, done
    }

    private let encoder: HTTPResponseEncoder
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let limits: HTTPLimits
    private let isSecure: Bool
    private let logger: Logger
    private let beginning: EventLoopPromise<Beginning>
    private var state = State.waiting
    private var held: [NIOAny] = []
    private var hasReadWaiting = false
    private var timeout: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(
        encoder: HTTPResponseEncoder,
        decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        limits: HTTPLimits,
        isSecure: Bool,
        logger: Logger,
        beginning: EventLoopPromise<Beginning>
    ) {
        self.encoder = encoder
        self.decoder = decoder
        self.limits = limits
        self.isSecure = isSecure
        self.logger = logger
        self.beginning = beginning
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        timeout = context.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(min(limits.idle, limits.firstHead))
        ) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        self.context = nil
        if state == .waiting { beginning.fail(ChannelError.ioOnClosedChannel) }
        state = .done
    }

    func channelInactive(context: ChannelHandlerContext) {
        if state == .waiting { beginning.fail(ChannelError.ioOnClosedChannel) }
        if state != .done { state = .done }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .waiting: receiveHead(context, data)
        case .deciding, .switching: held.append(data)
        case .done: context.fireChannelRead(data)
        }
    }

    /// Nothing more is read while it is decided, so that what is held stays small.
    func read(context: ChannelHandlerContext) {
        if state == .deciding || state == .switching { hasReadWaiting = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        // A WebSocket that is just being opened is closed in order by its session.
        case is ChannelShouldQuiesceEvent where state == .waiting || state == .deciding: context.close(promise: nil)
        case ChannelEvent.inputClosed where state != .done: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard state == .waiting, error is HTTPParserError else {
            context.fireErrorCaught(error)
            if state != .done { context.close(promise: nil) }
            return
        }
        let status: HTTPResponseStatus =
            error as? HTTPParserError == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest
        let head = HTTPResponseHead(
            version: .http1_1,
            status: status,
            headers: ["connection": "close", "content-length": "0"]
        )
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private func receiveHead(_ context: ChannelHandlerContext, _ data: NIOAny) {
        guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
        timeout?.cancel()
        if let request = try? HTTPRequest(head, secure: isSecure, splitCookie: false),
            WebSocketHandshake.isAsked(by: request)
        {
            state = .deciding
            held = [data]
            beginning.succeed(.webSocketAsked(head))
            return
        }
        do {
            let channel = try becomeHTTP(context)
            state = .done
            beginning.succeed(.http(channel))
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            beginning.fail(error)
            state = .done
            context.close(promise: nil)
        }
    }

    private func becomeHTTP(_ context: ChannelHandlerContext) throws -> HTTPChannel {
        let pipeline = context.pipeline.syncOperations
        try pipeline.addHandlers([
            ConnectionCloser(unreadBody: limits.unreadBody),
            HTTP1ToHTTPServerCodec(secure: isSecure),
            HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger),
            ArrivalPacer(limits: limits),
        ])
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: context.channel,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
    }

    /// The request is answered as a plain one after all.
    func decline() throws -> HTTPChannel {
        guard let context, state == .deciding else { throw ChannelError.ioOnClosedChannel }
        let channel = try becomeHTTP(context)
        release(context)
        return channel
    }

    /// Answers 101 and speaks WebSocket from here on.
    func accept(_ head: HTTPRequestHead, subprotocol: String?) -> EventLoopFuture<WebSocketChannel> {
        guard let context, state == .deciding else {
            return beginning.futureResult.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
        }
        state = .switching
        held = []
        var extra = HTTPHeaders()
        if let subprotocol { extra.add(name: "Sec-WebSocket-Protocol", value: subprotocol) }
        let upgrader = Self.upgrader(limits: limits, extra: extra)
        let channel = context.channel
        return upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
            .assumeIsolated()
            .flatMap { headers -> EventLoopFuture<Void> in
                let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
                return context.writeAndFlush(Self.wrapOutboundOut(.head(head)))
            }
            // What the decoder has read beyond the request comes here as bytes, and is held.
            .flatMap { context.pipeline.syncOperations.removeHandler(self.decoder) }
            .flatMap { context.pipeline.syncOperations.removeHandler(self.encoder) }
            .flatMap { upgrader.upgrade(channel: channel, upgradeRequest: head) }
            .map { webSocket in
                self.release(context)
                return webSocket
            }
            .nonisolated()
    }

    private func release(_ context: ChannelHandlerContext) {
        state = .done
        let parts = held
        held = []
        for part in parts { context.fireChannelRead(part) }
        context.fireChannelReadComplete()
        if hasReadWaiting { context.read() }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private static func upgrader(
        limits: HTTPLimits,
        extra: HTTPHeaders
    ) -> NIOTypedWebSocketServerUpgrader<WebSocketChannel> {
        NIOTypedWebSocketServerUpgrader(
            maxFrameSize: limits.webSocketMessage,
            enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(extra) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    // Little is left unsent in the kernel, so that a slow viewer is noticed by the sender and not by the
                    // viewer. A system without the option does without.
                    try? channel.syncOptions?.setOption(.tcpOption(.notSentLowWater), value: 128 * 1024)
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
        )
    }
}
