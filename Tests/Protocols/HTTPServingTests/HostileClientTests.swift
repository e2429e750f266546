import Foundation
import HTTPServing
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization
import Testing

extension LiveTests {
    /// Clients that are slow, greedy or lie. Each costs itself only: an honest client is served meanwhile.
    struct HostileClientTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private final class Flag: Sendable {
            let isSet = Atomic(false)
        }

        private var routes: HTTPRoutes {
            let routes = HTTPRoutes()
            routes.router.get("/hello") { _, _ in "hello" }
            routes.router.post("/size") { request, _ in "\(try await request.bytes(limit: 1 << 20).readableBytes)" }
            routes.router.get("/large") { request, _ in
                ByteSourceResponse(EndlessSource(), contentType: "video/mp4").response(to: request)
            }
            return routes
        }

        private var hurried: HTTPLimits {
            var limits = HTTPLimits()
            limits.firstHead = .seconds(1)
            limits.idle = .seconds(1)
            limits.bodyGrace = .milliseconds(500)
            limits.bodyRate = 10_000
            limits.stalledPeer = .seconds(1)
            return limits
        }

        /// Serves an honest client again and again while `body` runs.
        private func serve(
            limits: HTTPLimits = HTTPLimits(),
            tls: Bool = false,
            _ body: @escaping @Sendable (Int) async throws -> Void
        ) async throws {
            func configure(_ configuration: inout HTTPListenerConfiguration) {
                guard tls else { return }
                configuration.tls = ListenerTLS(
                    .selfSigned(folder: folder.path, name: "native", hostNames: ["localhost"])
                )
            }
            try await withListener(routes, limits: limits, configure: configure) { port in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let done = Flag()
                    group.addTask {
                        defer { done.isSet.store(true, ordering: .releasing) }
                        try await body(port)
                    }
                    group.addTask {
                        var served = 0
                        var longest = Duration.zero
                        let began = ContinuousClock.now
                        while !done.isSet.load(ordering: .acquiring) || served == 0 {
                            let start = ContinuousClock.now
                            let answer = try await TestConnection.request(
                                port,
                                "GET",
                                "/hello",
                                tls: tls ? ["http/1.1"] : nil
                            )
                            longest = max(longest, ContinuousClock.now - start)
                            #expect(answer.text == "hello")
                            served += 1
                            try await Task.sleep(for: .milliseconds(20))
                        }
                        // A client that had to wait for the others to be done would have waited most of the time.
                        #expect(longest < max(.seconds(5), (ContinuousClock.now - began) / 2))
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test(arguments: [false, true])
        func slowHeads(_ tls: Bool) async throws {
            try await serve(limits: hurried, tls: tls) { port in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<20 {
                        group.addTask {
                            try await TestConnection.open(port, tls: tls ? ["http/1.1"] : nil) { connection in
                                try await connection.send("GET /hello HTTP/1.1\r\n")
                                var count = 0
                                while connection.channel.isActive, count < 200 {
                                    try? await connection.send("X-\(count): a\r\n")
                                    count += 1
                                    try await Task.sleep(for: .milliseconds(100))
                                }
                                #expect(await connection.isClosed())
                                #expect(count < 200, "it was cut in the middle")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test(arguments: [false, true])
        func slowBodies(_ tls: Bool) async throws {
            try await serve(limits: hurried, tls: tls) { port in
                try await TestConnection.open(port, tls: tls ? ["http/1.1"] : nil) { connection in
                    try await connection.send("POST", "/size", headers: ["Content-Length: 100000"])
                    var count = 0
                    // Ten bytes in 50 ms: never silent, and never done.
                    while connection.channel.isActive, count < 200, connection.buffer.readableBytes == 0 {
                        try? await connection.send("0123456789")
                        count += 1
                        try await Task.sleep(for: .milliseconds(50))
                        if count == 20 { break }
                    }
                    let answer = try await connection.answer()
                    #expect(answer.status == 408)
                    #expect(answer["connection"] == "close")
                    #expect(await connection.isClosed())
                }
                // One that is fast enough may take longer than the grace.
                try await TestConnection.open(port, tls: tls ? ["http/1.1"] : nil) { connection in
                    try await connection.send("POST", "/size", headers: ["Content-Length: 100000"])
                    for _ in 0..<10 {
                        try await connection.send(ByteBuffer(repeating: 0, count: 10_000))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    #expect(try await connection.answer().text == "100000")
                }
            }
        }

        @Test(arguments: [false, true])
        func slowReaders(_ tls: Bool) async throws {
            try await serve(limits: hurried, tls: tls) { port in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<10 {
                        group.addTask {
                            try await TestConnection.open(port, tls: tls ? ["http/1.1"] : nil) { connection in
                                try await connection.send("GET", "/large")
                                #expect(try await connection.head().status == 200)
                                // It reads nothing until the server has given up.
                                try await Task.sleep(for: .seconds(3))
                                let count = await connection.drain()
                                #expect(count < 64 << 20, "\(count) bytes")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test func idleConnectionsOfOneAddressTakeOnlyItsOwnRoom() async throws {
            var limits = HTTPLimits()
            limits.connections = 100
            limits.connectionsPerAddress = 10
            try await serve(limits: limits) { port in
                let idle = try await Self.openIdle(300, port) { _ in "127.0.0.2" }
                // Each newer one took the place of an older one.
                var open = idle.count { $0.isActive }
                while open > 10 {
                    try await Task.sleep(for: .milliseconds(10))
                    open = idle.count { $0.isActive }
                }
                #expect(open > 0)
                for channel in idle { try? await channel.close() }
            }
        }

        /// Ten thousand, or as many as the system lets one process open.
        @Test func tenThousandIdleConnections() async throws {
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = min(limit.rlim_max, 22_000)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            // Both ends are this process's.
            let count = min(10_000, (Int(limit.rlim_cur) - 1000) / 2)
            print("\(count) idle connections were opened against the listener (\(limit.rlim_cur) files may be open)")
            var limits = HTTPLimits()
            limits.connections = 500
            try await serve(limits: limits) { port in
                // 200 addresses, so that it is the bound of all that holds.
                let idle = try await Self.openIdle(count, port) { "127.0.1.\($0 % 200 + 1)" }
                #expect(idle.count == count)
                for _ in 0..<10 {
                    #expect(try await TestConnection.request(port, "GET", "/hello").text == "hello")
                }
                #expect(idle.count { $0.isActive } <= 500 + 20)
                for channel in idle { try? await channel.close() }
            }
        }

        private static func openIdle(_ count: Int, _ port: Int, from: (Int) -> String) async throws -> [any Channel] {
            var channels: [any Channel] = []
            // One after another would take half a minute, and be no harder for the listener.
            for start in stride(from: 0, to: count, by: 50) {
                let connecting = try (start..<min(start + 50, count)).map { index in
                    try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .bind(to: SocketAddress(ipAddress: from(index), port: 0))
                        .connect(host: "127.0.0.1", port: port)
                }
                for connection in connecting { channels.append(try await connection.get()) }
            }
            return channels
        }

        @Test func oversizedBodiesAndHeads() async throws {
            var limits = HTTPLimits()
            limits.unreadBody = 1 << 20
            try await serve(limits: limits) { port in
                let answer = try await TestConnection.request(
                    port,
                    "POST",
                    "/size",
                    headers: ["Expect: 100-continue"],
                    body: String(repeating: "x", count: 2 << 20)
                )
                #expect(answer.status == 413)
                for head in [
                    "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 1 << 20))\r\n\r\n",
                    "GET /hello HTTP/1.1\r\nHost: a\r\n\((0..<200).map { "X\($0): a\r\n" }.joined())\r\n",
                    "GET /hello HTTP/1.1\r\nHost: a\r\n\((0..<90).map { "X\($0): \(String(repeating: "y", count: 2000))\r\n" }.joined())\r\n",
                    "GET /\(String(repeating: "x", count: 1 << 20)) HTTP/1.1\r\nHost: a\r\n\r\n",
                ] {
                    try await TestConnection.open(port) { connection in
                        try? await connection.send(head)
                        if let answer = try? await connection.answer() { #expect([400, 431].contains(answer.status)) }
                        #expect(await connection.drain() == 0)
                    }
                }
            }
        }

        private static let start = "POST /size HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        private static let smuggled = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

        /// Requests of which two programs could think differently where they end: refused, with the connection closed, and
        /// nothing behind them answered.
        private static let ambiguous = [
            start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            start + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", start + "Content-Length: 0, 44\r\n\r\n",
            start + "Content-Length: +0\r\n\r\n", start + "Content-Length: -1\r\n\r\n",
            start + "Content-Length: 0x0\r\n\r\n",
            start + "Content-Length: 99999999999999999999\r\n\r\n", start + "Content-Length : 0\r\n\r\n",
            start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            start + "Transfer-Encoding: identity, chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\n1 \u{0}\r\na\r\n0\r\n\r\n",
            start + "X: a\r\n b\r\n\r\n", start + "X: a\r\n\tContent-Length: 44\r\n\r\n",
            start + "X: a\rContent-Length: 44\r\n\r\n",
            start + "X: a\u{0}b\r\n\r\n", start + ": x\r\n\r\n", " " + start + "\r\n",

            "POST /size\r\n\r\n", "POST /si\u{0}ze HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /size HTTP/1.1\rHost: 127.0.0.1\r\r",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ]

        @Test func requestsThatCouldBeReadInTwoWays() async throws {
            try await serve(limits: hurried) { port in
                for text in Self.ambiguous {
                    try await TestConnection.open(port) { connection in
                        try? await connection.send(text + Self.smuggled)
                        let answer = try? await connection.answer()
                        #expect(
                            answer == nil || [400, 408, 413, 431, 501].contains(answer?.status),
                            "\(text.debugDescription)"
                        )
                        #expect(await connection.drain() == 0, "\(text.debugDescription)")
                    }
                }
            }
        }
    }
}
