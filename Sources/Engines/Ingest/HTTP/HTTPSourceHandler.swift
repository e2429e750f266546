import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The thin end of one connection of a session over HTTP. All of it on the camera's event loop.
final class HTTPSourceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let source: HTTPSource

    init(_ source: HTTPSource) { self.source = source }

    func channelActive(context: ChannelHandlerContext) { source.stands(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { source.receive(unwrapInboundIn(data), context) }

    func channelInactive(context: ChannelHandlerContext) {
        source.closed(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !Self.isEnd(error) { source.failed(error, context) }
    }

    /// Whether all that it says is that the connection is at its end, of which ``channelInactive(context:)`` tells next. To
    /// some that is the end of a picture, and to others of nothing at all.
    private static func isEnd(_ error: any Error) -> Bool {
        if error is IOError { return true }
        if let error = error as? NIOSSLError, case .uncleanShutdown = error { return true }
        if let error = error as? HTTPParserError, case .invalidEOFState = error { return true }
        return false
    }
}
