import HTTPServing
import Hummingbird
import NIOCore
import Synchronization
import Testing

extension LiveTests {
    struct HTTP2Tests {
        private let both = TestHTTP2.endHeaders | TestHTTP2.endStream

        @Test func requestsInParallel() async throws {
            try await withHTTP2Listener { port in
                try await TestHTTP2.open(port) { client in
                    for stream: UInt32 in [1, 3, 5] {
                        try await client.send(TestHTTP2.headers, flags: both, stream: stream, TestHTTP2.request())
                    }
                    var bodies: [UInt32: String] = [:]
                    while bodies.count < 3 {
                        let frame = try await client.frame(TestHTTP2.data)
                        if frame.payload.readableBytes > 0 { bodies[frame.stream] = String(buffer: frame.payload) }
                    }
                    #expect(bodies == [1: "hello true", 3: "hello true", 5: "hello true"])
                    try await client.send(
                        TestHTTP2.headers,
                        flags: TestHTTP2.endHeaders,
                        stream: 7,
                        TestHTTP2.request("POST", "/size")
                    )
                    for flags in [0, TestHTTP2.endStream] {
                        try await client.send(
                            TestHTTP2.data,
                            flags: flags,
                            stream: 7,
                            ByteBuffer(repeating: 1, count: 700)
                        )
                    }
                    // What is left of the others are empty frames that end them.
                    var answer = try await client.frame(TestHTTP2.data)
                    while answer.stream != 7 { answer = try await client.frame(TestHTTP2.data) }
                    #expect(String(buffer: answer.payload) == "1400")
                }
            }
        }

        @Test func anEndlessBodyComesAsItIsMade() async throws {
            let (_, stop) = try await withHTTP2Listener { port in
                try await TestHTTP2.open(port) { client in
                    try await client.send(
                        TestHTTP2.headers,
                        flags: both,
                        stream: 1,
                        TestHTTP2.request("GET", "/events")
                    )
                    for _ in 0..<5 {
                        #expect(String(buffer: try await client.frame(TestHTTP2.data).payload) == "data: hello\n\n")
                    }
                }
            }
            #expect(stop < longStop)
        }

        @Test func aStreamThatIsNotReadWaits() async throws {
            let reads = Reads()
            try await withHTTP2Listener(reads: reads) { port in
                try await TestHTTP2.open(port) { client in
                    try await client.send(TestHTTP2.headers, flags: both, stream: 1, TestHTTP2.request("GET", "/large"))
                    // The window of the stream holds 65535 bytes; nothing gives more.
                    var received = 0
                    while received < 65_535 { received += try await client.frame(TestHTTP2.data).payload.readableBytes }
                    try await client.send(TestHTTP2.headers, flags: both, stream: 3, TestHTTP2.request())
                    #expect(reads.value.load(ordering: .relaxed) < 8)
                    // The connection's window is used up as well: a ping shows that the connection lives.
                    try await client.send(TestHTTP2.ping, flags: 0, stream: 0, ByteBuffer(repeating: 7, count: 8))
                    #expect(try await client.frame(TestHTTP2.ping).flags == 1)
                }
            }
        }

        @Test func aStreamThatIsNeverReadIsCut() async throws {
            var limits = HTTPLimits()
            limits.stalledPeer = .seconds(1)
            try await withHTTP2Listener(limits: limits) { port in
                try await TestHTTP2.open(port) { client in
                    try await client.send(TestHTTP2.headers, flags: both, stream: 1, TestHTTP2.request("GET", "/large"))
                    #expect(try await client.frame(TestHTTP2.reset).stream == 1)
                }
            }
        }

        @Test func fieldsThatBelongToHTTP1AreRefused() async throws {
            try await withHTTP2Listener { port in
                for field in [
                    ("connection", "close"), ("transfer-encoding", "chunked"), ("Upper", "x"), ("x", "a\r\nb: c"),
                ] {
                    try await TestHTTP2.open(port) { client in
                        try await client.send(
                            TestHTTP2.headers,
                            flags: both,
                            stream: 1,
                            TestHTTP2.request("GET", "/hello", [field])
                        )
                        while true {
                            let frame = try await client.frame()
                            if [TestHTTP2.reset, TestHTTP2.goAway].contains(frame.type) { break }
                            // A status of the table: 200 would be 0x88.
                            if frame.type == TestHTTP2.headers {
                                #expect(frame.payload.getInteger(at: 0, as: UInt8.self) != 0x88, "\(field)")
                                break
                            }
                        }
                    }
                }
            }
        }

        @Test func aDifferentHostIsRefused() async throws {
            try await withHTTP2Listener { port in
                for (host, status) in [("127.0.0.1", UInt8(0x88)), ("evil.example", 0x8C)] {
                    try await TestHTTP2.open(port) { client in
                        try await client.send(
                            TestHTTP2.headers,
                            flags: both,
                            stream: 1,
                            TestHTTP2.request("GET", "/hello", [("host", host)])
                        )
                        #expect(try await client.frame(TestHTTP2.headers).payload.getInteger(at: 0) == status)
                    }
                }
            }
        }

        @Test func aBodyThatNobodyWantsIsStopped() async throws {
            try await withHTTP2Listener { port in
                try await TestHTTP2.open(port) { client in
                    try await client.send(
                        TestHTTP2.headers,
                        flags: TestHTTP2.endHeaders,
                        stream: 1,
                        TestHTTP2.request("POST", "/nothing")
                    )
                    try await client.send(TestHTTP2.data, flags: 0, stream: 1, ByteBuffer(repeating: 0, count: 1000))
                    // 404 from the table of fields.
                    #expect(try await client.frame(TestHTTP2.headers).payload.getInteger(at: 0, as: UInt8.self) == 0x8D)
                    let reset = try await client.frame(TestHTTP2.reset)
                    #expect(reset.payload.getInteger(at: 0, as: UInt32.self) == 0, "no error: the answer counts")
                }
            }
        }

        @Test func anIdleConnectionIsClosedAndAStopIsTold() async throws {
            var limits = HTTPLimits()
            limits.idle = .seconds(1)
            try await withHTTP2Listener(limits: limits) { port in
                try await TestHTTP2.open(port) { client in
                    _ = try await client.frame(TestHTTP2.goAway)
                    _ = await client.connection.drain()
                }
            }
            let (told, tell) = AsyncStream<Void>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (_, stop) = try await withHTTP2Listener { port in
                    group.addTask {
                        try await TestHTTP2.open(port) { client in
                            try await client.send(TestHTTP2.headers, flags: both, stream: 1, TestHTTP2.request())
                            _ = try await client.frame(TestHTTP2.data)
                            tell.yield()
                            _ = try await client.frame(TestHTTP2.goAway)
                            _ = await client.connection.drain()
                        }
                    }
                    for await _ in told { break }
                }
                #expect(stop < longStop)
                try await group.waitForAll()
            }
        }
    }
}
