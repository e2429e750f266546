package import HTTPTypes

/// Tells requests that a foreign web page made a browser send.
package enum CrossSite {
    /// Whether `origin` (the header) is another site than the one the request was sent to.
    ///
    /// No origin is not foreign: programs send none, and a browser sends one with everything that could do harm.
    package static func isForeign(origin: String?, host: String?) -> Bool {
        guard let origin else { return false }
        guard let host, let own = Authority(host), let separator = origin.firstRange(of: "://") else { return true }
        let scheme = origin[..<separator.lowerBound].lowercased()
        guard let other = Authority(origin[separator.upperBound...]) else { return true }
        let defaultPort: UInt16
        switch scheme {
        case "http": defaultPort = 80
        case "https": defaultPort = 443
        default: return true
        }
        // Behind a proxy that ends TLS the scheme seen here is not the browser's, so the origin's scheme decides.
        return own.host != other.host || (own.port ?? defaultPort) != (other.port ?? defaultPort)
    }

    /// Why a request that changes something must not be served, or nil.
    package static func refusal(of request: HTTPRequest) -> Problem? {
        switch request.method {
        case .get, .head, .options: return nil
        default: break
        }
        if request.headerFields[.secFetchSite]?.lowercased() == "cross-site" { return .crossSite }
        // A cookie is sent by the browser on its own; every other proof of identity is attached by whoever has it.
        let foreign = isForeign(origin: request.headerFields[.origin], host: request.authority)
        return foreign && request.headerFields[.cookie] != nil ? .crossSite : nil
    }
}

extension Problem {
    static var crossSite: Problem {
        Problem(.forbidden, detail: "This request was made by a page of another site.")
    }
}
