import NIOCore

/// A WebSocket client of raw frames, which can also break the rules.
struct TestWebSocket {
    struct Frame: Equatable {
        var opcode: UInt8
        var data: ByteBuffer
        var isFinal = true

        var text: String { String(buffer: data) }

        /// The code of a close frame.
        var code: UInt16? { data.getInteger(at: data.readerIndex) }
    }

    static let text: UInt8 = 1
    static let binary: UInt8 = 2
    static let close: UInt8 = 8
    static let ping: UInt8 = 9
    static let pong: UInt8 = 10

    static let handshake = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    var connection: TestConnection

    static func open<Result: Sendable>(
        _ port: Int,
        _ target: String,
        headers: [String] = [],
        tls: [String]? = nil,
        _ body: (inout TestWebSocket, TestConnection.Answer) async throws -> Result
    ) async throws -> Result {
        try await TestConnection.open(port, tls: tls) { connection in
            try await connection.send("GET", target, headers: handshake + headers)
            let answer = try await connection.head()
            var socket = TestWebSocket(connection: connection)
            return try await body(&socket, answer)
        }
    }

    func send(_ opcode: UInt8, _ data: ByteBuffer, isFinal: Bool = true, isMasked: Bool = true) async throws {
        try await connection.send(Self.encode(opcode, data, isFinal: isFinal, isMasked: isMasked))
    }

    func send(_ text: String) async throws { try await send(Self.text, ByteBuffer(string: text)) }

    func sendClose(_ code: UInt16) async throws { try await send(Self.close, ByteBuffer(integer: code)) }

    static func encode(_ opcode: UInt8, _ data: ByteBuffer, isFinal: Bool = true, isMasked: Bool = true) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger((isFinal ? 0x80 : 0) | opcode)
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch data.readableBytes {
        case ...125: frame.writeInteger(mask | UInt8(data.readableBytes))
        case ...65535:
            frame.writeInteger(mask | 126)
            frame.writeInteger(UInt16(data.readableBytes))
        default:
            frame.writeInteger(mask | 127)
            frame.writeInteger(UInt64(data.readableBytes))
        }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        guard isMasked else {
            frame.writeImmutableBuffer(data)
            return frame
        }
        frame.writeBytes(key)
        frame.writeBytes(data.readableBytesView.enumerated().map { $1 ^ key[$0 % 4] })
        return frame
    }

    mutating func frame() async throws -> Frame {
        var start = try await connection.bytes(2)
        let first: UInt8 = start.readInteger() ?? 0
        let second: UInt8 = start.readInteger() ?? 0
        var length = Int(second & 0x7F)
        if length == 126 {
            var more = try await connection.bytes(2)
            length = Int(more.readInteger(as: UInt16.self) ?? 0)
        } else if length == 127 {
            var more = try await connection.bytes(8)
            length = Int(more.readInteger(as: UInt64.self) ?? 0)
        }
        let data = try await connection.bytes(length)
        return Frame(opcode: first & 0x0F, data: data, isFinal: first & 0x80 != 0)
    }
}
