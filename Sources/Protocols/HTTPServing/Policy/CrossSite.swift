package import HTTPTypes

/// Tells requests that a foreign web page made a browser send.
package enum CrossSite {
    /// Whether `origin` (the header) is another one than that of the server a request was sent to: scheme, host and port
    /// count.
    ///
    /// No origin is not foreign: programs send none, and a browser sends one with everything that could do harm.
    ///
    /// - Parameters:
    ///   - host: by which the server was asked, with its port unless that is the scheme's own.
    ///   - isSecure: whether it was asked over TLS, if need be that of a trusted proxy.
    package static func isForeign(origin: String?, host: String?, isSecure: Bool) -> Bool {
        guard let origin else { return false }
        guard let host, let own = Authority(host), let other = Origin(origin) else { return true }
        return other != Origin(authority: own, isSecure: isSecure)
    }

    /// Why a request that changes something must not be served, or nil.
    ///
    /// - Parameters:
    ///   - caller: who asks, seen through trusted proxies.
    ///   - crossOrigin: the foreign pages that the owner lets in.
    ///   - isOpen: whether the listener asks nobody who he is, so that a page needs no proof to do harm.
    package static func refusal(
        of request: HTTPRequest,
        by caller: Caller,
        crossOrigin: CrossOriginPolicy? = nil,
        isOpen: Bool = false
    ) -> Problem? {
        switch request.method {
        case .get, .head, .options: nil
        default: page(of: request, by: caller, crossOrigin: crossOrigin, harmsWithoutProof: isOpen)
        }
    }

    /// Why a request must not open a WebSocket for pages of this listener alone, or nil.
    static func webSocketRefusal(
        of request: HTTPRequest,
        by caller: Caller,
        crossOrigin: CrossOriginPolicy?
    ) -> Problem? {
        page(of: request, by: caller, crossOrigin: crossOrigin, harmsWithoutProof: true)
    }

    private static func page(
        of request: HTTPRequest,
        by caller: Caller,
        crossOrigin: CrossOriginPolicy?,
        harmsWithoutProof: Bool
    ) -> Problem? {
        let origins = request.headerFields[values: .origin]
        let proof = carriesAmbientProof(request.headerFields)
        // Of two origins nobody knows which is true.
        if origins.count > 1 { return .crossSite }
        if let origin = origins.first, let crossOrigin, crossOrigin.permits(origin) {
            return proof && !crossOrigin.allowsCredentials ? .crossSite : nil
        }
        if request.headerFields[values: .secFetchSite].contains(where: { $0.lowercased() == "cross-site" }) {
            return .crossSite
        }
        let foreign = isForeign(origin: origins.first, host: caller.host, isSecure: caller.isSecure)
        return foreign && (proof || harmsWithoutProof) ? .crossSite : nil
    }

    /// Whether a request has a proof of identity that a browser sends on its own: a cookie, or a name and password that it
    /// has kept. Every other proof is attached by whoever has it.
    private static func carriesAmbientProof(_ fields: HTTPFields) -> Bool {
        fields[.cookie] != nil
            || fields[values: .authorization].contains { value in
                value.prefix { $0 != " " }.lowercased() != "bearer"
            }
    }
}

/// Where a page comes from (RFC 6454), its port spelled out.
struct Origin: Hashable, Sendable {
    let isSecure: Bool
    let host: String
    let port: UInt16

    /// Reads `https://host` or `https://host:port`; nil for anything else, as for `null`.
    init?(_ text: String) {
        guard text.utf8.count <= 300, let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https",
            let authority = Authority(text[separator.upperBound...])
        else { return nil }
        self.init(authority: authority, isSecure: scheme == "https")
    }

    init(authority: Authority, isSecure: Bool) {
        self.isSecure = isSecure
        host = IPAddress(authority.host)?.description ?? authority.host
        port = authority.port ?? (isSecure ? 443 : 80)
    }
}

extension Problem {
    static var crossSite: Problem {
        Problem(
            .forbidden,
            detail: "This request was made by a page of another site. "
                + "If a proxy stands before this server, its owner has to name it among the trusted ones."
        )
    }
}
