import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import Testing

extension LiveTests {
    /// A plain listener that leads to one with TLS, proxies, and pages of other sites.
    struct ForwardingTests {
        private var routes: HTTPRoutes {
            var routes = HTTPRoutes()
            routes.router.get("/") { _, context in
                "\(context.isSecure) \(context.host) \(context.clientAddress?.description ?? "-")"
            }
            routes.router.post("/settings") { _, _ in "changed" }
            routes.webSocket("/ws") { _, _ in .accept { _ in } }
            return routes
        }

        private func redirecting(_ configuration: inout HTTPListenerConfiguration) {
            configuration.redirect = RedirectPolicy(port: { 8443 })
        }

        @Test func pagesAreSentOnAndTheRestIsRefused() async throws {
            try await withListener(routes, configure: redirecting) { port in
                func ask(_ method: String, _ target: String, _ host: String = "127.0.0.1:8080") async throws
                    -> TestConnection.Answer
                {
                    try await TestConnection.request(port, method, target, headers: ["Host: \(host)"])
                }
                for (target, host, location) in [
                    ("/", "127.0.0.1:8080", "https://127.0.0.1:8443/"),
                    ("/x.js?a=1&b=%20", "LOCALHOST", "https://localhost:8443/x.js?a=1&b=%20"),
                    ("/a/page.html", "[::1]:8080", "https://[::1]:8443/a/page.html"),
                    ("//evil.example/x.html", "localhost", "https://localhost:8443//evil.example/x.html"),
                ] {
                    let answer = try await ask("GET", target, host)
                    #expect(answer.status == 302)
                    #expect(answer["location"] == location)
                    #expect(answer["cache-control"] == "no-store" && answer["strict-transport-security"] == nil)
                }
                for (method, target) in [
                    ("GET", "/settings"), ("GET", "/auth"), ("POST", "/x.js"), ("POST", "/"), ("GET", "/ws"),
                ] {
                    let answer = try await ask(method, target)
                    #expect(answer.status == 403, "\(method) \(target)")
                    #expect(answer["location"] == nil)
                    #expect(answer.text.contains(#""httpsPort":8443"#) && answer.text.contains(#""HTTPS required""#))
                    #expect(answer.text.contains(#""type":"urn:nightjar:problem:https-required""#))
                }
                for target in ["/ws", "/nothing", "/page.html"] {
                    try await TestWebSocket.open(port, target) { _, answer in #expect(answer.status == 403) }
                }
                let evil = try await ask("GET", "/", "evil.example")
                #expect(evil.status == 421 && evil["location"] == nil, "no open redirect")
                for target in ["/\u{E9}.html", "\\\\evil.example/x.html", "http://evil.example/x.html"] {
                    let answer = try? await ask("GET", target)
                    let location = answer?["location"]
                    #expect(location == nil || location?.hasPrefix("https://127.0.0.1:8443/") == true, "\(target)")
                }
            }
        }

        /// A dialect has a type of its own for it.
        @Test func thePolicyCarriesItsRefusal() async throws {
            func configure(_ configuration: inout HTTPListenerConfiguration) {
                redirecting(&configuration)
                configuration.redirect?.refusal = { port in
                    Problem(.forbidden, type: "/its-own", title: "Over TLS", members: ["at": .number(port)])
                }
            }
            try await withListener(routes, configure: configure) { port in
                let answer = try await TestConnection.request(port, "GET", "/settings")
                #expect(answer.status == 403)
                #expect(answer.text.contains(#""type":"/its-own""#) && answer.text.contains(#""at":8443"#))
            }
        }

        @Test func whatCameOverTLSToATrustedProxyIsServed() async throws {
            func configure(_ configuration: inout HTTPListenerConfiguration) {
                redirecting(&configuration)
                configuration.proxies = TrustedProxies(networks: ["127.0.0.1"].compactMap { IPNetwork($0) })
                configuration.securityHeaders.strictTransportSecurity = .seconds(60)
            }
            let hosts = HostPolicy(allowedHosts: ["nvr.example"], machineName: nil)
            let forwarded = [
                "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: nvr.example",
            ]
            try await withListener(routes, hosts: hosts, configure: configure) { port in
                let answer = try await TestConnection.request(port, "GET", "/", headers: forwarded)
                #expect(answer.text == "true nvr.example 203.0.113.9")
                #expect(answer["strict-transport-security"] == "max-age=60")
                let stranger = try await TestConnection.request(port, "GET", "/", headers: forwarded, from: "127.0.0.9")
                #expect(stranger.status == 302, "from elsewhere nothing is believed")
                let plain = try await TestConnection.request(port, "GET", "/", headers: ["X-Forwarded-Proto: http"])
                #expect(plain.status == 302)
                let evil = try await TestConnection.request(
                    port,
                    "GET",
                    "/",
                    headers: ["X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"]
                )
                #expect(evil.status == 421)
                // The page's origin is that of the proxy.
                for (origin, status) in [
                    ("https://nvr.example", 200), ("http://nvr.example", 403), ("https://127.0.0.1", 403),
                ] {
                    let headers = forwarded + ["Cookie: session=1", "Origin: \(origin)"]
                    #expect(
                        try await TestConnection.request(port, "POST", "/settings", headers: headers).status == status
                    )
                    try await TestWebSocket.open(port, "/ws", headers: forwarded + ["Origin: \(origin)"]) { _, answer in
                        #expect(answer.status == (status == 200 ? 101 : 403))
                    }
                }
            }
        }

        @Test func foreignPagesAreLetInOnlyWhereTheyAreListed() async throws {
            let origin = "Origin: https://home.example"
            let asking = [
                origin, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type",
            ]
            try await withListener(routes) { port in
                let answer = try await TestConnection.request(port, "GET", "/", headers: [origin])
                #expect(answer.headers.allSatisfy { !$0.name.lowercased().hasPrefix("access-control") })
                #expect(try await TestConnection.request(port, "OPTIONS", "/settings", headers: asking).status == 405)
            }
            let policy = try CrossOriginPolicy(origins: ["https://home.example"])
            try await withListener(routes, configure: { $0.crossOrigin = policy }) { port in
                let answer = try await TestConnection.request(port, "GET", "/", headers: [origin])
                #expect(answer["access-control-allow-origin"] == "https://home.example")
                #expect(answer["access-control-allow-credentials"] == nil)
                #expect(answer["vary"]?.contains("Origin") == true)
                let preflight = try await TestConnection.request(port, "OPTIONS", "/settings", headers: asking)
                #expect(preflight.status == 204)
                #expect(preflight["access-control-allow-methods"] == "POST")
                #expect(preflight["access-control-allow-headers"]?.contains("Content-Type") == true)
                #expect(try await TestConnection.request(port, "POST", "/settings", headers: [origin]).status == 200)
                let withCookie = [origin, "Cookie: session=1"]
                #expect(try await TestConnection.request(port, "POST", "/settings", headers: withCookie).status == 403)
                for stranger in [
                    "https://evil.example", "http://home.example", "https://home.example:8443", "null", "*",
                ] {
                    let headers = ["Origin: \(stranger)"] + asking.dropFirst()
                    let refused = try await TestConnection.request(port, "OPTIONS", "/settings", headers: headers)
                    #expect(refused.status == 405 && refused["access-control-allow-origin"] == nil, "\(stranger)")
                    #expect(refused["vary"]?.contains("Origin") == true)
                }
            }
        }

        @Test func nothingThatARequestShowsIsLogged() async throws {
            let log = LogLines()
            try await withListener(routes, logger: log.logger(.trace)) { port in
                let headers = ["Authorization: Bearer hunter2", "Cookie: session=hunter2", "X-API-Key: hunter2"]
                for (method, target) in [
                    ("GET", "/?token=hunter2"), ("POST", "/settings?hunter2"), ("GET", "/hunter2"),
                ] {
                    _ = try await TestConnection.request(port, method, target, headers: headers)
                }
                try await TestWebSocket.open(port, "/ws?token=hunter2", headers: headers) { _, answer in
                    #expect(answer.status == 101)
                }
                for text in ["GET /hunter2 HTTP/1.1\r\nhunter2\r\n\r\n", "hunter2\r\n\r\n"] {
                    try await TestConnection.open(port) { connection in
                        try await connection.send(text)
                        _ = await connection.drain()
                    }
                }
            }
            #expect(log.lines.count > 4)
            #expect(!log.lines.contains { $0.contains("hunter2") })
        }

        @Test func aStarIsNoOrigin() {
            for text in [
                "*", "", "null", "home.example", "https://home.example/", "ftp://home.example", "https://*.example",
            ] {
                #expect(throws: CrossOriginPolicy.Fault.self, "\(text)") { try CrossOriginPolicy(origins: [text]) }
            }
        }
    }
}
