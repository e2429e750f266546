import NIOCore

/// Cuts a peer that takes nothing of what waits for it for too long. TCP notices a window that stays shut; the window of an
/// HTTP/2 stream, and a peer that takes a byte now and then to keep TCP content, are noticed here.
final class StallGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let patience: TimeAmount
    private var timeout: Scheduled<Void>?

    init(patience: Duration) { self.patience = TimeAmount(patience) }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        timeout?.cancel()
        if !context.channel.isWritable {
            timeout = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }
}
