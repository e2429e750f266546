import NIOCore

/// A client of HTTP/2 that sends raw frames, and can also break the rules.
struct TestHTTP2 {
    struct Frame {
        var type: UInt8
        var flags: UInt8
        var stream: UInt32
        var payload: ByteBuffer
    }

    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9

    static let endStream: UInt8 = 1
    static let endHeaders: UInt8 = 4

    var connection: TestConnection

    static func open<Result: Sendable>(
        _ port: Int,
        from: String? = nil,
        _ body: (inout TestHTTP2) async throws -> Result
    ) async throws -> Result {
        try await TestConnection.open(port, from: from, tls: ["h2"]) { connection in
            try await connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            var client = TestHTTP2(connection: connection)
            try await client.send(settings, flags: 0, stream: 0, ByteBuffer())
            return try await body(&client)
        }
    }

    static func encode(_ type: UInt8, flags: UInt8, stream: UInt32, _ payload: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(UInt8(payload.readableBytes >> 16))
        frame.writeInteger(UInt16(payload.readableBytes & 0xFFFF))
        frame.writeInteger(type)
        frame.writeInteger(flags)
        frame.writeInteger(stream)
        frame.writeImmutableBuffer(payload)
        return frame
    }

    func send(_ type: UInt8, flags: UInt8, stream: UInt32, _ payload: ByteBuffer) async throws {
        try await connection.send(Self.encode(type, flags: flags, stream: stream, payload))
    }

    /// Header fields, each as a literal that is not indexed (RFC 7541 §6.2.2).
    static func block(_ fields: [(String, String)]) -> ByteBuffer {
        var block = ByteBuffer()
        for (name, value) in fields {
            block.writeInteger(UInt8(0))
            for text in [name, value] {
                // Lengths from 127 on go on in seven bits a byte.
                var rest = text.utf8.count
                if rest < 127 {
                    block.writeInteger(UInt8(rest))
                } else {
                    block.writeInteger(UInt8(127))
                    rest -= 127
                    while rest >= 128 {
                        block.writeInteger(UInt8(rest & 0x7F | 0x80))
                        rest >>= 7
                    }
                    block.writeInteger(UInt8(rest))
                }
                block.writeString(text)
            }
        }
        return block
    }

    static func request(
        _ method: String = "GET",
        _ path: String = "/hello",
        _ more: [(String, String)] = []
    ) -> ByteBuffer {
        block([(":method", method), (":scheme", "https"), (":authority", "127.0.0.1"), (":path", path)] + more)
    }

    mutating func frame() async throws -> Frame {
        var head = try await connection.bytes(9)
        let high: UInt8 = head.readInteger() ?? 0
        let low: UInt16 = head.readInteger() ?? 0
        let (type, flags): (UInt8, UInt8) = (head.readInteger() ?? 0, head.readInteger() ?? 0)
        let stream: UInt32 = head.readInteger() ?? 0
        let payload = try await connection.bytes(Int(high) << 16 | Int(low))
        return Frame(type: type, flags: flags, stream: stream, payload: payload)
    }

    /// The next frame of this type; what comes before it is dropped.
    mutating func frame(_ type: UInt8) async throws -> Frame {
        while true {
            let frame = try await frame()
            if frame.type == type { return frame }
        }
    }
}
