import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Ends a stream whose answer is complete while the client keeps sending a body that nobody wants.
final class StreamCloser: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let unreadBodyLimit: Int
    private var isReceiving = true
    private var isAnswered = false
    private var unreadBody = 0
    private var timeout: Scheduled<Void>?

    /// - Parameter unreadBody: how much of such a body is thrown away, in bytes.
    init(unreadBody: Int) { unreadBodyLimit = unreadBody }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head: break
        case .body(let bytes):
            if isAnswered { unreadBody += bytes.readableBytes }
            if unreadBody > unreadBodyLimit { return reset(context) }
        case .end: isReceiving = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = Self.unwrapOutboundIn(data) {
            isAnswered = true
            if isReceiving {
                timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { self.reset(context) }
            }
        }
        context.write(data, promise: promise)
    }

    /// "No error": the answer counts (RFC 9113 §8.1).
    private func reset(_ context: ChannelHandlerContext) {
        guard isReceiving, context.channel.isActive else { return }
        context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
    }
}
