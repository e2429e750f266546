import HTTPServing
import Hummingbird
import NIOCore
import Synchronization
import Testing

extension LiveTests {
    /// A body without an end whose pieces come on the event loop of its connection.
    struct StreamedBodyTests {
        private final class OnLoop: TaskExecutor {
            private let loop: any EventLoop

            init(_ loop: any EventLoop) { self.loop = loop }

            func enqueue(_ job: consuming ExecutorJob) {
                let job = UnownedJob(job)
                loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
            }
        }

        private final class Places: Sendable {
            let here = Atomic(0)
            let elsewhere = Atomic(0)

            func note(_ isHere: Bool) {
                if isHere { here.add(1, ordering: .relaxed) } else { elsewhere.add(1, ordering: .relaxed) }
            }
        }

        private static let pieces = 50

        /// - Returns: how often the one who makes the pieces was on the loop, and how often elsewhere.
        private func places(isOnLoop: Bool) async throws -> (here: Int, elsewhere: Int) {
            let places = Places()
            let routes = HTTPRoutes()
            routes.router.get("/pieces") { request, context in
                let loop = try #require(context.eventLoop)
                return Response.stream(
                    to: request,
                    contentType: "text/plain",
                    on: isOnLoop ? OnLoop(loop) : nil
                ) { writer in
                    for number in 0..<Self.pieces {
                        try await writer.write(ByteBuffer(string: "\(number),"))
                        places.note(loop.inEventLoop)
                    }
                }
            }
            try await withListener(routes) { port in
                let answer = try await TestConnection.request(port, "GET", "/pieces")
                #expect(answer.status == 200)
                #expect(answer.text == (0..<Self.pieces).map { "\($0)," }.joined())
            }
            return (places.here.load(ordering: .relaxed), places.elsewhere.load(ordering: .relaxed))
        }

        @Test func whereItIsWantedThePiecesCrossNoThread() async throws {
            let (here, elsewhere) = try await places(isOnLoop: true)
            #expect(here == Self.pieces && elsewhere == 0)
        }

        @Test func elseTheyComeFromAnywhere() async throws {
            let (here, elsewhere) = try await places(isOnLoop: false)
            #expect(here == 0 && elsewhere == Self.pieces)
        }

        /// What waits for a client that takes nothing is bounded there too.
        @Test func aClientThatReadsNothingHoldsItUp() async throws {
            let written = Places()
            let routes = HTTPRoutes()
            routes.router.get("/flood") { request, context in
                let loop = try #require(context.eventLoop)
                return Response.stream(to: request, contentType: "text/plain", on: OnLoop(loop)) { writer in
                    let piece = ByteBuffer(repeating: 7, count: 65536)
                    while written.here.load(ordering: .relaxed) < 10_000 {
                        try await writer.write(piece)
                        written.note(true)
                    }
                }
            }
            try await withListener(routes) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/flood")
                    #expect(try await connection.head().status == 200)
                    var last = -1
                    while true {
                        // Until it has stood still for a while, on a machine as slow as it may be.
                        try await Task.sleep(for: .milliseconds(300))
                        let count = written.here.load(ordering: .relaxed)
                        if count > 0, count == last || count >= 10_000 { break }
                        last = count
                    }
                    #expect(last < 200, "\(last) pieces of 64 KiB")
                }
            }
        }
    }
}
