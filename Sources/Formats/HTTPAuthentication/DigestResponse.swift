import Cryptography
import Media

/// The hash of Digest authentication (RFC 2617 §3.2.2, RFC 7616 §3.4.1), for both sides.
struct DigestResponse {
    var algorithm: AuthenticationChallenge.Digest.Algorithm
    var realm: String
    var nonce: String
    /// Of the request: "GET", "DESCRIBE".
    var method: String
    /// As the header has it.
    var uri: String
    /// Nonce count and client nonce, with `qop=auth`.
    var quality: (count: String, clientNonce: String)?

    func hash(username: String, password: String) -> String {
        let secret = digest("\(username):\(realm):\(password)")
        let request = digest("\(method):\(uri)")
        if let quality {
            return digest("\(secret):\(nonce):\(quality.count):\(quality.clientNonce):auth:\(request)")
        }
        return digest("\(secret):\(nonce):\(request)")
    }

    private func digest(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return Hexadecimal.encode(algorithm == .md5 ? MD5.hash(bytes) : SHA256.hash(bytes))
    }
}
