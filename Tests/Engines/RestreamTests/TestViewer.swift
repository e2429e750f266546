import HTTPAuthentication
import NIOCore
import NIOPosix
import RTP
import RTSP

/// A client that says just what it is told to say, and shows all that comes.
struct TestViewer {
    enum Input: Sendable {
        case answer(RTSPResponse)
        case frame(channel: UInt8, packet: [UInt8])
    }

    let channel: any Channel
    let url: String
    private var inputs: AsyncStream<Input>.Iterator
    private var number = 0
    private var authorizer: Authorizer?
    private(set) var session: String?

    static func open(
        port: Int,
        path: String = "/cameras/front/main",
        user: String? = "ada",
        password: String = "secret",
        reads: Bool = true
    ) async throws -> TestViewer {
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 4096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let authorizer = user.map { Authorizer(credentials: HTTPCredentials(username: $0, password: password)) }
        return TestViewer(
            channel: channel,
            url: "rtsp://127.0.0.1:\(port)\(path)",
            inputs: inputs.makeAsyncIterator(),
            authorizer: authorizer
        )
    }

    private init(channel: any Channel, url: String, inputs: AsyncStream<Input>.Iterator, authorizer: Authorizer?) {
        self.channel = channel
        self.url = url
        self.inputs = inputs
        self.authorizer = authorizer
    }

    /// Of what comes; nil when the connection is closed.
    mutating func next() async -> Input? { await inputs.next() }

    /// The next answer; frames before it are dropped.
    mutating func answer() async -> RTSPResponse? {
        while let input = await next() {
            if case .answer(let answer) = input { return answer }
        }
        return nil
    }

    mutating func send(_ method: RTSPMethod, _ url: String? = nil, _ fields: [(String, String)] = []) async throws {
        number += 1
        let target = url ?? self.url
        var own = [("CSeq", "\(number)")] + (session.map { [("Session", $0)] } ?? [])
        if let proof = authorizer?.authorization(method: method.rawValue, uri: target) {
            own.append(("Authorization", proof))
        }
        let request = RTSPRequest(method, url: target, headers: RTSPHeaders(own + fields))
        try await channel.writeAndFlush(ByteBuffer(bytes: request.serialized()))
    }

    /// Sends a request, and again with a proof of who asks where that is wanted.
    mutating func ask(
        _ method: RTSPMethod,
        _ url: String? = nil,
        _ fields: [(String, String)] = []
    ) async throws -> RTSPResponse? {
        let isKnown = authorizer?.authorization(method: "OPTIONS", uri: "*") != nil
        try await send(method, url, fields)
        let first = await answer()
        guard first?.status == 401, !isKnown, authorizer != nil else { return first }
        _ = authorizer?.refused(first?.headers.values(of: "WWW-Authenticate") ?? [], attempts: 0)
        try await send(method, url, fields)
        return await answer()
    }

    /// Describes, sets up and plays; the answers.
    mutating func play(
        media: [Int] = [0, 1],
        transport: (Int) -> String = { "RTP/AVP/TCP;unicast;interleaved=\($0 * 2)-\($0 * 2 + 1)" }
    ) async throws -> [RTSPResponse?] {
        var answers = [try await ask(.describe)]
        for index in media {
            let answer = try await ask(.setup, "\(url)/trackID=\(index)", [("Transport", transport(index))])
            session = session ?? answer?.headers["Session"].map { String($0.prefix { $0 != ";" }) }
            answers.append(answer)
        }
        answers.append(try await ask(.play))
        return answers
    }

    /// The sequence numbers of the next so many packets on a channel.
    mutating func sequences(_ count: Int, channel: UInt8 = 0) async throws -> [UInt16] {
        var found: [UInt16] = []
        while found.count < count, let input = await next() {
            guard case .frame(channel, let packet) = input else { continue }
            found.append(try RTPHeader(packet.span).sequence)
        }
        return found
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let inputs: AsyncStream<Input>.Continuation
        private var framer = RTSPFramer()

        init(_ inputs: AsyncStream<Input>.Continuation) { self.inputs = inputs }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            let bytes = buffer.readableBytesUInt8Span
            while let input = try? framer.next(in: bytes) {
                switch input {
                case .message(.response(let answer)): inputs.yield(.answer(answer))
                case .interleaved(let frame):
                    let packet = Self.copy(framer.payload(of: frame, in: bytes))
                    inputs.yield(.frame(channel: frame.channel, packet: packet))
                case .message, .skipped: break
                }
            }
        }

        private static func copy(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.map { bytes[$0] } }

        func channelInactive(context: ChannelHandlerContext) { inputs.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
