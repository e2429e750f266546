import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import TestKit
import Testing

extension LiveTests {
    struct CompressionTests {
        private static let text = String(repeating: "nightjar ", count: 1000)
        private static let tag = "\"v1\""

        private var routes: HTTPRoutes {
            let routes = HTTPRoutes()
            @Sendable func answer(_ type: String, _ text: String = Self.text, _ headers: HTTPFields = [:]) -> Response {
                var headers = headers
                headers[.contentType] = type
                return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            }
            routes.router.get("/json") { request, _ in
                let named = request.headers[.ifNoneMatch]
                if named == Self.tag { return Response(status: .notModified, headers: [.eTag: Self.tag]) }
                return answer("application/json", Self.text, [.eTag: Self.tag])
            }
            routes.router.patch("/json") { request, _ in
                Response(status: request.headers[.ifMatch] == Self.tag ? .noContent : .preconditionFailed)
            }
            routes.router.get("/weak") { _, _ in answer("application/json", Self.text, [.eTag: "W/\"v1\""]) }
            routes.router.get("/small") { _, _ in answer("application/json", "{}") }
            routes.router.get("/random") { _, _ in
                var generator = SeededGenerator(seed: 1)
                let bytes = (0..<5000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
                return Response(
                    status: .ok,
                    headers: [.contentType: "text/plain"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
                )
            }
            routes.router.get("/picture") { _, _ in answer("image/jpeg") }
            routes.router.get("/secret") { _, _ in
                var response = answer("application/json")
                response.headers[.cacheControl] = "no-store, no-transform"
                return response
            }
            routes.router.get("/cookie") { _, _ in
                var response = answer("application/json")
                response.set(SetCookie(name: "a", value: "b"), isSecure: false)
                return response
            }
            routes.router.get("/error") { _, _ -> String in throw Problem(.conflict, detail: Self.text) }
            routes.router.get("/events") { request, _ in
                Response.stream(to: request, contentType: "text/plain") { writer in
                    try await writer.write(ByteBuffer(string: Self.text))
                }
            }
            routes.router.get("/pieces") { request, _ in
                ByteSourceResponse(BufferSource(ByteBuffer(string: Self.text)), contentType: "text/csv").response(
                    to: request
                )
            }
            StaticFiles([
                StaticFile(path: "/app.js", contentType: "text/javascript", bytes: ByteBuffer(string: Self.text)),
                StaticFile(path: "/icon.png", contentType: "image/png", bytes: ByteBuffer(string: Self.text)),
            ]).addRoutes(to: routes.router)
            return routes
        }

        private func ask(
            _ port: Int,
            _ target: String,
            _ headers: [String] = [],
            _ method: String = "GET"
        ) async throws -> TestConnection.Answer {
            try await TestConnection.request(port, method, target, headers: ["Accept-Encoding: gzip"] + headers)
        }

        @Test func textIsCompressed() async throws {
            try await withListener(routes) { port in
                for target in ["/json", "/weak", "/error", "/pieces", "/app.js"] {
                    let answer = try await ask(port, target)
                    #expect(answer["content-encoding"] == "gzip", "\(target)")
                    #expect(answer["vary"] == "Accept-Encoding")
                    #expect(answer.body.readableBytes < 1000)
                    #expect(answer["content-length"] == "\(answer.body.readableBytes)")
                    #expect(answer["accept-ranges"] == nil)
                    #expect(Array(answer.body.readableBytesView.prefix(2)) == [0x1F, 0x8B])
                    let plain = try await TestConnection.request(port, "GET", target)
                    #expect(plain["content-encoding"] == nil && plain["vary"] == "Accept-Encoding")
                    #expect(plain.text.contains(Self.text))
                }
            }
        }

        @Test func theRestIsSentAsItIs() async throws {
            try await withListener(routes) { port in
                for target in ["/small", "/random", "/picture", "/secret", "/cookie", "/events", "/icon.png"] {
                    #expect(try await ask(port, target)["content-encoding"] == nil, "\(target)")
                }
                #expect(try await ask(port, "/random").body.readableBytes == 5000)
                #expect(try await ask(port, "/secret")["cache-control"] == "no-store, no-transform")
                for target in ["/pieces", "/app.js"] {
                    let part = try await ask(port, target, ["Range: bytes=0-8"])
                    #expect(part.status == 206 && part.text == "nightjar " && part["content-encoding"] == nil)
                }
            }
            try await withListener(routes, configure: { $0.compression = nil }) { port in
                let answer = try await ask(port, "/json")
                #expect(answer["content-encoding"] == nil)
            }
        }

        @Test func conditionsWorkWithEitherVersion() async throws {
            try await withListener(routes) { port in
                #expect(try await TestConnection.request(port, "GET", "/json")["etag"] == "\"v1\"")
                #expect(try await ask(port, "/json")["etag"] == "\"v1-gzip\"")
                #expect(try await ask(port, "/weak")["etag"] == "W/\"v1\"")
                for tag in ["\"v1\"", "\"v1-gzip\""] {
                    let same = try await ask(port, "/json", ["If-None-Match: \(tag)"])
                    #expect(same.status == 304 && same["etag"] == tag && same["vary"] == "Accept-Encoding")
                    #expect(try await ask(port, "/json", ["If-Match: \(tag)"], "PATCH").status == 204)
                }
                #expect(try await ask(port, "/json", ["If-Match: \"v2-gzip\""], "PATCH").status == 412)
                let tag = try #require(try await ask(port, "/app.js")["etag"])
                #expect(tag.hasSuffix("-gzip\""))
                let same = try await ask(port, "/app.js", ["If-None-Match: \"other\", \(tag)"])
                #expect(same.status == 304 && same["etag"] == tag)
                let plain = try #require(try await TestConnection.request(port, "GET", "/app.js")["etag"])
                #expect(try await ask(port, "/app.js", ["Range: bytes=0-8", "If-Range: \(plain)"]).status == 206)
                #expect(try await ask(port, "/app.js", ["Range: bytes=0-8", "If-Range: \(tag)"]).status == 200)
            }
        }

        @Test func headsAreThoseOfTheAnswer() async throws {
            try await withListener(routes) { port in
                let get = try await ask(port, "/app.js")
                let head = try await ask(port, "/app.js", [], "HEAD")
                for name in ["content-length", "content-encoding", "etag", "vary"] { #expect(get[name] == head[name]) }
            }
        }
    }
}
