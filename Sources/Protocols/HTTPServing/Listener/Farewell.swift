import HTTPTypes
import Hummingbird

/// What every answer gets on its way out: its date, its security headers, what lets a foreign page read it, and nothing that
/// its version of HTTP does not know.
struct Farewell: Sendable {
    let request: HTTPRequest
    let isSecure: Bool
    let version: ConnectionFacts.Version
    let configuration: HTTPListenerConfiguration

    func apply(to response: inout Response) {
        configuration.crossOrigin?.apply(to: &response.headers, of: request)
        configuration.securityHeaders.apply(to: &response.headers, isSecure: isSecure)
        response.headers[.date] = HTTPDate(secondsSince1970: HTTPDate.systemSeconds()).description
        if case .http2 = version {
            for name in Self.connectionFields { response.headers[name] = nil }
        }
    }

    /// Of one connection, and forbidden in HTTP/2 (RFC 9113 §8.2.2).
    private static let connectionFields: [HTTPField.Name] = [
        .connection, .transferEncoding, .upgrade, .spelled("Keep-Alive"), .spelled("Proxy-Connection"),
    ]
}
