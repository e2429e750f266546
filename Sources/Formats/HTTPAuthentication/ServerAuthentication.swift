import Cryptography
import Media

/// The server's side of authentication for one connection: its challenges, and the reading of what comes back.
///
/// SHA-256 is offered where that is wanted, and before MD5: FFmpeg and GStreamer know MD5 alone and answer the last Digest
/// of the list, live555 the last that it understands, and a client that goes by the book (RFC 7616 §3.7) the first. The nonce
/// is good for one connection alone, so that a header that was overheard opens nothing elsewhere.
package struct ServerAuthentication: Sendable {
    package let realm: String
    private let nonce: String
    private let offersBasic: Bool
    private let offersSHA256: Bool

    /// - Parameter nonce: random, and new for each connection.
    package init(realm: String, nonce: String, offersBasic: Bool = true, offersSHA256: Bool = false) {
        self.realm = String(realm.unicodeScalars.filter { $0 != "\"" && $0 != "\\" && $0.value >= 0x20 })
        self.nonce = nonce
        self.offersBasic = offersBasic
        self.offersSHA256 = offersSHA256
    }

    /// Values of `WWW-Authenticate`, the better first.
    package var challenges: [String] {
        let digest = "Digest realm=\"\(realm)\", nonce=\"\(nonce)\""
        let better = offersSHA256 ? [digest + ", qop=\"auth\", algorithm=SHA-256"] : []
        return better + (offersBasic ? [digest, "Basic realm=\"\(realm)\""] : [digest])
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
        guard header.scheme == "digest", let algorithm = algorithm(header.parameters["algorithm"]),
            let username = header.parameters["username"], let hash = header.parameters["response"],
            let signed = header.parameters["uri"], Self.uri(signed, fits: uri),
            let answered = header.parameters["nonce"], constantTimeEqual(Array(answered.utf8), Array(nonce.utf8)),
            header.parameters["realm"] == realm
        else { return nil }
        var response = DigestResponse(algorithm: algorithm, realm: realm, nonce: nonce, method: method, uri: signed)
        if header.parameters["qop"] != nil {
            guard let count = header.parameters["nc"], let clientNonce = header.parameters["cnonce"] else { return nil }
            response.quality = (count, clientNonce)
        }
        return .digest(username: Self.unescaped(username), response, hash: hash.lowercased())
    }

    /// Nil for one that was not offered.
    private func algorithm(_ name: String?) -> AuthenticationChallenge.Digest.Algorithm? {
        switch name?.uppercased() {
        case nil, "MD5": .md5
        case "SHA-256": offersSHA256 ? .sha256 : nil
        default: nil
        }
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
