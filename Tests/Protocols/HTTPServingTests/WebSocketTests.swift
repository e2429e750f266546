import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

extension LiveTests {
    struct WebSocketTests {
        /// Passed from handlers to tests: each event can be awaited.
        private final class Events: Sendable {
            let stream: AsyncStream<String>
            let add: AsyncStream<String>.Continuation

            init() { (stream, add) = AsyncStream.makeStream() }

            func first() async -> String? { await stream.first { _ in true } }
        }

        private func routes(_ events: Events = Events()) -> HTTPRoutes {
            var routes = HTTPRoutes()
            routes.router.get("/hello") { _, _ in "hello" }
            routes.webSocket("/echo/{name}") { request, context in
                guard request.uri.queryParameters["token"] != "wrong" else {
                    return .reject(
                        Problem(.unauthorized, detail: "Log in first.", headers: [.wwwAuthenticate: "Basic"])
                    )
                }
                let name = context.parameters.get("name") ?? ""
                guard name != "missing" else { throw Problem(.notFound, detail: "There is no \(name).") }
                return .accept(subprotocol: request.offeredSubprotocols.first { $0 == "v2" }) { socket in
                    for await message in socket.messages {
                        switch message {
                        case .text("name"): try await socket.send(text: name)
                        case .text("bye"): socket.close(.tryAgainLater, reason: "later")
                        case .text("fail"): throw Problem(.conflict)
                        case .text("done"): return
                        case .text(let text): try await socket.send(text: text)
                        case .binary(let data): try await socket.send(binary: data)
                        }
                    }
                    events.add.yield("ended")
                }
            }
            routes.webSocket("/any", origins: .any) { _, _ in .accept { _ in } }
            routes.webSocket("/silent") { _, _ in
                .accept { _ in
                    events.add.yield("open")
                    let (never, keep) = AsyncStream<Void>.makeStream()
                    for await _ in never {}
                    events.add.yield(Task.isCancelled ? "cancelled" : "ended")
                    keep.finish()
                }
            }
            return routes
        }

        @Test func echoesTextAndBytes() async throws {
            try await withListener(routes()) { port in
                try await TestWebSocket.open(port, "/echo/front?x=1") { socket, answer in
                    #expect(answer.status == 101)
                    #expect(answer["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    #expect(answer["upgrade"] == "websocket")
                    #expect(answer["sec-websocket-protocol"] == nil)
                    try await socket.send("héllo")
                    #expect(
                        try await socket.frame() == .init(opcode: TestWebSocket.text, data: ByteBuffer(string: "héllo"))
                    )
                    try await socket.send("name")
                    #expect(try await socket.frame().text == "front")
                    for size in [0, 1, 125, 126, 65535, 65536] {
                        let data = ByteBuffer(bytes: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) })
                        try await socket.send(TestWebSocket.binary, data)
                        #expect(try await socket.frame() == .init(opcode: TestWebSocket.binary, data: data))
                    }
                }
            }
        }

        @Test func joinsFragmentsAndAnswersPings() async throws {
            try await withListener(routes()) { port in
                try await TestWebSocket.open(port, "/echo/a") { socket, _ in
                    try await socket.send(TestWebSocket.text, ByteBuffer(string: "one "), isFinal: false)
                    try await socket.send(TestWebSocket.ping, ByteBuffer(string: "still there?"))
                    try await socket.send(0, ByteBuffer(string: "two "), isFinal: false)
                    try await socket.send(0, ByteBuffer(string: "three"))
                    #expect(
                        try await socket.frame()
                            == .init(opcode: TestWebSocket.pong, data: ByteBuffer(string: "still there?"))
                    )
                    #expect(try await socket.frame().text == "one two three")
                }
            }
        }

        /// Frames that arrive byte by byte, and frames that arrive together with the request.
        @Test func anySplitOfTheBytesWillDo() async throws {
            try await withListener(routes()) { port in
                try await TestConnection.open(port) { connection in
                    let request = (["GET /echo/a HTTP/1.1", "Host: localhost"] + TestWebSocket.handshake).joined(
                        separator: "\r\n"
                    )
                    var bytes = ByteBuffer(string: request + "\r\n\r\n")
                    bytes.writeImmutableBuffer(TestWebSocket.encode(TestWebSocket.text, ByteBuffer(string: "early")))
                    try await connection.send(bytes)
                    #expect(try await connection.head().status == 101)
                    var socket = TestWebSocket(connection: connection)
                    #expect(try await socket.frame().text == "early")
                    let frame = TestWebSocket.encode(TestWebSocket.text, ByteBuffer(string: "slow"))
                    for byte in frame.readableBytesView { try await socket.connection.send(ByteBuffer(integer: byte)) }
                    #expect(try await socket.frame().text == "slow")
                }
            }
        }

        @Test func choosesASubprotocolThatWasOffered() async throws {
            try await withListener(routes()) { port in
                try await TestWebSocket.open(port, "/echo/a", headers: ["Sec-WebSocket-Protocol: v1, v2"]) {
                    _,
                    answer in
                    #expect(answer["sec-websocket-protocol"] == "v2")
                }
            }
        }

        @Test(arguments: [
            ("/echo/a?token=wrong", [], 401), ("/echo/missing", [], 404), ("/nothing", [], 404), ("/hello", [], 200),
            ("/echo/a", ["Origin: http://evil.example.com"], 403), ("/echo/a", ["Host: evil.example.com"], 421),
            ("/echo/a/b", [], 404),
        ])
        func rejectedUpgradesGetTheirAnswer(_ target: String, _ headers: [String], _ status: Int) async throws {
            try await withListener(routes()) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", target, headers: TestWebSocket.handshake + headers)
                    let answer = try await connection.answer()
                    #expect(answer.status == status)
                    if status >= 400 {
                        #expect(answer["content-type"] == "application/problem+json")
                        #expect(answer.text.contains("\"status\":\(status)"))
                        #expect(answer["content-security-policy"] != nil)
                    } else {
                        #expect(answer.text == "hello")
                    }
                    if status == 401 { #expect(answer["www-authenticate"] == "Basic") }
                    #expect(await connection.isClosed())
                }
            }
        }

        @Test(arguments: [
            (["Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13"], 400),
            (
                ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: short"],
                400
            ),
            (
                [
                    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 8",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ], 426
            ),
            (TestWebSocket.handshake + ["Content-Length: 5"], 400), (["Upgrade: websocket"], 426), ([], 426),
        ])
        func malformedHandshakesAreRefused(_ headers: [String], _ status: Int) async throws {
            try await withListener(routes()) { port in
                let answer = try await TestConnection.request(port, "GET", "/echo/a", headers: headers)
                #expect(answer.status == status)
                #expect(answer["content-type"] == "application/problem+json")
            }
        }

        /// As by a proxy that keeps its connections. The next one that it opens will do.
        @Test func itIsTheFirstRequestOfAConnection() async throws {
            try await withListener(routes()) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/hello")
                    #expect(try await connection.answer().text == "hello")
                    try await connection.send("GET", "/echo/a", headers: TestWebSocket.handshake)
                    let answer = try await connection.answer()
                    #expect(answer.status == 426 && answer.text.contains("first request of a connection"))
                    #expect(await connection.isClosed())
                }
            }
        }

        @Test func originsOfThisListenerAndOfOpenRoutesAreWelcome() async throws {
            try await withListener(routes()) { port in
                let headers = ["Host: localhost:\(port)", "Origin: http://localhost:\(port)"]
                try await TestWebSocket.open(port, "/echo/a", headers: headers) { _, answer in
                    #expect(answer.status == 101)
                }
                try await TestWebSocket.open(port, "/any", headers: ["Origin: https://elsewhere.example"]) {
                    _,
                    answer in
                    #expect(answer.status == 101)
                }
            }
        }

        @Test func theClientCloses() async throws {
            let events = Events()
            try await withListener(routes(events)) { port in
                try await TestWebSocket.open(port, "/echo/a") { socket, _ in
                    try await socket.sendClose(4001)
                    let frame = try await socket.frame()
                    #expect(frame.opcode == TestWebSocket.close && frame.code == 4001)
                    #expect(await socket.connection.isClosed())
                }
                #expect(await events.first() == "ended")
            }
        }

        @Test(arguments: [("bye", 1013), ("fail", 1011), ("done", 1000)])
        func theServerCloses(_ word: String, _ code: UInt16) async throws {
            var limits = HTTPLimits()
            limits.webSocketClose = .seconds(30)
            try await withListener(routes(), limits: limits) { port in
                try await TestWebSocket.open(port, "/echo/a") { socket, _ in
                    try await socket.send(word)
                    let frame = try await socket.frame()
                    #expect(frame.opcode == TestWebSocket.close && frame.code == code)
                    if word == "bye" {
                        #expect(frame.data.getString(at: frame.data.readerIndex + 2, length: 5) == "later")
                    }
                    try await socket.sendClose(code)
                    #expect(await socket.connection.isClosed())
                }
            }
        }

        @Test func aClientThatDoesNotAnswerACloseIsCut() async throws {
            try await withListener(routes()) { port in
                try await TestWebSocket.open(port, "/echo/a") { socket, _ in
                    try await socket.send("done")
                    #expect(try await socket.frame().code == 1000)
                    #expect(await socket.connection.isClosed())
                }
            }
        }

        private static let half = ByteBuffer(repeating: 1, count: 40000)

        private static let violations: [(frames: [ByteBuffer], code: UInt16)] = [
            ([TestWebSocket.encode(TestWebSocket.binary, ByteBuffer(repeating: 1, count: 65537))], 1009),
            ([TestWebSocket.encode(TestWebSocket.binary, half, isFinal: false), TestWebSocket.encode(0, half)], 1009),
            ([TestWebSocket.encode(TestWebSocket.text, ByteBuffer(string: "x"), isMasked: false)], 1002),
            ([TestWebSocket.encode(TestWebSocket.ping, half)], 1002),
            ([TestWebSocket.encode(TestWebSocket.text, ByteBuffer(bytes: [0xFF]))], 1007),
        ]

        @Test(arguments: violations.indices)
        func rulesAreEnforcedOnTheWire(_ index: Int) async throws {
            let (frames, code) = Self.violations[index]
            try await withListener(routes()) { port in
                try await TestWebSocket.open(port, "/echo/a") { socket, _ in
                    for frame in frames { try await socket.connection.send(frame) }
                    let answer = try await socket.frame()
                    #expect(answer.opcode == TestWebSocket.close && answer.code == code)
                    #expect(await socket.connection.isClosed())
                }
            }
        }

        @Test func theHandlerIsCancelledWhenTheClientGoes() async throws {
            let events = Events()
            try await withListener(routes(events)) { port in
                try await TestWebSocket.open(port, "/silent") { _, answer in
                    #expect(answer.status == 101)
                    #expect(await events.first() == "open")
                }
                #expect(await events.first() == "cancelled")
            }
        }

        @Test func aSilentPeerIsAskedAndThenDropped() async throws {
            let events = Events()
            var limits = HTTPLimits()
            limits.webSocketPing = .seconds(1)
            try await withListener(routes(events), limits: limits) { port in
                try await TestWebSocket.open(port, "/silent") { socket, _ in
                    for _ in 0..<2 {
                        #expect(try await socket.frame().opcode == TestWebSocket.ping)
                        try await socket.send(TestWebSocket.pong, ByteBuffer())
                    }
                    while let frame = try? await socket.frame() { #expect(frame.opcode == TestWebSocket.ping) }
                }
                #expect(await events.first() == "open")
                #expect(await events.first() == "cancelled")
            }
        }
    }
}
