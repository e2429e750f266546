import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

extension LiveTests {
    /// The whole program has to be gone two seconds after it was asked to stop; here a busy machine is allowed two more.
    struct GracefulStopTests {
        private struct Endless: ByteSource {
            let length: Int64 = 1 << 40

            func read(offset: Int64, count: Int) async throws -> ByteBuffer { ByteBuffer(repeating: 0, count: count) }
        }

        private var routes: HTTPRoutes {
            var routes = HTTPRoutes()
            routes.router.get("/hello") { _, _ in "hello" }
            routes.router.get("/large") { request, _ in
                ByteSourceResponse(Endless(), contentType: "video/mp4").response(to: request)
            }
            routes.router.get("/events") { request, _ in
                Response.stream(to: request, contentType: "text/event-stream") { writer in
                    try await writer.write(ByteBuffer(string: "data: hello\n\n"))
                    let (never, keep) = AsyncStream<Void>.makeStream()
                    for await _ in never {}
                    keep.finish()
                }
            }
            routes.router.get("/stuck") { _, _ in
                let (never, keep) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                keep.finish()
                return "stuck"
            }
            routes.webSocket("/silent") { _, _ in
                .accept { socket in
                    for await _ in socket.messages {}
                }
            }
            return routes
        }

        /// Longer than a stop takes where nothing has to be cut, so that it shows.
        private static let drain = longStop

        /// Runs `body`, which leaves its connections open, and measures the stop that `body` then waits for.
        private func stop(
            drain: Duration = drain,
            _ body: @escaping @Sendable (Int, AsyncStream<Void>.Continuation) async throws -> Void,
            whenStopped: () -> Void = {}
        ) async throws -> Duration {
            let (ready, isReady) = AsyncStream<Void>.makeStream()
            var limits = HTTPLimits()
            limits.drain = drain
            return try await withThrowingTaskGroup(of: Void.self) { group in
                let (_, stop) = try await withListener(routes, limits: limits) { port in
                    group.addTask { try await body(port, isReady) }
                    for await _ in ready { break }
                }
                whenStopped()
                try await group.waitForAll()
                return stop
            }
        }

        @Test func withNothingOpen() async throws {
            #expect(try await stop { $1.yield() } < Self.drain)
        }

        @Test func withAnIdleConnection() async throws {
            let duration = try await stop { port, ready in
                try await TestConnection.open(port) { idle in
                    try await idle.send("GET", "/hello")
                    #expect(try await idle.answer().status == 200)
                    try await TestConnection.open(port) { fresh in
                        ready.yield()
                        #expect(await idle.isClosed())
                        #expect(await fresh.isClosed())
                    }
                }
            }
            #expect(duration < Self.drain)
        }

        @Test func withAnOpenWebSocket() async throws {
            let duration = try await stop { port, ready in
                try await TestWebSocket.open(port, "/silent") { socket, answer in
                    #expect(answer.status == 101)
                    ready.yield()
                    let frame = try await socket.frame()
                    #expect(frame.opcode == TestWebSocket.close && frame.code == 1001)
                    // It is not answered: the server must not wait for long.
                    #expect(await socket.connection.isClosed())
                }
            }
            #expect(duration < longStop)
        }

        @Test func withASlowReader() async throws {
            let duration = try await stop(drain: HTTPLimits().drain) { port, ready in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/large")
                    #expect(try await connection.head().status == 200)
                    ready.yield()
                    _ = await connection.drain()
                }
            }
            #expect(duration < longStop)
        }

        @Test func withAReaderThatReadsNothing() async throws {
            let (finished, finish) = AsyncStream<Void>.makeStream()
            let duration = try await stop(drain: HTTPLimits().drain) { port, ready in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/large")
                    #expect(try await connection.head().status == 200)
                    ready.yield()
                    // The connection stays open and unread until the listener has stopped.
                    for await _ in finished { break }
                }
            } whenStopped: {
                finish.yield()
            }
            #expect(duration < longStop)
        }

        @Test func withAnEndlessBody() async throws {
            let duration = try await stop { port, ready in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/events")
                    let head = try await connection.head()
                    #expect(head.status == 200)
                    #expect(head["content-type"] == "text/event-stream")
                    #expect(String(buffer: try await connection.bytes(18)) == "d\r\ndata: hello\n\n\r\n")
                    ready.yield()
                    #expect(String(buffer: try await connection.bytes(5)) == "0\r\n\r\n", "it ends in order")
                    #expect(await connection.isClosed())
                }
            }
            #expect(duration < Self.drain)
        }

        @Test func withAHandlerThatWaits() async throws {
            let duration = try await stop(drain: HTTPLimits().drain) { port, ready in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/stuck")
                    try await TestConnection.open(port) { other in
                        try await other.send("GET", "/hello")
                        #expect(try await other.answer().status == 200)
                    }
                    ready.yield()
                    _ = await connection.drain()
                }
            }
            #expect(duration < longStop)
        }

        @Test func anEndlessBodyEndsWhenTheClientGoes() async throws {
            let (ended, end) = AsyncStream<Bool>.makeStream()
            let routes = HTTPRoutes()
            routes.router.get("/events") { request, _ in
                Response.stream(to: request, contentType: "text/event-stream") { writer in
                    try await writer.write(ByteBuffer(string: "data: hello\n\n"))
                    let (never, keep) = AsyncStream<Void>.makeStream()
                    for await _ in never {}
                    keep.finish()
                    end.yield(Task.isCancelled)
                }
            }
            try await withListener(routes) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/events")
                    #expect(try await connection.head().status == 200)
                    _ = try await connection.bytes(18)
                }
                #expect(await ended.first { _ in true } == true)
            }
        }
    }
}
