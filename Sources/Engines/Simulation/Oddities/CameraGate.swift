import Cryptography
import HTTPAuthentication
import Media

/// Asks clients for the password: over HTTP those of the whole server, and oddly over RTSP that of one connection.
struct CameraGate {
    static let realm = "Nightjar simulated camera"

    private let credentials: HTTPCredentials
    /// MD5 and Basic; nil where something is odd.
    private let usual: ServerAuthentication?
    private let algorithm: String
    /// How long a nonce is good for; nil for ever.
    private let lifetime: Duration?
    private var nonce: String
    private var issued: MonotonicTime
    private var oldNonce: String?

    init(_ credentials: HTTPCredentials, _ plan: OddityPlan, now: MonotonicTime) {
        self.credentials = credentials
        algorithm = plan.text(of: .digest) == "sha256" ? "SHA-256" : "MD5"
        lifetime = plan.seconds(of: .nonceExpires)
        nonce = Self.makeNonce()
        issued = now
        usual = Self.isOdd(plan) ? nil : ServerAuthentication(realm: Self.realm, nonce: nonce)
    }

    static func isOdd(_ plan: OddityPlan) -> Bool { plan.has(.digest) || plan.has(.nonceExpires) }

    static func makeNonce() -> String { Hexadecimal.encode(randomBytes(16)) }

    /// What a request is to be refused with: values of `WWW-Authenticate`. Nil where it may come in.
    ///
    /// - Parameters:
    ///   - authorization: the value of the request's `Authorization` header.
    ///   - accounts: who may come in; nil for the one that the server was made with.
    mutating func refusal(
        of authorization: String?,
        method: String,
        uri: String,
        accounts: [HTTPCredentials]? = nil,
        now: MonotonicTime
    ) -> [String]? {
        let accounts = accounts ?? [credentials]
        if let usual {
            let login = usual.login(authorization: authorization, method: method, uri: uri)
            let isRight =
                login.map { login in
                    accounts.contains { login.username == $0.username && login.matches(password: $0.password) }
                } ?? false
            return isRight ? nil : usual.challenges
        }
        func isProof(_ authorization: String, _ nonce: String) -> Bool {
            accounts.contains { self.isProof(authorization, nonce, of: $0, method: method, uri: uri) }
        }
        if let lifetime, now - issued >= lifetime {
            oldNonce = nonce
            nonce = Self.makeNonce()
            issued = now
        }
        guard let authorization else { return [challenge(nonce)] }
        if isProof(authorization, nonce) { return nil }
        let isStale = oldNonce.map { isProof(authorization, $0) } ?? false
        return [challenge(nonce) + (isStale ? ", stale=true" : "")]
    }

    private func challenge(_ nonce: String) -> String {
        "Digest realm=\"\(Self.realm)\", nonce=\"\(nonce)\", algorithm=\(algorithm)"
    }

    /// Without a quality of protection the response has nothing random in it: it must be what we would sign ourselves.
    private func isProof(
        _ authorization: String,
        _ nonce: String,
        of credentials: HTTPCredentials,
        method: String,
        uri: String
    ) -> Bool {
        var signer = Authorizer(credentials: credentials)
        _ = signer.refused([challenge(nonce)], attempts: 0)
        guard let expected = signer.authorization(method: method, uri: uri),
            let response = expected[...].fields(separatedBy: ",").first(where: { $0.hasPrefix("response=") })
        else { return false }
        return authorization[...].fields(separatedBy: ",").contains(response)
    }
}
