import HTTPServing
import Hummingbird
import NIOCore
import Synchronization

/// How often a body was read from.
final class Reads: Sendable {
    let value = Atomic(0)
}

/// A body that never ends.
struct EndlessSource: ByteSource {
    var reads = Reads()
    let length: Int64 = 1 << 40

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        reads.value.add(1, ordering: .relaxed)
        return ByteBuffer(repeating: 0, count: count)
    }
}

/// Serves over TLS, and sees to it that an honest client is served whatever `body` has done.
@discardableResult
func withHTTP2Listener<Result: Sendable>(
    limits: HTTPLimits = HTTPLimits(),
    reads: Reads = Reads(),
    _ body: (Int) async throws -> Result
) async throws -> (result: Result, stop: Duration) {
    let routes = HTTPRoutes()
    routes.router.get("/hello") { _, context in "hello \(context.isSecure)" }
    routes.router.post("/size") { request, _ in "\(try await request.bytes(limit: 1 << 20).readableBytes)" }
    routes.router.get("/large") { request, _ in
        ByteSourceResponse(EndlessSource(reads: reads), contentType: "video/mp4").response(to: request)
    }
    routes.router.get("/events") { request, _ in
        Response.stream(to: request, contentType: "text/event-stream") { writer in
            while true {
                try await writer.write(ByteBuffer(string: "data: hello\n\n"))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let tls = ListenerTLS(.selfSigned(folder: folder.path, name: "native", hostNames: ["localhost"]))
    return try await withListener(routes, limits: limits, configure: { $0.tls = tls }) { port in
        let result = try await body(port)
        guard try await TestConnection.request(port, "GET", "/hello", tls: ["http/1.1"]).text == "hello true" else {
            throw HonestClientUnserved()
        }
        return result
    }
}

struct HonestClientUnserved: Error {}
