import Media
import NIOCore
import WorkerChannel

/// Our end of the socket to a worker. All of it on the workers' event loop.
final class WorkerLink<Talk: WorkerTalk>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum News {
        case said(Talk.Event)
        case misbehaved(WorkerFault)
        case closed
    }

    private var framer = WorkerFramer()
    private var talk: Talk
    private var channel: (any Channel)?
    private var tell: ((News) -> Void)?

    /// - Parameter tell: called for everything that happens, up to `closed` or a fault.
    init(_ talk: Talk, tell: @escaping (News) -> Void) {
        self.talk = talk
        self.tell = tell
    }

    /// Sends what is to be said next.
    func say(_ words: (inout Talk) -> [WorkerMessageBytes]) { for message in words(&talk) { send(message) } }

    /// Nothing is told any more.
    func close() {
        tell = nil
        channel?.close(promise: nil)
        channel = nil
    }

    private func send(_ message: WorkerMessageBytes) {
        guard let channel else { return }
        channel.write(ByteBuffer(bytes: message.head), promise: nil)
        if let payload = message.payload {
            var buffer = channel.allocator.buffer(capacity: payload.count)
            payload.withUnsafeBytes { _ = buffer.writeBytes($0) }
            channel.write(buffer, promise: nil)
        }
        channel.flush()
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        var news: [News] = []
        framer.feed(buffer.readableBytesUInt8Span) { frame in
            // Nothing is believed after a fault.
            if case .misbehaved? = news.last { return }
            do throws(WorkerFault) {
                let frame = try frame.mapError { WorkerFault(what: "\($0)") }.get()
                if let event = try talk.receive(frame) { news.append(.said(event)) }
            } catch {
                news.append(.misbehaved(error))
            }
        }
        for item in news { tell?(item) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        tell?(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
