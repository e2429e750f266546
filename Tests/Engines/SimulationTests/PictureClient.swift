import NIOCore
import NIOHTTP1
import NIOPosix

/// A client of HTTP that asks for one thing after another on one connection.
struct PictureClient {
    struct Answer: Sendable {
        var head: HTTPResponseHead
        var body: [UInt8] = []
        /// Whether the answer came to its end, by its own word or by that of the connection.
        var isEnded = false
        var isClosed = false
    }

    private let channel: any Channel
    private let inputs: AsyncStream<HTTPClientResponsePart>

    static func open(port: Int) async throws -> PictureClient {
        let (inputs, continuation) = AsyncStream.makeStream(of: HTTPClientResponsePart.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return PictureClient(channel: channel, inputs: inputs)
    }

    /// - Parameter atMost: bytes of the body; the rest is not waited for.
    static func get(_ path: String, port: Int, atMost: Int = .max) async throws -> Answer {
        let client = try await open(port: port)
        let answer = try await client.get(path, atMost: atMost)
        try? await client.close()
        return answer
    }

    func get(_ path: String, authorization: String? = nil, atMost: Int = .max) async throws -> Answer {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: ["Host": "camera"])
        if let authorization { head.headers.add(name: "Authorization", value: authorization) }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
        var answer = Answer(head: HTTPResponseHead(version: .http1_1, status: .internalServerError))
        for await part in inputs {
            switch part {
            case .head(let head): answer.head = head
            case .body(let buffer): answer.body += Array(buffer.readableBytesView)
            case .end:
                answer.isEnded = true
                answer.isClosed = !channel.isActive
                return answer
            }
            if answer.body.count >= atMost { return answer }
        }
        answer.isClosed = true
        return answer
    }

    func close() async throws { try await channel.close() }

    /// Waits until the camera has closed the connection.
    func isClosed() async throws -> Bool {
        for await _ in inputs {}
        return true
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart

        private let inputs: AsyncStream<HTTPClientResponsePart>.Continuation

        init(_ inputs: AsyncStream<HTTPClientResponsePart>.Continuation) { self.inputs = inputs }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { inputs.yield(unwrapInboundIn(data)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelInactive(context: ChannelHandlerContext) { inputs.finish() }
    }
}
