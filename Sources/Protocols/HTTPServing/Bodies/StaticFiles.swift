import HTTPTypes
package import Hummingbird
package import NIOCore

/// A file of the web app, held in memory.
package struct StaticFile: Sendable {
    /// Begins with `/`; letters, digits and `-_.~` between the slashes.
    package let path: String
    package let contentType: String
    package let bytes: ByteBuffer
    package let entityTag: EntityTag

    /// - Parameter entityTag: computed from the bytes where none is given.
    package init(path: String, contentType: String, bytes: ByteBuffer, entityTag: EntityTag? = nil) {
        self.path = path
        self.contentType = contentType
        self.bytes = bytes
        self.entityTag = entityTag ?? EntityTag(of: bytes.readableBytesView)
    }
}

/// A set of files in memory, each at its own path; `/` answers with `/index.html`.
package struct StaticFiles: Sendable {
    package let files: [StaticFile]

    package init(_ files: [StaticFile]) { self.files = files }

    /// Adds a route for each file. A path that could be taken for a pattern, or comes twice, is a programmer's error.
    package func addRoutes(to router: some RouterMethods<ServingContext>) {
        for file in files {
            precondition(
                file.path.hasPrefix("/") && file.path.utf8.allSatisfy(Self.isPathByte),
                "\(file.path) cannot be the path of a static file"
            )
            var answer = ByteSourceResponse(
                BufferSource(file.bytes),
                contentType: file.contentType,
                entityTag: file.entityTag
            )
            answer.cacheControl = "no-cache"
            let versions = Versions(plain: answer, compressed: Self.compressed(file))
            router.get(RouterPath(file.path)) { request, _ in versions.response(to: request) }
            if file.path == "/index.html" {
                router.get("/") { request, _ in versions.response(to: request) }
            }
        }
    }

    /// Once for all requests, and as small as can be.
    private static func compressed(_ file: StaticFile) -> ByteBuffer? {
        guard Compression.isText(file.contentType), file.bytes.readableBytes >= Compression().smallest else {
            return nil
        }
        return Gzip.compress(file.bytes, level: 9)
    }

    private struct Versions: Sendable {
        let plain: ByteSourceResponse
        let compressed: ByteBuffer?

        func response(to request: Request) -> Response {
            guard let compressed else { return plain.response(to: request) }
            var answer = plain
            let isCompressed =
                request.headers[.range] == nil
                && AcceptEncoding.prefersGzip(request.headers[.acceptEncoding])
            if isCompressed { answer.source = BufferSource(compressed) }
            var response = answer.response(to: request)
            // The front door puts tag and ranges right by this field.
            if isCompressed, response.status == .ok { response.headers[.contentEncoding] = "gzip" }
            response.headers.addVary("Accept-Encoding")
            return response
        }
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): true
        default: false
        }
    }
}
