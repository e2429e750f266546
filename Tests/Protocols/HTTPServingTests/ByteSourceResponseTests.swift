import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestKit
import Testing

extension LiveTests {
    struct ByteSourceResponseTests {
        /// Bytes that can be computed from their place, given in odd portions.
        private struct Computed: ByteSource {
            let length: Int64

            func read(offset: Int64, count: Int) async throws -> ByteBuffer {
                await Task.yield()
                let portion = min(count, 100_003)
                return Self.bytes(offset..<offset + Int64(portion))
            }

            /// The bytes from 0 on; they begin anew with each of it.
            private static let pattern = ByteBuffer(
                bytes: (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            )

            static func bytes(_ range: Range<Int64>) -> ByteBuffer {
                var (bytes, position) = (ByteBuffer(), range.lowerBound)
                while position < range.upperBound {
                    let start = Int(position) % pattern.readableBytes
                    let count = min(pattern.readableBytes - start, Int(range.upperBound - position))
                    bytes.writeBytes(pattern.viewBytes(at: start, length: count) ?? ByteBufferView())
                    position += Int64(count)
                }
                return bytes
            }
        }

        private struct Short: ByteSource {
            let length: Int64 = 1000

            func read(offset: Int64, count: Int) async throws -> ByteBuffer {
                offset == 0 ? ByteBuffer(repeating: 1, count: 10) : ByteBuffer()
            }
        }

        private static let modified = HTTPDate(secondsSince1970: 1_700_000_000)

        private func routes(length: Int64) -> HTTPRoutes {
            let routes = HTTPRoutes()
            routes.router.get("/clip") { request, _ in
                ByteSourceResponse(
                    Computed(length: length),
                    contentType: "video/mp4",
                    entityTag: EntityTag("v1"),
                    lastModified: Self.modified,
                    disposition: .attachment(fileName: "Tür.mp4")
                ).response(to: request)
            }
            routes.router.get("/short") { request, _ in
                ByteSourceResponse(Short(), contentType: "video/mp4").response(to: request)
            }
            return routes
        }

        private func ask(
            _ headers: [String] = [],
            method: String = "GET",
            length: Int64 = 1000
        ) async throws -> TestConnection.Answer {
            try await withListener(routes(length: length)) { port in
                try await TestConnection.request(port, method, "/clip", headers: headers)
            }.result
        }

        @Test func theWhole() async throws {
            let answer = try await ask(length: 1_000_000)
            #expect(answer.status == 200)
            #expect(answer["content-length"] == "1000000")
            #expect(answer["accept-ranges"] == "bytes")
            #expect(answer["etag"] == "\"v1\"")
            #expect(answer["last-modified"] == Self.modified.description)
            #expect(answer["content-type"] == "video/mp4")
            #expect(answer["content-disposition"] == "attachment; filename=\"T_r.mp4\"; filename*=UTF-8''T%C3%BCr.mp4")
            #expect(answer["cache-control"] == "private, no-cache")
            #expect(answer.body == Computed.bytes(0..<1_000_000))
        }

        @Test func partsAreThoseBytes() async throws {
            var generator = SeededGenerator(seed: 5)
            let length: Int64 = 700_000
            try await withListener(routes(length: length)) { port in
                try await TestConnection.open(port) { connection in
                    for _ in 0..<40 {
                        let first = Int64.random(in: 0..<length, using: &generator)
                        let last = Int64.random(in: first..<length + 1000, using: &generator)
                        let range = first..<min(last + 1, length)
                        try await connection.send("GET", "/clip", headers: ["Range: bytes=\(first)-\(last)"])
                        let answer = try await connection.answer()
                        #expect(answer.status == 206)
                        #expect(
                            answer["content-range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
                        )
                        #expect(answer.body == Computed.bytes(range))
                    }
                }
            }
        }

        @Test func outsideIsRefused() async throws {
            let answer = try await ask(["Range: bytes=1000-"])
            #expect(answer.status == 416)
            #expect(answer["content-range"] == "bytes */1000")
            #expect(answer["content-type"] == "application/problem+json")
            #expect(try await ask(["Range: bytes=0-1,5-6"]).status == 200)
            #expect(try await ask(["Range: bytes=0-"], length: 0).status == 416)
            let empty = try await ask(length: 0)
            #expect(empty.status == 200 && empty["content-length"] == "0")
        }

        @Test func headTellsTheLength() async throws {
            let whole = try await ask(method: "HEAD", length: 5_000_000_000)
            #expect(whole.status == 200)
            #expect(whole["content-length"] == "5000000000")
            let part = try await ask(["Range: bytes=0-9"], method: "HEAD")
            #expect(part.status == 206)
            #expect(part["content-length"] == "10")
        }

        @Test(arguments: [
            (["If-None-Match: \"v1\""], 304), (["If-None-Match: W/\"v1\""], 304),
            (["If-None-Match: \"a\", \"v1\""], 304),
            (["If-None-Match: *"], 304), (["If-None-Match: \"v2\""], 200), (["If-None-Match: v1"], 200),
            (["If-Modified-Since: \(modified)"], 304), (["If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT"], 200),
            (["If-Modified-Since: never"], 200), (["If-None-Match: \"v2\"", "If-Modified-Since: \(modified)"], 200),
            (["Range: bytes=0-9", "If-None-Match: \"v1\""], 304), (["Range: bytes=0-9", "If-Range: \"v1\""], 206),
            (["Range: bytes=0-9", "If-Range: W/\"v1\""], 200), (["Range: bytes=0-9", "If-Range: \"v2\""], 200),
            (["Range: bytes=0-9", "If-Range: \(modified)"], 206),
            (["Range: bytes=0-9", "If-Range: Thu, 01 Jan 1970 00:00:01 GMT"], 200),
            (["Range: bytes=2000-", "If-Range: \"v2\""], 200),
        ])
        func conditions(_ headers: [String], _ status: Int) async throws {
            let answer = try await ask(headers)
            #expect(answer.status == status)
            #expect(answer["etag"] == "\"v1\"")
            if status == 304 { #expect(answer["content-type"] == nil) }
        }

        @Test func aSourceThatEndsEarlyCutsTheConnection() async throws {
            let log = LogLines()
            try await withListener(routes(length: 0), logger: log.logger(.error)) { port in
                try await TestConnection.open(port) { connection in
                    try await connection.send("GET", "/short")
                    let head = try await connection.head()
                    #expect(head["content-length"] == "1000")
                    #expect(await connection.drain() == 10)
                }
            }
            #expect(log.lines.contains { $0.contains("an answer broke off") && $0.contains("ByteSourceEndedEarly") })
        }
    }
}

extension LiveTests {
    struct StaticFilesTests {
        @Test func filesAreServedAndRevalidated() async throws {
            let files = StaticFiles([
                StaticFile(
                    path: "/index.html",
                    contentType: "text/html; charset=utf-8",
                    bytes: ByteBuffer(string: "<p>hello")
                ),
                StaticFile(path: "/lib/app.js", contentType: "text/javascript", bytes: ByteBuffer(string: "hello()")),
                StaticFile(path: "/empty.css", contentType: "text/css", bytes: ByteBuffer(), entityTag: EntityTag("e")),
            ])
            let routes = HTTPRoutes()
            files.addRoutes(to: routes.router)
            try await withListener(routes) { port in
                for path in ["/", "/index.html"] {
                    let answer = try await TestConnection.request(port, "GET", path)
                    #expect(answer.text == "<p>hello")
                    #expect(answer["content-type"] == "text/html; charset=utf-8")
                    #expect(answer["cache-control"] == "no-cache")
                }
                let script = try await TestConnection.request(port, "GET", "/lib/app.js?v=1")
                #expect(script.text == "hello()")
                let tag = try #require(script["etag"])
                let again = try await TestConnection.request(
                    port,
                    "GET",
                    "/lib/app.js",
                    headers: ["If-None-Match: \(tag)"]
                )
                #expect(again.status == 304)
                #expect(again.text.isEmpty)
                #expect(try await TestConnection.request(port, "HEAD", "/lib/app.js")["content-length"] == "7")
                #expect(try await TestConnection.request(port, "GET", "/empty.css")["etag"] == "\"e\"")
                for path in ["/lib", "/lib/", "/lib/../index.html", "/%69ndex.html", "/app.js"] {
                    #expect(try await TestConnection.request(port, "GET", path).status == 404)
                }
            }
        }
    }
}
