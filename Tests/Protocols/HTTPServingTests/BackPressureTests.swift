import HTTPServing
import Hummingbird
import NIOCore
import Synchronization
import Testing

extension LiveTests {
    /// A client that reads nothing must not make the server read and keep everything there is to send.
    struct BackPressureTests {
        private final class Counter: Sendable {
            let value = Atomic(0)
        }

        private struct Endless: ByteSource {
            let reads: Counter
            let length: Int64 = 1 << 40

            func read(offset: Int64, count: Int) async throws -> ByteBuffer {
                reads.value.add(1, ordering: .relaxed)
                return ByteBuffer(repeating: 0, count: count)
            }
        }

        /// The count once it has begun and has stood still for a while, on a machine as slow as it may be.
        private func settled(_ counter: Counter) async throws -> Int {
            var last = 0
            while true {
                try await Task.sleep(for: .milliseconds(300))
                let count = counter.value.load(ordering: .relaxed)
                if count > 0, count == last { return count }
                // What grows without end is not held back at all.
                guard count < 10_000 else { return count }
                last = count
            }
        }

        @Test func aWebSocketWaits() async throws {
            let sent = Counter()
            var routes = HTTPRoutes()
            routes.webSocket("/flood") { _, _ in
                .accept { socket in
                    let piece = ByteBuffer(repeating: 7, count: 65536)
                    while true {
                        try await socket.send(binary: piece)
                        sent.value.add(1, ordering: .relaxed)
                    }
                }
            }
            let (_, stop) = try await withListener(routes) { port in
                try await TestWebSocket.open(port, "/flood") { socket, answer in
                    #expect(answer.status == 101)
                    let count = try await settled(sent)
                    #expect(count < 100, "\(count) messages of 64 KiB")
                    let first = try await socket.frame()
                    #expect(first.data.readableBytes == 65536)
                }
            }
            #expect(stop < longStop)
        }

        @Test func aByteSourceWaits() async throws {
            let reads = Counter()
            let routes = HTTPRoutes()
            routes.router.get("/large") { request, _ in
                ByteSourceResponse(Endless(reads: reads), contentType: "video/mp4").response(to: request)
            }
            try await withListener(routes) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/large")
                    #expect(try await connection.head().status == 200)
                    let count = try await settled(reads)
                    #expect(count < 60, "\(count) pieces of 256 KiB")
                }
            }
        }
    }
}
