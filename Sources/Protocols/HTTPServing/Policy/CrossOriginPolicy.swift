import HTTPTypes

/// Which foreign pages may read what a listener answers (CORS). A listener without one lets no page in.
package struct CrossOriginPolicy: Sendable {
    /// Why a policy cannot be: one sentence for the person who wrote it.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let origins: Set<Origin>
    /// Whether such a page may use the cookie or the kept password of the person who looks at it.
    package let allowsCredentials: Bool

    /// What a page may send beyond the plainest, and see beyond it.
    private static let requestFields =
        "Authorization, Content-Type, If-Match, If-None-Match, Range, X-API-Key, X-CSRF-Token"
    private static let exposedFields =
        "Accept-Ranges, Content-Disposition, Content-Range, ETag, Location, Retry-After"

    /// - Parameter origins: each as `https://home.example.net` or with a port. `*` is no origin: it would let every page in.
    package init(origins: [String], allowsCredentials: Bool = false) throws(Fault) {
        var read: Set<Origin> = []
        for text in origins {
            guard let origin = Origin(text) else {
                throw Fault(description: "\"\(text)\" is not an origin; write it as https://home.example.net.")
            }
            read.insert(origin)
        }
        self.origins = read
        self.allowsCredentials = allowsCredentials
    }

    /// Whether a page with this `Origin` is let in.
    package func permits(_ origin: String) -> Bool { Origin(origin).map(origins.contains) ?? false }

    /// The answer to a browser that asks before it lets a page send something, or nil where the request is no such question.
    ///
    /// - Parameter methods: known at this address.
    func preflight(_ request: HTTPRequest, methods: some Sequence<String>) -> HTTPFields? {
        guard request.method == .options, let origin = request.headerFields[.origin],
            request.headerFields[.accessControlRequestMethod] != nil, permits(origin)
        else { return nil }
        return [
            .accessControlAllowMethods: methods.sorted().joined(separator: ", "),
            .accessControlAllowHeaders: Self.requestFields,
            .accessControlMaxAge: "600",
        ]
    }

    /// Adds to an answer what lets the page read it.
    func apply(to fields: inout HTTPFields, of request: HTTPRequest) {
        fields.addVary("Origin")
        let asked = request.headerFields[values: .origin]
        guard asked.count == 1, permits(asked[0]) else { return }
        fields[.accessControlAllowOrigin] = asked[0]
        fields[.accessControlExposeHeaders] = Self.exposedFields
        if allowsCredentials { fields[.accessControlAllowCredentials] = "true" }
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[name] = "cross-origin" }
    }
}

extension HTTPFields {
    /// Names a header field of requests that this answer depends on.
    mutating func addVary(_ name: String) {
        let named = self[values: .vary].flatMap { $0.split(separator: ",") }
            .map { $0.filter { $0 != " " }.lowercased() }
        if named.contains(name.lowercased()) || named.contains("*") { return }
        self[.vary] = (self[values: .vary] + [name]).joined(separator: ", ")
    }
}
