import Media
import NIOCore
import NIOPosix
import RTSP

/// Whether somebody speaks RTSP at an address, and whether he wants a password.
struct RTSPGreeting: Sendable {
    enum Answer: Hashable, Sendable {
        /// Nothing listens there, or does not answer in time.
        case nobody(NoConnection)
        /// Something listens that is no RTSP.
        case other
        case speaks(needsPassword: Bool)
    }

    enum NoConnection: Hashable, Sendable {
        /// The machine is there, and says so.
        case refused
        case silent
        case notAllowed
    }

    let host: String
    let port: Int

    /// Asks what it can (RFC 2326 §10.1) and what it has (§10.2): the second alone tells of a password.
    func send(over network: DeviceNetwork, within patience: Duration) async -> Answer {
        let loop = network.group.next()
        let answer = loop.makePromise(of: Answer.self)
        let isOpen = NIOLoopBoundBox.makeBoxSendingValue(false, eventLoop: loop)
        let deadline = loop.scheduleTask(in: .nanoseconds(patience.inNanoseconds)) {
            answer.succeed(isOpen.value ? .other : .nobody(.silent))
        }
        defer { deadline.cancel() }
        let named = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        let url = "rtsp://\(named):\(port)/"
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(patience.inNanoseconds))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(url: url, answer, refusal: network.refusal)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: host, port: port)
        network.counted(connection).whenComplete { result in
            switch result {
            case .success(let channel):
                isOpen.value = true
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
            case .failure(let error):
                answer.succeed(.nobody(PortKnock.isRefusal(error) ? .refused : .silent))
            }
        }
        return await withTaskCancellationHandler {
            (try? await answer.futureResult.get()) ?? .nobody(.silent)
        } onCancel: {
            answer.succeed(.nobody(.silent))
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let url: String
        private let answer: EventLoopPromise<Answer>
        private let refusal: @Sendable (SocketAddress) -> String?
        private var framer = RTSPFramer()
        private var asked = 0

        init(
            url: String,
            _ answer: EventLoopPromise<Answer>,
            refusal: @escaping @Sendable (SocketAddress) -> String?
        ) {
            self.url = url
            self.answer = answer
            self.refusal = refusal
        }

        func channelActive(context: ChannelHandlerContext) {
            guard let address = context.remoteAddress, refusal(address) == nil else {
                return answer.succeed(.nobody(.notAllowed))
            }
            ask(.options, context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            do throws(RTSPFramingError) {
                while let input = try framer.next(in: buffer.readableBytesUInt8Span) {
                    guard case .message(.response(let response)) = input else { continue }
                    take(response, context)
                }
            } catch {
                answer.succeed(.other)
            }
        }

        /// A page of HTTP is out of step for as long as it lasts; so is a camera that has gone.
        func channelInactive(context: ChannelHandlerContext) {
            answer.succeed(asked > 1 ? .speaks(needsPassword: false) : .other)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func take(_ response: RTSPResponse, _ context: ChannelHandlerContext) {
            if response.status == 401 { return answer.succeed(.speaks(needsPassword: true)) }
            guard asked == 1 else { return answer.succeed(.speaks(needsPassword: false)) }
            ask(.describe, context)
        }

        private func ask(_ method: RTSPMethod, _ context: ChannelHandlerContext) {
            asked += 1
            var headers = RTSPHeaders([("CSeq", String(asked)), ("User-Agent", "Nightjar")])
            if method == .describe { headers.add("Accept", "application/sdp") }
            let bytes = RTSPRequest(method, url: url, headers: headers).serialized()
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}
