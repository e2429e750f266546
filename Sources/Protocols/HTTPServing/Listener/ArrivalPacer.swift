import Media
import NIOCore
import NIOHTTPTypes

/// Ends the request of a client whose body drips in (``ArrivalPace``): the route's reading fails, and the connection or
/// stream is closed soon after.
final class ArrivalPacer: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: HTTPLimits
    private var pace: ArrivalPace?
    private var isReadWanted = false
    private var timer: Scheduled<Void>?

    init(limits: HTTPLimits) { self.limits = limits }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head:
            pace = ArrivalPace(grace: limits.bodyGrace, slowest: limits.bodyRate)
            if isReadWanted { pace?.wait(now: now(context)) }
        case .body(let bytes):
            pace?.receive(bytes.readableBytes, now: now(context))
            isReadWanted = false
        case .end:
            pace = nil
            timer?.cancel()
            timer = nil
        }
        schedule(context)
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        isReadWanted = true
        pace?.wait(now: now(context))
        schedule(context)
        context.read()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard timer == nil, let deadline = pace?.deadline else { return }
        let time = NIODeadline.uptimeNanoseconds(UInt64(max(0, deadline.nanoseconds)))
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.check(context) }
    }

    /// One timer at a time: it finds out whether its deadline has moved.
    private func check(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline = pace?.deadline, context.channel.isActive else { return }
        guard deadline <= now(context) else { return schedule(context) }
        pace = nil
        context.fireErrorCaught(BodyTooSlow())
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
    }

    private func now(_ context: ChannelHandlerContext) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(clamping: context.eventLoop.now.uptimeNanoseconds))
    }
}
