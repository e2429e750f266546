package import HTTPTypes

/// Header fields that tell a browser what a page of this listener may do. One that a route has set is left alone.
package struct SecurityHeaders: Sendable {
    package var fields: HTTPFields
    /// How long a browser that came over TLS shall come over TLS alone; nil says nothing of it. Off unless asked for: with a
    /// certificate that a browser does not know, it locks the owner out.
    package var strictTransportSecurity: Duration?

    package init(fields: HTTPFields, strictTransportSecurity: Duration? = nil) {
        self.fields = fields
        self.strictTransportSecurity = strictTransportSecurity
    }

    /// Nothing from elsewhere, no inline script, no frame, no text that a script makes code or HTML of (Trusted Types), nothing
    /// kept in a cache unless the route says so.
    package static let standard = SecurityHeaders(fields: [
        .contentSecurityPolicy: [
            "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
            "media-src 'self' blob:", "connect-src 'self'", "worker-src 'self'", "object-src 'none'", "base-uri 'none'",
            "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ].joined(separator: "; "),
        .xContentTypeOptions: "nosniff",
        .xFrameOptions: "DENY",
        .referrerPolicy: "no-referrer",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
        .permissionsPolicy: "camera=(), geolocation=(), microphone=(self)",
        .cacheControl: "no-store",
    ])

    func apply(to headers: inout HTTPFields, isSecure: Bool) {
        if isSecure, let seconds = strictTransportSecurity?.components.seconds {
            headers[.strictTransportSecurity] = "max-age=\(max(0, seconds))"
        }
        for field in fields where headers[field.name] == nil { headers.append(field) }
    }
}

extension HTTPField.Name {
    static let secFetchSite = spelled("Sec-Fetch-Site")
    static let xFrameOptions = spelled("X-Frame-Options")
    static let referrerPolicy = spelled("Referrer-Policy")
    static let crossOriginOpenerPolicy = spelled("Cross-Origin-Opener-Policy")
    static let permissionsPolicy = spelled("Permissions-Policy")

    /// A name written in the program, which is known to be well formed.
    package static func spelled(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not the name of a header field") }
        return name
    }
}
