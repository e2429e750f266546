import Media
import NIOCore
import WorkerChannel

/// Our end of the socket to a worker. All of it on the workers' event loop.
final class WorkerLink: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum News {
        case said(WorkerConversation.Event)
        case misbehaved(WorkerConversation.Fault)
        case closed
    }

    private var framer = WorkerFramer()
    private var conversation = WorkerConversation()
    private var channel: (any Channel)?
    private var tell: ((News) -> Void)?

    /// - Parameter tell: called for everything that happens, up to `closed` or a fault.
    init(tell: @escaping (News) -> Void) { self.tell = tell }

    func begin(_ task: WorkerTask) { for message in conversation.begin(task) { send(message) } }

    func ping() { send(conversation.ping()) }

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
            do throws(WorkerConversation.Fault) {
                let frame = try frame.mapError { WorkerConversation.Fault(what: "\($0)") }.get()
                if let event = try conversation.receive(frame) { news.append(.said(event)) }
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
