import HTTPServing
import Hummingbird
import NIOCore
import Testing

extension LiveTests {
    /// Against programs that are not ours: curl, and the `openssl` command.
    struct PeerTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static let text = String(repeating: "nightjar ", count: 20_000)

        private func serve<Result: Sendable>(_ body: (Int) async throws -> Result) async throws -> Result {
            let routes = HTTPRoutes()
            StaticFiles([
                StaticFile(path: "/text.txt", contentType: "text/plain", bytes: ByteBuffer(string: Self.text))
            ]).addRoutes(to: routes.router)
            routes.router.post("/size") { request, _ in "\(try await request.bytes(limit: 1 << 24).readableBytes)" }
            routes.router.get("/events") { request, _ in
                Response.stream(to: request, contentType: "text/event-stream") { writer in
                    for number in 1...3 {
                        try await writer.write(ByteBuffer(string: "data: \(number)\n\n"))
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
            }
            func configure(_ configuration: inout HTTPListenerConfiguration) {
                configuration.tls = ListenerTLS(
                    .selfSigned(folder: folder.path, name: "native", hostNames: ["localhost", "127.0.0.1"])
                )
            }
            return try await withListener(routes, configure: configure, body).result
        }

        private func curl(_ peer: Peer, _ port: Int, _ path: String, _ arguments: String...) async throws -> Peer.Result
        {
            let fixed = [
                "--silent", "--show-error", "--max-time", "20", "--cacert", folder.path + "/native-certificate.pem",
            ]
            return try await peer.run(fixed + arguments + ["https://localhost:\(port)\(path)"])
        }

        @Test(arguments: ["--http1.1", "--http2"])
        func curlGetsTheSameOverBothVersions(_ version: String) async throws {
            guard let peer = Peer("curl") else { return }
            try await serve { port in
                let format = "\n%{http_version} %{response_code} %{size_download}"
                func ask(_ path: String, _ arguments: String...) async throws -> (body: String, facts: String) {
                    let fixed = ["--silent", "--show-error", "--max-time", "20", version, "--write-out", format]
                    let file = ["--cacert", folder.path + "/native-certificate.pem"]
                    let result = try await peer.run(fixed + file + arguments + ["https://localhost:\(port)\(path)"])
                    #expect(result.status == 0, "\(result.errors)")
                    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
                    return (lines.dropLast().joined(separator: "\n"), String(lines.last ?? ""))
                }
                let number = version == "--http2" ? "2" : "1.1"
                let plain = try await ask("/text.txt")
                #expect(plain.body == Self.text && plain.facts == "\(number) 200 \(Self.text.utf8.count)")
                let zipped = try await ask("/text.txt", "--compressed")
                #expect(zipped.body == Self.text, "curl unpacks it")
                #expect(zipped.facts.hasPrefix("\(number) 200 ") && !zipped.facts.hasSuffix(" \(Self.text.utf8.count)"))
                let part = try await ask("/text.txt", "--range", "9-16")
                #expect(part.body == "nightjar" && part.facts == "\(number) 206 8")
                let head = try await ask("/text.txt", "--head")
                #expect(head.body.lowercased().contains("content-length: \(Self.text.utf8.count)"))
                #expect(!head.body.lowercased().contains("connection:"))
                let tag = head.body.split(separator: "\r\n").first { $0.lowercased().hasPrefix("etag: ") }?.dropFirst(6)
                let same = try await ask("/text.txt", "--header", "If-None-Match: \(try #require(tag))")
                #expect(same.facts.hasPrefix("\(number) 304"))
                #expect(try await ask("/events").body == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
                let upload = folder.path + "/upload"
                try folder.write([UInt8](repeating: 7, count: 3_000_000), to: "upload")
                #expect(try await ask("/size", "--data-binary", "@\(upload)").body == "3000000")
                #expect(try await ask("/nothing").facts.hasPrefix("\(number) 404"))
            }
        }

        @Test func curlIsRefusedWithOldVersions() async throws {
            guard let peer = Peer("curl") else { return }
            try await serve { port in
                for (version, works) in [("1.0", false), ("1.1", false), ("1.2", true), ("1.3", true)] {
                    let ciphers = ["--ciphers", "DEFAULT:@SECLEVEL=0"]
                    let result = try await curl(
                        peer,
                        port,
                        "/text.txt",
                        "--tlsv\(version)",
                        "--tls-max",
                        version,
                        ciphers[0],
                        ciphers[1],
                        "--output",
                        "/dev/null"
                    )
                    #expect((result.status == 0) == works, "TLS \(version): \(result.errors)")
                }
                let stranger = try await peer.run(["--silent", "--max-time", "5", "https://localhost:\(port)/text.txt"])
                #expect(stranger.status == 60, "a certificate that nobody knows is not believed")
            }
        }

        /// What testssl looks for first: old versions, weak ciphers, and the exchange of keys.
        @Test func versionsAndCiphers() async throws {
            guard let peer = Peer("openssl") else { return }
            try await serve { port in
                func connect(_ arguments: String...) async throws -> Peer.Result {
                    try await peer.run(["s_client", "-connect", "127.0.0.1:\(port)"] + arguments)
                }
                func agreed(_ result: Peer.Result) -> Bool {
                    result.output.contains("Cipher is ") && !result.output.contains("Cipher is (NONE)")
                }
                for (version, works) in [("-tls1", false), ("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
                    let result = try await connect(version, "-cipher", "ALL:@SECLEVEL=0")
                    #expect(agreed(result) == works, "\(version)")
                }
                for (cipher, works) in [
                    ("ECDHE-ECDSA-AES128-GCM-SHA256", true), ("ECDHE-ECDSA-AES256-GCM-SHA384", true),
                    ("ECDHE-ECDSA-CHACHA20-POLY1305", true), ("AES128-SHA", false), ("AES256-GCM-SHA384", false),
                    ("ECDHE-ECDSA-AES128-SHA", false), ("ECDHE-ECDSA-AES256-SHA384", false), ("NULL", false),
                    ("aNULL", false),
                    ("DHE", false), ("kRSA", false), ("CAMELLIA", false), ("PSK", false),
                ] {
                    let result = try await connect("-tls1_2", "-cipher", "\(cipher):@SECLEVEL=0")
                    #expect(agreed(result) == works, "\(cipher)")
                    if works { #expect(result.output.contains("Server Temp Key: X25519")) }
                }
                #expect(try await connect("-alpn", "h2,http/1.1").output.contains("ALPN protocol: h2"))
                #expect(try await connect("-alpn", "http/1.1").output.contains("ALPN protocol: http/1.1"))
                #expect(try await connect("-alpn", "spdy/3").output.contains("No ALPN negotiated"))
                #expect(try await connect("-tls1_2").output.contains("Secure Renegotiation IS supported"))
                let compression = try await connect("-tls1_2", "-comp")
                #expect(compression.output.contains("Compression: NONE"))
            }
        }
    }
}
