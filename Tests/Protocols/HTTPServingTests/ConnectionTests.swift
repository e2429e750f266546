import HTTPServing
import Hummingbird
import NIOPosix
import Testing

extension LiveTests {
    struct ConnectionTests {
        private var routes: HTTPRoutes {
            let routes = HTTPRoutes()
            routes.router.get("/hello") { _, _ in "hello" }
            return routes
        }

        @Test func connectionsAreKeptAndClosedAsAsked() async throws {
            try await withListener(routes) { port in
                try await TestConnection.open(port) { connection in
                    // Two requests at once, answered in order.
                    try await connection.send(
                        "GET /hello HTTP/1.1\r\nHost: [::1]\r\n\r\nGET /nothing HTTP/1.1\r\nHost: [::1]\r\n\r\n"
                    )
                    #expect(try await connection.answer().status == 200)
                    #expect(try await connection.answer().status == 404)
                    try await connection.send("GET", "/hello", headers: ["Connection: close"])
                    let last = try await connection.answer()
                    #expect(last["connection"] == "close")
                    #expect(await connection.isClosed())
                }
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    #expect(try await connection.answer().text == "hello")
                    #expect(await connection.isClosed())
                }
                // Other programs offer HTTP/2 in this way; the parser stops there, so the connection must end.
                try await TestConnection.open(port) { connection in
                    try await connection.send(
                        "GET",
                        "/hello",
                        headers: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"]
                    )
                    #expect(try await connection.answer().text == "hello")
                    #expect(await connection.isClosed())
                }
            }
        }

        private static let malformed = [
            "NONSENSE\r\n\r\n", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/3.0\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
            "GET /\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        ]

        @Test(arguments: malformed.indices)
        func malformedRequestsAreRefusedAndClosed(_ index: Int) async throws {
            let text = Self.malformed[index]
            try await withListener(routes) { port in
                for isSecond in [false, true] {
                    try await TestConnection.open(port) { connection in
                        if isSecond {
                            try await connection.send("GET", "/hello")
                            #expect(try await connection.answer().status == 200)
                        }
                        try? await connection.send(text)
                        if let answer = try? await connection.answer() { #expect([400, 431].contains(answer.status)) }
                        #expect(await connection.isClosed())
                    }
                }
            }
        }

        @Test func silentConnectionsAreClosed() async throws {
            var limits = HTTPLimits()
            limits.idle = .seconds(1)
            try await withListener(routes, limits: limits) { port in
                try await TestConnection.open(port) { connection in
                    #expect(await connection.isClosed())
                }
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET /hello HTTP/1.1\r\nHo")
                    #expect(await connection.isClosed())
                }
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/hello")
                    #expect(try await connection.answer().status == 200)
                    #expect(await connection.isClosed())
                }
            }
        }

        @Test func oneConnectionTooManyTakesThePlaceOfAnIdleOne() async throws {
            let (held, hold) = AsyncStream<Void>.makeStream()
            let (begun, begin) = AsyncStream<Void>.makeStream()
            var hasBegun = begun.makeAsyncIterator()
            let routes = routes
            routes.router.get("/wait") { _, _ in
                begin.yield()
                for await _ in held { break }
                return "waited"
            }
            var limits = HTTPLimits()
            limits.connections = 2
            try await withListener(routes, limits: limits) { port in
                try await TestConnection.open(port) { busy in
                    try await busy.send("GET", "/wait")
                    _ = await hasBegun.next()
                    try await TestConnection.open(port) { first in
                        try await first.send("GET", "/hello")
                        #expect(try await first.answer().status == 200)
                        try await TestConnection.open(port) { second in
                            #expect(await first.isClosed())
                            try await second.send("GET", "/wait")
                            _ = await hasBegun.next()
                            // None is idle now.
                            try await TestConnection.open(port) { third in
                                #expect(await third.isClosed())
                            }
                            hold.yield()
                            hold.yield()
                            #expect(try await second.answer().text == "waited")
                            #expect(try await busy.answer().text == "waited")
                        }
                    }
                }
            }
        }

        @Test func anAddressInUseIsToldBeforeAnythingIsServed() async throws {
            try await withListener(routes) { port in
                let address = try SocketAddressText("127.0.0.1:\(port)")
                let second = HTTPListener(
                    configuration: HTTPListenerConfiguration(address: address, name: "second"),
                    routes: HTTPRoutes(),
                    eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                    logger: .silent
                )
                let error = await #expect(throws: ListenError.self) { try await second.bind() }
                #expect(error?.reason == .addressInUse)
                #expect(
                    error?.description
                        == "127.0.0.1:\(port) is in use by another program; choose another address with --listen"
                )
            }
        }

        @Test func addressesThatAreNotOursAreTold() async throws {
            for (text, reason) in [
                ("192.0.2.1:0", ListenError.Reason.addressNotHere), ("no.such.host.invalid:0", .unknownHost),
            ] {
                let listener = HTTPListener(
                    configuration: HTTPListenerConfiguration(address: try SocketAddressText(text), name: "test"),
                    routes: HTTPRoutes(),
                    eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                    logger: .silent
                )
                let error = await #expect(throws: ListenError.self) { try await listener.bind() }
                #expect(error?.reason == reason)
            }
        }

        @Test func aBoundListenerCanBeClosedUnserved() async throws {
            let listener = HTTPListener(
                configuration: HTTPListenerConfiguration(address: try SocketAddressText("127.0.0.1:0"), name: "test"),
                routes: routes,
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                logger: .silent
            )
            let port = try await listener.bind()
            #expect(listener.port == port)
            await listener.close()
            await #expect(throws: (any Error).self) { try await TestConnection.request(port, "GET", "/hello") }
            try await listener.run()
        }
    }
}
