import Media

/// One way in that a server offers in `WWW-Authenticate` (RFC 7235, RFC 7616, RFC 7617).
package enum AuthenticationChallenge: Hashable, Sendable {
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

    /// All challenges that we can meet, in their order; others are passed over.
    ///
    /// - Parameter values: of all `WWW-Authenticate` headers of a reply; each may hold several challenges.
    package static func all(in values: [String]) -> [AuthenticationChallenge] {
        values.flatMap { AuthenticationHeader.all(in: $0).compactMap(AuthenticationChallenge.init) }
    }

    /// SHA-256 before MD5 before the open password.
    var strength: Int {
        switch self {
        case .basic: 0
        case .digest(let digest): digest.algorithm == .md5 ? 1 : 2
        }
    }

    private init?(_ header: AuthenticationHeader) {
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
