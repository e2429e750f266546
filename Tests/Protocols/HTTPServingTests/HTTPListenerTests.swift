import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

extension LiveTests {
    struct HTTPListenerTests {
        private struct Camera: Codable {
            var name: String
            var ports: [Int]
            var isEnabled: Bool?

            enum CodingKeys: String, CodingKey {
                case name, ports
                case isEnabled = "is_enabled"
            }
        }

        private struct Secret: Error { let password = "hunter2" }

        private var routes: HTTPRoutes {
            let routes = HTTPRoutes()
            routes.router.get("/hello") { _, _ in "hello" }
            routes.router.post("/hello") { _, _ in "posted" }
            routes.router.post("/cameras") { request, _ in
                try Response.json(try await request.json(Camera.self), status: .created)
            }
            routes.router.get("/cameras/{id}") { _, context -> String in
                throw Problem(
                    .notFound,
                    type: "/problems/no-camera",
                    title: "No such camera",
                    detail: "There is no camera \(context.parameters.get("id") ?? "").",
                    members: ["id": .text(context.parameters.get("id") ?? "")]
                )
            }
            routes.router.get("/broken") { _, _ -> String in throw Secret() }
            routes.router.get("/teapot") { _, _ -> String in
                throw HTTPError(.init(code: 418), message: "short and stout")
            }
            return routes
        }

        private func ask(
            _ method: String,
            _ target: String,
            headers: [String] = [],
            body: String? = nil
        ) async throws -> TestConnection.Answer {
            try await withListener(routes) { port in
                try await TestConnection.request(port, method, target, headers: headers, body: body)
            }.result
        }

        @Test func answersWithSecurityHeadersAndDate() async throws {
            let answer = try await ask("GET", "/hello?token=secret")
            #expect(answer.status == 200)
            #expect(answer.text == "hello")
            #expect(answer["content-security-policy"]?.contains("default-src 'self'") == true)
            #expect(answer["content-security-policy"]?.contains("unsafe") == false)
            #expect(answer["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
            let trusted = "require-trusted-types-for 'script'; trusted-types 'none'"
            #expect(answer["content-security-policy"]?.contains(trusted) == true)
            #expect(answer["x-content-type-options"] == "nosniff")
            #expect(answer["referrer-policy"] == "no-referrer")
            #expect(answer["cross-origin-opener-policy"] == "same-origin")
            #expect(answer["cache-control"] == "no-store")
            #expect(answer["date"].flatMap { HTTPDate($0) } != nil)
            #expect(answer["server"] == nil)
        }

        @Test func headHasTheHeadersAndNoBody() async throws {
            try await withListener(routes) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("HEAD", "/hello")
                    let answer = try await connection.answer(to: "HEAD")
                    #expect(answer.status == 200)
                    #expect(answer["content-length"] == "5")
                    try await connection.send("HEAD", "/nothing")
                    #expect(try await connection.answer(to: "HEAD").status == 404)
                    try await connection.send("GET", "/hello")
                    #expect(try await connection.answer().text == "hello", "nothing was left over on the connection")
                }
            }
        }

        @Test func unknownAddressesAndMethods() async throws {
            let unknown = try await ask("GET", "/nothing/here")
            #expect(unknown.status == 404)
            #expect(unknown["content-type"] == "application/problem+json")
            #expect(
                unknown.text.contains("\"status\":404")
                    && unknown.text.contains(#""type":"urn:nightjar:problem:not-found""#)
            )
            let method = try await ask("DELETE", "/hello")
            #expect(method.status == 405)
            #expect(method["allow"] == "GET, HEAD, POST")
            #expect(try await ask("PUT", "/cameras/7")["allow"] == "GET, HEAD")
            #expect(try await ask("PROPFIND", "/hello").status == 405)
        }

        @Test func problemsOfRoutes() async throws {
            let problem = try await ask("GET", "/cameras/7")
            #expect(problem.status == 404)
            let members = try JSONBody.decode(AnyMembers.self, from: problem.body)
            #expect(members.type == "/problems/no-camera")
            #expect(members.title == "No such camera")
            #expect(members.status == 404)
            #expect(members.detail == "There is no camera 7.")
            #expect(members.id == "7")
            let teapot = try await ask("GET", "/teapot")
            #expect(teapot.status == 418)
            #expect(teapot.text.contains("short and stout"))
            #expect(teapot["content-type"] == "application/problem+json")
        }

        private struct AnyMembers: Decodable {
            var type: String
            var title: String
            var status: Int
            var detail: String
            var id: String
        }

        @Test func unexpectedErrorsTellNothingAndAreLogged() async throws {
            let log = LogLines()
            let answer = try await withListener(routes, logger: log.logger(.debug)) { port in
                try await TestConnection.request(port, "GET", "/broken?token=in-the-clear")
            }.result
            #expect(answer.status == 500)
            #expect(!answer.text.contains("hunter2") && !answer.text.contains("Secret"))
            #expect(log.lines.contains { $0.hasPrefix("error") && $0.contains("hunter2") })
            let line = try #require(log.lines.first { $0.contains("debug request") })
            #expect(line.contains("route=/broken") && line.contains("status=500") && line.contains("method=GET"))
            #expect(!log.lines.contains { $0.contains("in-the-clear") }, "a query is never logged")
        }

        @Test(arguments: [
            (#"{"name":"a","ports":[1]}"#, 201, #""ports":[1]"#),
            (#"{"name":"a","#, 400, "The body is not valid JSON."),
            ("", 400, "The body is not valid JSON."), (#"{"ports":[1]}"#, 400, #"\"name\" is missing."#),
            (#"{"name":"a","ports":[1,"b"]}"#, 400, #"\"ports[1]\" must be a whole number."#),
            (#"{"name":"a","ports":null}"#, 400, #"\"ports\" must not be null."#),
            (#"{"name":"a","ports":[],"is_enabled":"no"}"#, 400, #"\"is_enabled\" must be true or false."#),
            (#"[]"#, 400, "The body must be an object."),
        ])
        func jsonIsReadAndRefusedWithASentence(_ body: String, _ status: Int, _ text: String) async throws {
            let answer = try await ask("POST", "/cameras", headers: ["Content-Type: application/json"], body: body)
            #expect(answer.status == status)
            #expect(answer.text.contains(text), "\(answer.text)")
        }

        @Test func formsAreNotJSON() async throws {
            let answer = try await ask("POST", "/cameras", headers: ["Content-Type: text/plain; charset=x"], body: "{}")
            #expect(answer.status == 415)
        }

        @Test func oversizedBodies() async throws {
            var limits = HTTPLimits()
            limits.unreadBody = 2 * 1024 * 1024
            try await withListener(routes, limits: limits) { port in
                // Announced: refused before it is sent, and the connection goes on.
                try await TestConnection.open(port) { connection in
                    let body = String(repeating: "x", count: JSONBody.limit + 1)
                    try await connection.send("POST", "/cameras", body: body)
                    #expect(try await connection.answer().status == 413)
                    try await connection.send("GET", "/hello")
                    #expect(try await connection.answer().text == "hello")
                }
                // Not announced: refused when it is too much, and cut when it does not end.
                try await TestConnection.open(port) { connection in
                    try await connection.send("POST", "/cameras", headers: ["Transfer-Encoding: chunked"])
                    let chunk = "10000\r\n" + String(repeating: "x", count: 65536) + "\r\n"
                    for _ in 0..<17 { try await connection.send(chunk) }
                    #expect(try await connection.answer().status == 413)
                    var sent = 0
                    while (try? await connection.send(chunk)) != nil, sent < 4000 { sent += 1 }
                    #expect(sent < 4000, "an endless body is cut")
                }
            }
        }

        @Test func hostsAreChecked() async throws {
            let routes = routes
            let hosts = HostPolicy(allowedHosts: ["nvr.example.net"], machineName: nil)
            try await withListener(routes, hosts: hosts) { port in
                func status(_ headers: [String]) async throws -> TestConnection.Answer {
                    try await TestConnection.open(port) { connection in
                        try await connection.send(
                            (["GET /hello HTTP/1.1"] + headers).joined(separator: "\r\n") + "\r\n\r\n"
                        )
                        return try await connection.answer()
                    }
                }
                #expect(try await status(["Host: nvr.example.net"]).status == 200)
                let refused = try await status(["Host: evil.example.com"])
                #expect(refused.status == 421)
                #expect(refused["content-type"] == "application/problem+json")
                #expect(refused.text.contains("allowed_hosts") && !refused.text.contains("evil"))
                #expect(try await status([]).status == 400)
                #expect(try await status(["Host: 127.0.0.1", "Host: evil.example.com"]).status == 400)
            }
        }

        @Test func foreignPagesMayNotChangeAnything() async throws {
            let crossSite = try await ask("POST", "/hello", headers: ["Sec-Fetch-Site: cross-site"])
            #expect(crossSite.status == 403)
            #expect(crossSite["content-type"] == "application/problem+json")
            #expect(try await ask("GET", "/hello", headers: ["Sec-Fetch-Site: cross-site"]).status == 200)
            #expect(try await ask("POST", "/hello", headers: ["Sec-Fetch-Site: same-origin"]).status == 200)
        }

        @Test func aDialectSpellsProblemsItsOwnWay() async throws {
            let routes = HTTPRoutes { problem, _ in
                Response(
                    status: problem.status,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: "no: \(problem.title)"))
                )
            }
            routes.router.get("/hello") { _, _ in "hello" }
            try await withListener(routes) { port in
                let unknown = try await TestConnection.request(port, "GET", "/nothing")
                #expect(unknown.text == "no: There is no such thing")
                let refused = try await TestConnection.request(port, "GET", "/hello", headers: ["Host: evil"])
                #expect(refused.text == "no: The server is not known by this name")
            }
        }
    }
}
