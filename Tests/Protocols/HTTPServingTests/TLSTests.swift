import HTTPServing
import Hummingbird
import NIOCore
import NIOPosix
import NIOSSL
import TestKit
import Testing

extension LiveTests {
    struct TLSTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func settings() -> ListenerTLS {
            ListenerTLS(
                .selfSigned(folder: folder.path, name: "native", hostNames: ["localhost", "127.0.0.1"]),
                reloadInterval: .milliseconds(20)
            )
        }

        private var routes: HTTPRoutes {
            var routes = HTTPRoutes()
            routes.router.get("/hello") { _, context in
                "\(context.isSecure) \(context.host) \(context.clientAddress?.description ?? "-")"
            }
            routes.webSocket("/echo") { _, context in
                .accept { socket in
                    for await message in socket.messages {
                        if case .text(let text) = message { try await socket.send(text: "\(context.isSecure) \(text)") }
                    }
                }
            }
            return routes
        }

        @discardableResult
        private func serve<Result: Sendable>(
            limits: HTTPLimits = HTTPLimits(),
            _ body: (Int) async throws -> Result
        ) async throws -> (result: Result, stop: Duration) {
            try await withListener(routes, limits: limits, configure: { $0.tls = settings() }, body)
        }

        @Test func requestsOnOneConnection() async throws {
            try await serve { port in
                try await TestConnection.open(port, tls: ["http/1.1"]) { connection in
                    for _ in 0..<3 {
                        try await connection.send("GET", "/hello")
                        let answer = try await connection.answer()
                        #expect(answer.text == "true 127.0.0.1 127.0.0.1")
                        #expect(answer["strict-transport-security"] == nil)
                    }
                }
                #expect(try await TestConnection.request(port, "GET", "/hello", tls: []).status == 200, "without ALPN")
            }
        }

        @Test func strictTransportSecurityWhereItIsAskedFor() async throws {
            func configure(_ configuration: inout HTTPListenerConfiguration) {
                configuration.tls = settings()
                configuration.securityHeaders.strictTransportSecurity = .seconds(86_400)
            }
            try await withListener(routes, configure: configure) { port in
                let answer = try await TestConnection.request(port, "GET", "/hello", tls: ["http/1.1"])
                #expect(answer["strict-transport-security"] == "max-age=86400")
            }
        }

        @Test func webSocketsOnTheSamePort() async throws {
            let (_, stop) = try await serve { port in
                try await TestWebSocket.open(port, "/echo", tls: ["http/1.1"]) { socket, answer in
                    #expect(answer.status == 101)
                    try await socket.send("hello")
                    #expect(try await socket.frame().text == "true hello")
                    try await socket.sendClose(1000)
                    #expect(try await socket.frame().code == 1000)
                }
                // The origin's scheme counts.
                try await TestWebSocket.open(
                    port,
                    "/echo",
                    headers: ["Origin: http://127.0.0.1"],
                    tls: ["http/1.1"]
                ) { _, answer in
                    #expect(answer.status == 403)
                }
                try await TestWebSocket.open(
                    port,
                    "/echo",
                    headers: ["Host: 127.0.0.1:\(port)", "Origin: https://127.0.0.1:\(port)"],
                    tls: ["http/1.1"]
                ) { _, answer in
                    #expect(answer.status == 101)
                }
            }
            #expect(stop < longStop)
        }

        @Test func aHandshakeThatStallsHoldsUpNobody() async throws {
            var limits = HTTPLimits()
            limits.handshake = .seconds(1)
            try await serve(limits: limits) { port in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<50 {
                        group.addTask {
                            try await TestConnection.open(port) { stalled in #expect(await stalled.isClosed()) }
                        }
                    }
                    for _ in 0..<5 {
                        #expect(
                            try await TestConnection.request(port, "GET", "/hello", tls: ["http/1.1"]).status == 200
                        )
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test(arguments: 0..<6)
        func garbageIsNoHandshake(_ kind: Int) async throws {
            var generator = SeededGenerator(seed: UInt64(kind))
            var bytes = [UInt8]((0..<2000).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            switch kind {
            case 0: bytes = Array("GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            // A record of the handshake that promises more than it has, one of no length, and an alert.
            case 1: bytes = [0x16, 3, 1, 0xFF, 0xFF] + bytes
            case 2: bytes = [0x16, 3, 1, 0, 0] + bytes
            case 3: bytes = [0x15, 3, 3, 0, 2, 2, 40]
            default: break
            }
            try await serve { port in
                try await TestConnection.open(port) { connection in
                    try? await connection.send(ByteBuffer(bytes: bytes))
                    #expect(await connection.drain() < 100)
                }
                #expect(try await TestConnection.request(port, "GET", "/hello", tls: ["http/1.1"]).status == 200)
            }
        }

        @Test func aNewCertificateIsShownToNewConnections() async throws {
            let folder = folder
            func certificate(_ port: Int) async throws -> [UInt8] {
                try await TestConnection.open(port, tls: ["http/1.1"]) { connection in
                    try await connection.send("GET", "/hello")
                    #expect(try await connection.answer().status == 200)
                    let shown = try await connection.channel.nioSSL_peerCertificate().get()
                    return try #require(shown).toDERBytes()
                }
            }
            try await serve { port in
                try await TestConnection.open(port, tls: ["http/1.1"]) { old in
                    try await old.send("GET", "/hello")
                    #expect(try await old.answer().status == 200)
                    let first = try await certificate(port)
                    // Another listener of the same name makes it anew for other names.
                    let other = HTTPListener(
                        configuration: try configuration(folder, names: ["nvr.local"]),
                        routes: HTTPRoutes(),
                        eventLoopGroup: old.channel.eventLoop,
                        logger: .silent
                    )
                    try await other.bind()
                    await other.close()
                    var second = first
                    while second == first { second = try await certificate(port) }
                    try await old.send("GET", "/hello")
                    #expect(try await old.answer().status == 200, "an open connection goes on")
                }
            }
        }

        private func configuration(_ folder: TemporaryFolder, names: [String]) throws -> HTTPListenerConfiguration {
            var configuration = HTTPListenerConfiguration(address: try SocketAddressText("127.0.0.1:0"), name: "other")
            configuration.tls = ListenerTLS(.selfSigned(folder: folder.path, name: "native", hostNames: names))
            return configuration
        }

        @Test func withoutACertificateNothingIsOpened() async throws {
            var configuration = HTTPListenerConfiguration(address: try SocketAddressText("127.0.0.1:0"), name: "test")
            configuration.tls = ListenerTLS(.files(certificate: folder.path + "/no.pem", key: folder.path + "/no.key"))
            let listener = HTTPListener(
                configuration: configuration,
                routes: routes,
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                logger: .silent
            )
            let error = await #expect(throws: ListenError.self) { try await listener.bind() }
            #expect(
                error?.description.contains("127.0.0.1:0 has no certificate: \(folder.path)/no.pem cannot be read")
                    == true
            )
        }
    }
}
