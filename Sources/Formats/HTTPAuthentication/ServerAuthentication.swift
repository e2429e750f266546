import Cryptography
import Media

/// The server's side of authentication for one connection: its challenges, and the reading of what comes back.
///
/// Only MD5 and Basic are offered: FFmpeg gives up where SHA-256 stands in the list. The nonce is good for one
/// connection alone, so that a header that was overheard opens nothing elsewhere.
package struct ServerAuthentication: Sendable {
    package let realm: String
    private let nonce: String
    private let offersBasic: Bool

    /// - Parameter nonce: random, and new for each connection.
    package init(realm: String, nonce: String, offersBasic: Bool = true) {
        self.realm = String(realm.unicodeScalars.filter { $0 != "\"" && $0 != "\\" && $0.value >= 0x20 })
        self.nonce = nonce
        self.offersBasic = offersBasic
    }

    /// Values of `WWW-Authenticate`, the better first.
    package var challenges: [String] {
        let digest = "Digest realm=\"\(realm)\", nonce=\"\(nonce)\""
        return offersBasic ? [digest, "Basic realm=\"\(realm)\""] : [digest]
    }

    /// Who the client of a request says it is; nil where it says nothing that we can check.
    ///
    /// - Parameters:
    ///   - authorization: the value of the request's `Authorization` header.
    ///   - method: of the request line.
    ///   - uri: of the request line, absolute or a path.
    package func login(authorization: String?, method: String, uri: String) -> PresentedLogin? {
        guard let header = authorization.flatMap({ AuthenticationHeader.all(in: $0).first }) else { return nil }
        if header.scheme == "basic" {
            return offersBasic ? header.token.flatMap(PresentedLogin.basic) : nil
        }
        guard header.scheme == "digest", header.parameters["algorithm"].map({ $0.uppercased() == "MD5" }) ?? true,
            let username = header.parameters["username"], let hash = header.parameters["response"],
            let signed = header.parameters["uri"], Self.uri(signed, fits: uri),
            let answered = header.parameters["nonce"], constantTimeEqual(Array(answered.utf8), Array(nonce.utf8)),
            header.parameters["realm"] == realm
        else { return nil }
        var response = DigestResponse(algorithm: .md5, realm: realm, nonce: nonce, method: method, uri: signed)
        if header.parameters["qop"] != nil {
            guard let count = header.parameters["nc"], let clientNonce = header.parameters["cnonce"] else { return nil }
            response.quality = (count, clientNonce)
        }
        return .digest(username: Self.unescaped(username), response, hash: hash.lowercased())
    }

    /// Clients sign the URI of the request, the stream's URL with or without its slash while they ask for a track, or
    /// the path alone. All of that is fine, because the nonce is bound to the connection.
    private static func uri(_ signed: String, fits requested: String) -> Bool {
        let signed = path(of: signed)
        let requested = path(of: requested)
        return requested == signed || requested.utf8.starts(with: (signed + "/").utf8)
    }

    /// Without scheme and host, and without slashes at its ends.
    private static func path(of uri: String) -> String {
        var rest = uri[...].trimmed
        let (scheme, behind) = rest.cut(at: ":")
        if let behind, behind.hasASCIIPrefix("//"), !scheme.isEmpty, scheme.utf8.allSatisfy(isLetter) {
            let location = Substring(behind.utf8.dropFirst(2))
            rest = location.utf8.firstIndex(of: UInt8(ascii: "/")).map { location[$0...] } ?? ""
        }
        while rest.utf8.last == UInt8(ascii: "/") { rest = Substring(rest.utf8.dropLast()) }
        while rest.utf8.first == UInt8(ascii: "/") { rest = Substring(rest.utf8.dropFirst()) }
        return String(rest)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func unescaped(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else {
                plain.append(scalar)
                isEscaped = false
            }
        }
        return String(plain)
    }
}
