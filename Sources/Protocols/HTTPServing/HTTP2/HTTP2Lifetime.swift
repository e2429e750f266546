import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection: when it has been without a stream for too long, when the listener stops and the last stream is
/// done, and when the peer breaks the rules.
final class HTTP2Lifetime: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// Tells of the streams that come and go.
    struct Delegate: NIOHTTP2StreamDelegate {
        private let lifetime: NIOLoopBound<HTTP2Lifetime>

        init(_ lifetime: HTTP2Lifetime, on eventLoop: any EventLoop) {
            self.lifetime = NIOLoopBound(lifetime, eventLoop: eventLoop)
        }

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { lifetime.value.opened(id) }
        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { lifetime.value.closed(id) }
    }

    private let idle: TimeAmount
    private var open: Set<HTTP2StreamID> = []
    private var last = HTTP2StreamID.rootStream
    private var isStopping = false
    private var timeout: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(idle: Duration) { self.idle = TimeAmount(idle) }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        waitForStream()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { stop() }
        // A client that says no more hears no more: streams have ends of their own.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    /// NIO has told the peer; what concerns one stream alone has ended that stream.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOHTTP2Errors.StreamError) { context.close(promise: nil) }
        context.fireErrorCaught(error)
    }

    private func opened(_ id: HTTP2StreamID) {
        timeout?.cancel()
        open.insert(id)
        last = max(last, id)
    }

    private func closed(_ id: HTTP2StreamID) {
        open.remove(id)
        guard open.isEmpty else { return }
        if isStopping { closeSoon() } else { waitForStream() }
    }

    private func waitForStream() {
        guard let context else { return }
        timeout?.cancel()
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: idle) { self.stop() }
    }

    /// No stream that comes later is served, and the client knows that it can ask for it elsewhere.
    private func stop() {
        guard let context, !isStopping else { return }
        isStopping = true
        let goodbye = HTTP2Frame.FramePayload.goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: goodbye)), promise: nil)
        if open.isEmpty { closeSoon() }
    }

    /// Not at once: what the last stream has written goes out first.
    private func closeSoon() {
        guard let context else { return }
        context.eventLoop.assumeIsolated().execute { context.close(promise: nil) }
    }
}
