import HTTPServing
import NIOCore
import NIOPosix
import NIOSSL

/// A plain client socket that sends what it is told, byte for byte.
struct TestConnection {
    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: ByteBuffer

        var text: String { String(buffer: body) }

        subscript(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    }

    struct Closed: Error {}

    let channel: any Channel
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private(set) var buffer = ByteBuffer()

    /// - Parameters:
    ///   - from: the address of this side; Linux has all of 127.0.0.0/8.
    ///   - tls: the protocols that are offered over TLS; nil speaks in the clear.
    static func open<Result: Sendable>(
        _ port: Int,
        from: String? = nil,
        tls: [String]? = nil,
        _ body: (inout TestConnection) async throws -> Result
    ) async throws -> Result {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let from { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: from, port: 0)) }
        let security = try tls.map(security)
        let channel =
            try await bootstrap
            // Small, so that back-pressure reaches the server.
            .channelOption(.socketOption(.so_rcvbuf), value: 64 * 1024)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: security, serverHostname: nil)
                        )
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = TestConnection(
                channel: channel.channel,
                inbound: inbound.makeAsyncIterator(),
                outbound: outbound
            )
            return try await body(&connection)
        }
    }

    /// Believes every certificate.
    private static func security(_ protocols: [String]) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = protocols
        return try NIOSSLContext(configuration: configuration)
    }

    /// One request on a connection of its own.
    static func request(
        _ port: Int,
        _ method: String,
        _ target: String,
        headers: [String] = [],
        body: String? = nil,
        from: String? = nil,
        tls: [String]? = nil
    ) async throws -> Answer {
        try await open(port, from: from, tls: tls) { connection in
            try await connection.send(method, target, headers: headers, body: body)
            return try await connection.answer(to: method)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    func send(_ method: String, _ target: String, headers: [String] = [], body: String? = nil) async throws {
        var lines = ["\(method) \(target) HTTP/1.1"] + headers
        if !headers.contains(where: { $0.lowercased().hasPrefix("host:") }) { lines.append("Host: 127.0.0.1") }
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// Reads until there are `count` bytes.
    mutating func bytes(_ count: Int) async throws -> ByteBuffer {
        while buffer.readableBytes < count { try await receive() }
        return buffer.readSlice(length: count) ?? ByteBuffer()
    }

    /// Whether the other side closes without sending anything more.
    mutating func isClosed() async -> Bool {
        guard buffer.readableBytes == 0 else { return false }
        return (try? await receive()) == nil
    }

    /// Reads and drops everything until the other side closes.
    mutating func drain() async -> Int {
        var count = buffer.readableBytes
        buffer.clear()
        while (try? await receive()) != nil {
            count += buffer.readableBytes
            buffer.clear()
        }
        return count
    }

    mutating func answer(to method: String = "GET") async throws -> Answer {
        var answer = try await head()
        if method == "HEAD" || answer.status == 304 || answer.status == 101 { return answer }
        if let length = answer["content-length"].flatMap({ Int($0) }) {
            answer.body = try await bytes(length)
        } else if answer["transfer-encoding"] == "chunked" {
            while true {
                let size = Int(try await line(), radix: 16) ?? 0
                answer.body.writeImmutableBuffer(try await bytes(size))
                _ = try await line()
                if size == 0 { break }
            }
        }
        return answer
    }

    mutating func head() async throws -> Answer {
        let status = try await line().split(separator: " ")
        var answer = Answer(status: status.count > 1 ? Int(status[1]) ?? 0 : 0, headers: [], body: ByteBuffer())
        while true {
            let line = try await line()
            if line.isEmpty { return answer }
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers.append((String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""))
        }
    }

    private mutating func line() async throws -> String {
        while true {
            let view = buffer.readableBytesView
            if let end = view.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer.readString(length: end - view.startIndex + 1) ?? ""
                return String(line.dropLast(line.hasSuffix("\r\n") ? 1 : 1).filter { $0 != "\r\n" && $0 != "\r" })
            }
            try await receive()
        }
    }

    private mutating func receive() async throws {
        guard var more = try await inbound.next() else { throw Closed() }
        if buffer.readableBytes == 0 { buffer = more } else { buffer.writeBuffer(&more) }
    }
}
