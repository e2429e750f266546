import Cryptography
import Media

/// A secret that is handed out once. Never prints itself.
package struct SecretText: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "SecretText(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The secrets that are made here, and how they are kept.
///
/// A token or a key has 256 bits of chance, so a fast hash (SHA-256) is enough to keep it: nobody tries 2^255 of them,
/// however fast each is, and a slow hash would only make every request slow. Nor does it need a salt.
enum AccessSecret {
    private static let byteCount = 32
    static let keyMark = "nj_"
    private static let prefixByteCount = 4

    /// 64 hexadecimal digits.
    static func newToken() -> SecretText { SecretText(Hexadecimal.encode(randomBytes(byteCount))) }

    /// `nj_` and eight digits, by which people tell keys apart, then `_` and 64 digits.
    static func newKey() -> (prefix: String, key: SecretText) {
        let prefix = keyMark + Hexadecimal.encode(randomBytes(prefixByteCount))
        return (prefix, SecretText(prefix + "_" + newToken().text))
    }

    /// What is kept of a token or a key.
    static func hash(_ secret: String) -> [UInt8] { SHA256.hash(Array(secret.utf8)) }

    /// Whether it may be a token at all; the catalogue is not asked for anything else.
    static func isToken(_ text: some StringProtocol) -> Bool {
        text.utf8.prefix(2 * byteCount + 1).count == 2 * byteCount && text.utf8.allSatisfy(isDigit)
    }

    static func isKey(_ text: String) -> Bool {
        let prefixCount = keyMark.utf8.count + 2 * prefixByteCount
        guard text.utf8.prefix(200).count == prefixCount + 1 + 2 * byteCount, text.hasPrefix(keyMark) else {
            return false
        }
        let parts = text.utf8.dropFirst(keyMark.utf8.count).split(
            separator: UInt8(ascii: "_"),
            omittingEmptySubsequences: false
        )
        return parts.count == 2 && parts[0].count == 2 * prefixByteCount && parts.allSatisfy { $0.allSatisfy(isDigit) }
    }

    /// The token that a page must send along with changes. Whoever has the session's token can compute it and nobody can
    /// compute back, so it need not be kept, and it changes with every new token.
    static func csrfToken(of token: String) -> String {
        Hexadecimal.encode(HMACSHA256.code(for: Array("csrf".utf8), key: Array(token.utf8)))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
