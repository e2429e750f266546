import Cryptography
import Media

/// The client's side of authentication: takes the server's challenges and signs requests.
///
/// One value serves one server, over one connection or several: what it has learnt, it signs all later requests with.
package struct Authorizer: Sendable {
    /// What to do about a 401.
    package enum Verdict: Hashable, Sendable {
        /// Send the same request again, signed.
        case retry
        /// The password was refused.
        case refused
        case credentialsNeeded
        /// The server asks for nothing that we can do.
        case unsupported
    }

    private let credentials: HTTPCredentials?
    private let allowsBasic: Bool
    private let random: @Sendable (Int) -> [UInt8]
    private var challenge: AuthenticationChallenge?
    private var nonceCount: UInt32 = 0
    /// Whether the server has accepted the password.
    private var wasAccepted = false

    /// - Parameters:
    ///   - allowsBasic: whether the server may have the password in the clear, which is what Basic gives it.
    ///   - random: so many random bytes.
    package init(
        credentials: HTTPCredentials?,
        allowsBasic: Bool = true,
        random: @escaping @Sendable (Int) -> [UInt8] = { randomBytes($0) }
    ) {
        self.credentials = credentials
        self.allowsBasic = allowsBasic
        self.random = random
    }

    /// Tells of a request that was signed and answered with anything but 401.
    package mutating func accepted() {
        if challenge != nil { wasAccepted = true }
    }

    /// Takes the challenges of a 401. The strongest that we can meet is the one that counts.
    ///
    /// A nonce that grew old is replaced once for each request. A first password is never tried twice, because cameras
    /// lock people out: a new nonce alone is no reason, since many send one with each refusal.
    ///
    /// - Parameters:
    ///   - challenges: the values of all `WWW-Authenticate` headers.
    ///   - attempts: how often this very request was sent with a signature.
    package mutating func refused(_ challenges: [String], attempts: Int) -> Verdict {
        let offers = AuthenticationChallenge.all(in: challenges).filter { allowsBasic || $0.strength > 0 }
        guard credentials != nil else { return .credentialsNeeded }
        guard let best = offers.max(by: { $0.strength < $1.strength }) else {
            return attempts > 0 ? .refused : .unsupported
        }
        if attempts > 0 {
            guard attempts == 1, case .digest(let new) = best, new.nonce != currentNonce, new.isStale || wasAccepted
            else { return .refused }
        }
        if case .digest(let new) = best, new.nonce == currentNonce {
            // The same nonce goes on counting.
        } else {
            nonceCount = 0
        }
        challenge = best
        return .retry
    }

    private var currentNonce: String? {
        if case .digest(let digest) = challenge { digest.nonce } else { nil }
    }

    /// Whether requests are signed by now.
    package var signs: Bool { challenge != nil && credentials != nil }

    /// The value of the `Authorization` header for a request; nil before a challenge.
    ///
    /// - Parameters:
    ///   - method: as in the request line.
    ///   - uri: the very bytes of the request line, without credentials: some cameras compare them.
    package mutating func authorization(method: String, uri: String) -> String? {
        guard let credentials, let challenge else { return nil }
        switch challenge {
        case .basic:
            return "Basic " + Base64.encode(Array("\(credentials.username):\(credentials.password)".utf8))
        case .digest(let digest):
            return sign(method: method, uri: uri, digest, credentials)
        }
    }

    private mutating func sign(
        method: String,
        uri: String,
        _ digest: AuthenticationChallenge.Digest,
        _ credentials: HTTPCredentials
    ) -> String {
        var response = DigestResponse(
            algorithm: digest.algorithm,
            realm: digest.realm,
            nonce: digest.nonce,
            method: method,
            uri: uri
        )
        if digest.offersAuth {
            nonceCount &+= 1
            let count = String(nonceCount, radix: 16)
            let padded = String(repeating: "0", count: 8 - count.count) + count
            response.quality = (padded, Hexadecimal.encode(random(8)))
        }
        let hash = response.hash(username: credentials.username, password: credentials.password)
        var header = "Digest username=\"\(Self.quoted(credentials.username))\", realm=\"\(digest.realm)\", "
        header += "nonce=\"\(digest.nonce)\", uri=\"\(uri)\", response=\"\(hash)\""
        if digest.namesAlgorithm { header += ", algorithm=\(digest.algorithm.rawValue)" }
        if let opaque = digest.opaque { header += ", opaque=\"\(opaque)\"" }
        if let quality = response.quality {
            header += ", qop=auth, nc=\(quality.count), cnonce=\"\(quality.clientNonce)\""
        }
        return header
    }

    private static func quoted(_ text: String) -> String {
        var quoted = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        return String(quoted)
    }
}
