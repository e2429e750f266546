import Cryptography
import Media

/// What a client shows to a server of ours as its identity. The owner looks the user up and says whether it may come
/// in.
package struct PresentedLogin: Sendable, CustomStringConvertible, CustomReflectable {
    package let username: String
    private let proof: Proof

    private enum Proof {
        case basic(password: String)
        case digest(DigestResponse, hash: String)
    }

    /// The open password of Basic, for an owner who keeps only hashes of passwords; nil with Digest.
    package var password: String? {
        if case .basic(let password) = proof { password } else { nil }
    }

    /// Whether the client knows this password; in constant time.
    package func matches(password: String) -> Bool {
        switch proof {
        case .basic(let shown):
            return constantTimeEqual(Array(shown.utf8), Array(password.utf8))
        case .digest(let response, let hash):
            let expected = response.hash(username: username, password: password)
            return constantTimeEqual(Array(hash.utf8), Array(expected.utf8))
        }
    }

    package var description: String { "PresentedLogin(\(username))" }
    package var customMirror: Mirror { Mirror(self, children: ["username": username]) }

    static func basic(_ token: String) -> PresentedLogin? {
        guard let bytes = Base64.decode(token) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let password = String(text[text.utf8.index(after: colon)...])
        return PresentedLogin(username: String(text[..<colon]), proof: .basic(password: password))
    }

    static func digest(username: String, _ response: DigestResponse, hash: String) -> PresentedLogin {
        PresentedLogin(username: username, proof: .digest(response, hash: hash))
    }
}
