import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Sends text compressed to clients that like it.
///
/// Only a body of known and moderate length is compressed, whole and off the event loop, whichever version of HTTP carries
/// it. Not touched are parts of a body, media, and bodies without an end, whose pieces would wait in the compressor.
package struct Compression: Sendable {
    /// Fewer bytes than this are sent as they are.
    package var smallest = 1024
    /// More bytes than this are sent as they are: the whole text is held twice while it is compressed.
    package var largest = 4 * 1024 * 1024
    /// From 1, fast, to 9, small.
    package var level: Int32 = 5

    /// What the tag of a compressed answer ends with. By the strict rules it is another version than the plain one, and a
    /// weak tag could not be given back in `If-Match`.
    private static let tagEnding = "-gzip"

    package init() {}

    /// The request as a route shall see it: with the tags of the plain versions in its conditions. In `If-Range` the tag of
    /// a compressed answer stays, and matches nothing, since ranges are of the plain bytes.
    func prepare(_ request: Request) -> Request {
        var head = request.head
        for name in [HTTPField.Name.ifMatch, .ifNoneMatch] {
            let values = head.headerFields[values: name]
            guard values.contains(where: { $0.contains(Self.tagEnding + "\"") }) else { continue }
            head.headerFields[values: name] = values.map { $0.replacing(Self.tagEnding + "\"", with: "\"") }
        }
        return head == request.head ? request : Request(head: head, body: request.body)
    }

    /// Compresses the answer where that is allowed and worth it, and puts its tag right.
    ///
    /// - Parameter request: as the client sent it.
    func apply(to response: inout Response, for request: Request) async throws {
        if response.status == .notModified { return nameVersion(of: &response, for: request) }
        if response.headers[.contentEncoding] == "gzip" { return mark(&response.headers) }
        guard Self.isText(response.headers[.contentType]), response.headers[.contentEncoding] == nil,
            response.status.kind != .informational, ![204, 206].contains(response.status.code),
            response.headers[.contentRange] == nil
        else { return }
        response.headers.addVary("Accept-Encoding")
        guard request.method != .head, let length = response.body.contentLength, (smallest...largest).contains(length),
            !response.staysAsItIs, request.headers[.range] == nil,
            AcceptEncoding.prefersGzip(request.headers[.acceptEncoding])
        else { return }
        let plain = try await response.body.collected(length)
        guard let compressed = Gzip.compress(plain, level: level) else {
            response.body = ResponseBody(byteBuffer: plain)
            return
        }
        response.body = ResponseBody(byteBuffer: compressed)
        response.headers[.contentLength] = "\(compressed.readableBytes)"
        response.headers[.contentEncoding] = "gzip"
        mark(&response.headers)
    }

    private func mark(_ headers: inout HTTPFields) {
        headers.addVary("Accept-Encoding")
        headers[.acceptRanges] = nil
        guard let tag = headers[.eTag], tag.hasPrefix("\""), tag.hasSuffix("\""), tag.count >= 2 else { return }
        headers[.eTag] = tag.dropLast() + Self.tagEnding + "\""
    }

    /// "Not modified" names the version that the client has.
    private func nameVersion(of response: inout Response, for request: Request) {
        response.headers.addVary("Accept-Encoding")
        guard let tag = response.headers[.eTag], tag.hasPrefix("\""), tag.hasSuffix("\""), tag.count >= 2 else {
            return
        }
        let compressed = tag.dropLast() + Self.tagEnding + "\""
        if request.headers[values: .ifNoneMatch].contains(where: { $0.contains(compressed) }) {
            response.headers[.eTag] = String(compressed)
        }
    }

    /// Whether bytes of this type are text that gets shorter.
    static func isText(_ contentType: String?) -> Bool {
        guard let type = contentType?.prefix(while: { $0 != ";" && $0 != " " }).lowercased() else { return false }
        switch type {
        case "text/event-stream": return false
        case "application/json", "application/javascript", "application/xml", "application/x-yaml", "image/svg+xml",
            "application/vnd.apple.mpegurl", "application/x-mpegurl", "application/toml", "application/x-pem-file":
            return true
        default: return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
        }
    }
}

extension Response {
    /// Whether it is to stay as it is: because it says so (RFC 9111 §5.2.2.6), or because it sets a cookie and its length
    /// would tell of the secret in it (BREACH).
    fileprivate var staysAsItIs: Bool {
        headers[.setCookie] != nil || headers[.cacheControl]?.contains("no-transform") == true
    }
}

extension ResponseBody {
    /// The whole body.
    fileprivate func collected(_ length: Int) async throws -> ByteBuffer {
        let collected = Collected(length)
        try await write(CollectingWriter(collected: collected))
        return collected.bytes.withLock { $0 }
    }
}

/// The body's function may not keep its writer, but the compiler cannot know that it does not: hence the lock.
private final class Collected: Sendable {
    let bytes: Mutex<ByteBuffer>

    init(_ length: Int) { bytes = Mutex(ByteBufferAllocator().buffer(capacity: length)) }
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected

    mutating func write(_ buffer: ByteBuffer) async throws {
        collected.bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    consuming func finish(_ trailers: HTTPFields?) async throws {}
}
