import HTTPServing
import NIOCore
import Testing

extension LiveTests {
    /// Peers that break the rules of HTTP/2, or keep to them and send far too much.
    struct HTTP2FloodTests {
        private let both = TestHTTP2.endHeaders | TestHTTP2.endStream

        /// CVE-2023-44487.
        @Test func rapidResetsEndTheConnection() async throws {
            var limits = HTTPLimits()
            limits.streamResets = 100
            try await withHTTP2Listener(limits: limits) { port in
                try await TestHTTP2.open(port) { client in
                    var flood = ByteBuffer()
                    for index: UInt32 in 0..<2000 {
                        flood.writeImmutableBuffer(
                            TestHTTP2.encode(TestHTTP2.headers, flags: both, stream: 2 * index + 1, TestHTTP2.request())
                        )
                        flood.writeImmutableBuffer(
                            TestHTTP2.encode(
                                TestHTTP2.reset,
                                flags: 0,
                                stream: 2 * index + 1,
                                ByteBuffer(integer: UInt32(8))
                            )
                        )
                    }
                    try? await client.connection.send(flood)
                    let goodbye = try? await client.frame(TestHTTP2.goAway)
                    // ENHANCE_YOUR_CALM
                    if let goodbye { #expect(goodbye.payload.getInteger(at: 4, as: UInt32.self) == 11) }
                    _ = await client.connection.drain()
                }
            }
        }

        /// CVE-2024-27316 and its kin.
        @Test(arguments: [0, 1, 2])
        func headersWithoutEndEndTheConnection(_ kind: Int) async throws {
            try await withHTTP2Listener { port in
                try await TestHTTP2.open(port) { client in
                    let size = [0, 16_000, 1][kind]
                    try await client.send(TestHTTP2.headers, flags: 0, stream: 1, TestHTTP2.request())
                    let more = TestHTTP2.encode(
                        TestHTTP2.continuation,
                        flags: 0,
                        stream: 1,
                        size == 16_000
                            ? TestHTTP2.block([("x", String(repeating: "x", count: size))])
                            : ByteBuffer(repeating: 0, count: size)
                    )
                    for _ in 0..<2000 {
                        guard (try? await client.connection.send(more)) != nil else { break }
                    }
                    _ = await client.connection.drain()
                }
            }
        }

        @Test(arguments: 0..<7)
        func brokenRulesEndTheConnectionOrTheStream(_ kind: Int) async throws {
            try await withHTTP2Listener { port in
                try await TestHTTP2.open(port) { client in
                    switch kind {
                    // Header fields that are too many for the list, in one block.
                    case 0:
                        var fields = TestHTTP2.request()
                        for index in 0..<8 {
                            fields.writeImmutableBuffer(
                                TestHTTP2.block([("x\(index)", String(repeating: "a", count: 1900))])
                            )
                        }
                        for stream: UInt32 in [1, 3, 5, 7, 9] {
                            try await client.send(TestHTTP2.headers, flags: both, stream: stream, fields)
                        }
                        try await client.send(TestHTTP2.headers, flags: 0, stream: 11, fields)
                        for _ in 0..<6 { try? await client.send(TestHTTP2.continuation, flags: 0, stream: 11, fields) }
                    // A frame longer than was allowed.
                    case 1:
                        try await client.send(
                            TestHTTP2.data,
                            flags: 0,
                            stream: 1,
                            ByteBuffer(repeating: 0, count: 20_000)
                        )
                    // Data on a stream that was never opened, and a header block that cannot be read.
                    case 2:
                        try await client.send(TestHTTP2.data, flags: 0, stream: 1, ByteBuffer(repeating: 0, count: 10))
                    case 3:
                        try await client.send(
                            TestHTTP2.headers,
                            flags: both,
                            stream: 1,
                            ByteBuffer(repeating: 0xFF, count: 99)
                        )
                    // Floods of settings, pings and empty data.
                    case 4: try? await client.connection.send(flood(TestHTTP2.settings, ByteBuffer(), stream: 0))
                    case 5:
                        try? await client.connection.send(
                            flood(TestHTTP2.ping, ByteBuffer(repeating: 1, count: 8), stream: 0)
                        )
                    default:
                        try await client.send(
                            TestHTTP2.headers,
                            flags: TestHTTP2.endHeaders,
                            stream: 1,
                            TestHTTP2.request("POST", "/size")
                        )
                        try? await client.connection.send(flood(TestHTTP2.data, ByteBuffer(), stream: 1))
                    }
                    _ = try await client.frame(TestHTTP2.goAway)
                    #expect(await client.connection.drain() < 1 << 20)
                }
            }
        }

        private func flood(_ type: UInt8, _ payload: ByteBuffer, stream: UInt32) -> ByteBuffer {
            var flood = ByteBuffer()
            for _ in 0..<20_000 {
                flood.writeImmutableBuffer(TestHTTP2.encode(type, flags: 0, stream: stream, payload))
            }
            return flood
        }
    }
}
