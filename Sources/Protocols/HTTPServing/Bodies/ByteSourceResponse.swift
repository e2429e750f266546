import HTTPTypes
package import Hummingbird
import NIOCore

/// A byte source as the answer of a URL: with ranges, conditional requests and a file name.
package struct ByteSourceResponse: Sendable {
    package var source: any ByteSource
    package var contentType: String
    package var entityTag: EntityTag?
    package var lastModified: HTTPDate?
    package var disposition: ContentDisposition?
    /// The browser may keep a copy but has to ask whether it is still good.
    package var cacheControl = "private, no-cache"

    /// The largest piece that is read and written at once, in bytes.
    static let pieceSize = 256 * 1024

    package init(
        _ source: any ByteSource,
        contentType: String,
        entityTag: EntityTag? = nil,
        lastModified: HTTPDate? = nil,
        disposition: ContentDisposition? = nil
    ) {
        self.source = source
        self.contentType = contentType
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.disposition = disposition
    }

    /// 200, 206, 304 or 416, as the request's `Range`, `If-Range`, `If-None-Match` and `If-Modified-Since` ask.
    package func response(to request: Request) -> Response {
        var headers = validators
        if isUnchanged(for: request) { return Response(status: .notModified, headers: headers) }
        let length = max(0, source.length)
        headers[.contentType] = contentType
        headers[.acceptRanges] = "bytes"
        headers[.contentDisposition] = disposition?.description
        switch range(of: request, length: length) {
        case .whole:
            return Response(status: .ok, headers: headers, body: body(0..<length))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
            return Response(status: .partialContent, headers: headers, body: body(range))
        case .unsatisfiable:
            return Problem(
                .rangeNotSatisfiable,
                detail: "The range lies outside the \(length) bytes there are.",
                headers: [.contentRange: "bytes */\(length)", .acceptRanges: "bytes"]
            ).response
        }
    }

    private var validators: HTTPFields {
        var headers: HTTPFields = [.cacheControl: cacheControl]
        headers[.eTag] = entityTag?.description
        headers[.lastModified] = lastModified?.description
        return headers
    }

    private func isUnchanged(for request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        // A tag, where one is sent, outweighs the date (RFC 9110 §13.2.2).
        if let header = request.headers[.ifNoneMatch] { return entityTag?.isNamed(by: header) ?? false }
        if let header = request.headers[.ifModifiedSince], let since = HTTPDate(header), let lastModified {
            return lastModified <= since
        }
        return false
    }

    private func range(of request: Request, length: Int64) -> ByteRange {
        guard request.method == .get || request.method == .head, let header = request.headers[.range] else {
            return .whole
        }
        if let condition = request.headers[.ifRange] {
            let sameTag = entityTag?.isExactly(condition) ?? false
            let sameDate = lastModified.map { $0 == HTTPDate(condition) } ?? false
            guard sameTag || sameDate else { return .whole }
        }
        return ByteRange(header: header, length: length)
    }

    private func body(_ range: Range<Int64>) -> ResponseBody {
        let source = source
        return ResponseBody(contentLength: Int(range.upperBound - range.lowerBound)) { writer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let count = Int(min(Int64(Self.pieceSize), range.upperBound - offset))
                var piece = try await source.read(offset: offset, count: count)
                guard piece.readableBytes > 0 else { throw ByteSourceEndedEarly(offset: offset) }
                if piece.readableBytes > count { piece = piece.readSlice(length: count) ?? piece }
                offset += Int64(piece.readableBytes)
                try await writer.write(piece)
            }
            try await writer.finish(nil)
        }
    }
}
