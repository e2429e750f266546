import NIOCore
import NIOHTTP1

/// Ends an HTTP/1 connection after an answer where it cannot, or shall not, be used again: the client or the answer says
/// `close`, the request asked for another protocol (the decoder stops there), or the client keeps sending a body that nobody
/// wants.
final class ConnectionCloser: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let unreadBodyLimit: Int
    /// For each request whose answer is not finished, whether it is the connection's last.
    private var pending = CircularBuffer<Bool>()
    private var isReceivingBody = false
    private var isClosing = false
    private var unreadBody = 0
    private var timeout: Scheduled<Void>?

    /// - Parameter unreadBody: how much of an unwanted body is thrown away before the connection is cut, in bytes.
    init(unreadBody: Int) { self.unreadBodyLimit = unreadBody }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            if isClosing { return }
            isReceivingBody = true
            unreadBody = 0
            pending.append(!head.isKeepAlive || head.asksForAnotherProtocol)
        case .body(let bytes):
            if isClosing, !isReceivingBody { return }
            if pending.isEmpty {
                unreadBody += bytes.readableBytes
                if unreadBody > unreadBodyLimit { return context.close(promise: nil) }
            }
        case .end:
            if isClosing, !isReceivingBody { return }
            isReceivingBody = false
            if isClosing, pending.isEmpty {
                context.fireChannelRead(data)
                return context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }),
                !pending.isEmpty
            {
                pending[pending.startIndex] = true
            }
            guard pending.first == true else { break }
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            guard pending.popFirst() == true else { break }
            isClosing = true
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in self.answered(context) }
            return context.writeAndFlush(data, promise: written)
        default: break
        }
        context.write(data, promise: promise)
    }

    /// The last answer is on its way. A client that is still sending would lose it if the connection were cut now.
    private func answered(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard isReceivingBody else { return context.close(promise: nil) }
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
    }
}

extension HTTPRequestHead {
    fileprivate var asksForAnotherProtocol: Bool {
        method == .CONNECT || headers.contains(name: "upgrade")
    }
}
