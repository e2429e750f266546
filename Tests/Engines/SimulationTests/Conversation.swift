import NIOCore
import NIOPosix
import RTP
import RTSP

/// A client that says just what it is told to say, and shows all that comes.
struct Conversation {
    enum Input: Sendable {
        case answer(RTSPResponse)
        case frame(channel: UInt8, packet: [UInt8])
    }

    private let channel: any Channel
    private let url: String
    private var inputs: AsyncStream<Input>.Iterator
    private var number = 0
    private(set) var session: String?

    static func open(port: Int, path: String = "/main") async throws -> Conversation {
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let url = "rtsp://127.0.0.1:\(port)\(path)"
        return Conversation(channel: channel, url: url, inputs: inputs.makeAsyncIterator())
    }

    private init(channel: any Channel, url: String, inputs: AsyncStream<Input>.Iterator) {
        self.channel = channel
        self.url = url
        self.inputs = inputs
    }

    func close() async throws { try await channel.close() }

    /// Of what comes; nil when the connection is closed.
    mutating func next() async -> Input? { await inputs.next() }

    mutating func send(_ method: RTSPMethod, _ url: String? = nil, _ fields: [(String, String)] = []) async throws {
        number += 1
        let own = [("CSeq", "\(number)")] + (session.map { [("Session", $0)] } ?? [])
        let request = RTSPRequest(method, url: url ?? self.url, headers: RTSPHeaders(own + fields))
        try await channel.writeAndFlush(ByteBuffer(bytes: request.serialized()))
    }

    /// Sends a request and waits for an answer, whatever its number; frames before it are dropped.
    mutating func ask(
        _ method: RTSPMethod,
        _ url: String? = nil,
        _ fields: [(String, String)] = []
    ) async throws -> RTSPResponse? {
        try await send(method, url, fields)
        while let input = await next() {
            if case .answer(let answer) = input { return answer }
        }
        return nil
    }

    /// Describes, sets up and plays; the answers.
    mutating func play(
        media: [Int] = [0],
        transport: (Int) -> String = { "RTP/AVP/TCP;unicast;interleaved=\($0 * 2)-\($0 * 2 + 1)" }
    ) async throws -> [RTSPResponse?] {
        var answers = [try await ask(.describe)]
        for index in media {
            let answer = try await ask(.setup, "\(url)/trackID=\(index)", [("Transport", transport(index))])
            let named = answer?.headers["Session"].map { String($0.prefix { $0 != ";" }) }
            session = session ?? named
            answers.append(answer)
        }
        answers.append(try await ask(.play))
        return answers
    }

    /// How many frames come until the connection is closed.
    mutating func countFrames() async -> Int {
        var count = 0
        while let input = await next() {
            if case .frame = input { count += 1 }
        }
        return count
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
    }
}
