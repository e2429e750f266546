import NIOCore
import NIOHTTP1
import NIOPosix
import ONVIF

/// Sends one question by HTTP, and takes as much of the answer as is worth it.
enum PostClient {
    static func post(_ request: ONVIFRequest) async throws -> ONVIFResponse {
        var fields = [("Content-Type", request.contentType)]
        if let authorization = request.authorization { fields.append(("Authorization", authorization)) }
        return try await post(request.address, fields, request.body)
    }

    static func post(
        _ address: ServiceAddress,
        _ fields: [(String, String)] = [],
        _ body: [UInt8] = []
    ) async throws -> ONVIFResponse {
        let (inputs, continuation) = AsyncStream.makeStream(of: HTTPClientResponsePart.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .connect(host: address.host, port: address.port).get()
        var headers = HTTPHeaders([("Host", address.authority), ("Content-Length", String(body.count))])
        headers.add(contentsOf: fields)
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: address.target, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
        var response = ONVIFResponse(status: 0, body: [])
        loop: for await part in inputs {
            switch part {
            case .head(let head):
                response.status = Int(head.status.code)
                response.challenges = head.headers["WWW-Authenticate"]
            case .body(let buffer): response.body += Array(buffer.readableBytesView)
            case .end: break loop
            }
            if response.body.count > ONVIFResponse.longestBody { break }
        }
        try? await channel.close()
        return response
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

/// Sends one datagram, and waits for one.
enum ProbeClient {
    static func ask(_ datagram: [UInt8], port: Int) async throws -> [UInt8] {
        let (answers, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: datagram)))
        var found: [UInt8] = []
        for await answer in answers {
            found = answer
            break
        }
        try? await channel.close()
        return found
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let answers: AsyncStream<[UInt8]>.Continuation

        init(_ answers: AsyncStream<[UInt8]>.Continuation) { self.answers = answers }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            answers.yield(Array(unwrapInboundIn(data).data.readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { answers.finish() }
    }
}
