import SDP

/// One way in that a server offers in `WWW-Authenticate` (RFC 7616, RFC 7617). Others are passed over.
package enum RTSPChallenge: Hashable, Sendable {
    case basic(realm: String)
    case digest(Digest)

    package struct Digest: Hashable, Sendable {
        package enum Algorithm: String, Hashable, Sendable {
            case md5 = "MD5"
            case sha256 = "SHA-256"
        }

        package var realm: String
        package var nonce: String
        package var algorithm: Algorithm
        /// Whether the parameter was there at all: it goes back only to those who sent it.
        package var namesAlgorithm: Bool
        package var opaque: String?
        /// Whether `qop=auth` is offered.
        package var offersAuth: Bool
        /// The password was right, only the nonce is too old.
        package var isStale: Bool
    }

    /// All challenges of a reply that we can meet, in their order: several headers, or several in one.
    package static func all(in response: RTSPResponse) -> [RTSPChallenge] {
        response.headers.values(of: "WWW-Authenticate").flatMap { header in
            RTSPAuthenticationHeader.all(in: header).compactMap(RTSPChallenge.init)
        }
    }

    /// SHA-256 before MD5 before the open password.
    var strength: Int {
        switch self {
        case .basic: 0
        case .digest(let digest): digest.algorithm == .md5 ? 1 : 2
        }
    }

    private init?(_ header: RTSPAuthenticationHeader) {
        if header.scheme == "basic" {
            self = .basic(realm: header.parameters["realm"] ?? "")
            return
        }
        guard header.scheme == "digest", let nonce = header.parameters["nonce"] else { return nil }
        let name = header.parameters["algorithm"]
        guard let algorithm = Digest.Algorithm(rawValue: name?.uppercased() ?? "MD5") else { return nil }
        let qualities = header.parameters["qop"]?[...].fields(separatedBy: ",") ?? []
        let offersAuth = qualities.contains { $0.isASCII("auth") }
        // "auth-int" alone is beyond us.
        guard offersAuth || qualities.isEmpty else { return nil }
        self = .digest(
            Digest(
                realm: header.parameters["realm"] ?? "",
                nonce: nonce,
                algorithm: algorithm,
                namesAlgorithm: name != nil,
                opaque: header.parameters["opaque"],
                offersAuth: offersAuth,
                isStale: header.parameters["stale"]?.lowercased() == "true"
            )
        )
    }
}
