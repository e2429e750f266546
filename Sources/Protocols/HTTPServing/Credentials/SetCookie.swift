import HTTPTypes
package import Hummingbird

/// A cookie that a face gives to a browser: no script can read it, and it comes back to this server alone. Never prints its
/// value.
package struct SetCookie: Sendable, CustomStringConvertible, CustomReflectable {
    package enum SameSite: String, Sendable {
        case strict = "Strict"
        case lax = "Lax"
    }

    /// Without the prefix that a secure connection adds.
    package let name: String
    private let value: String
    /// Nil lets the cookie go with the browser's session; zero takes it away.
    package let maxAge: Duration?
    package let sameSite: SameSite

    /// Cookies know no ports: faces on one machine need names of their own.
    ///
    /// - Parameters:
    ///   - name: letters, digits, `-` and `_`; without a prefix.
    ///   - value: base 64, hexadecimal or the like: printable, without blanks, quotes, commas, semicolons and backslashes.
    ///   - sameSite: strict ones are left out by Safari when a page opens a WebSocket to its own server. What lax ones let
    ///     through beyond that, a foreign page's link, changes nothing; `CrossSite` and a session's token see to the rest.
    package init(name: String, value: String, maxAge: Duration? = nil, sameSite: SameSite = .lax) {
        precondition(Self.isName(name) && Self.isValue(value[...]), "\(name) cannot be a cookie")
        self.name = name
        self.value = value
        self.maxAge = maxAge
        self.sameSite = sameSite
    }

    /// Takes a cookie of this name away from the browser.
    package static func clearing(_ name: String) -> SetCookie { SetCookie(name: name, value: "", maxAge: .zero) }

    /// The value of the header field.
    ///
    /// - Parameter isSecure: whether the browser came over TLS (``ServingContext/isSecure``). The cookie is then bound to
    ///   it, and by its prefix a server of the same name without TLS cannot plant one.
    package func header(isSecure: Bool) -> String {
        var parts = ["\(Self.wireName(name, isSecure: isSecure))=\(value)", "Path=/", "HttpOnly"]
        parts.append("SameSite=\(sameSite.rawValue)")
        if isSecure { parts.append("Secure") }
        if let maxAge { parts.append("Max-Age=\(max(0, maxAge.components.seconds))") }
        return parts.joined(separator: "; ")
    }

    package var description: String { "SetCookie(\(name))" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    static func wireName(_ name: String, isSecure: Bool) -> String { isSecure ? "__Host-\(name)" : name }

    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    static func isValue(_ text: Substring) -> Bool {
        text.utf8.count <= 4096
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
                default: false
                }
            }
    }
}

extension Response {
    /// Sends a cookie along. The answer is then not compressed, since its length would tell of the secret in it.
    package mutating func set(_ cookie: SetCookie, isSecure: Bool) {
        headers.append(HTTPField(name: .setCookie, value: cookie.header(isSecure: isSecure)))
    }
}
