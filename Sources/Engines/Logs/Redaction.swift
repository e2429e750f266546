/// Takes secrets out of texts that people will read: credentials in URLs, values of keys and tokens, headers that carry
/// an authorisation.
///
/// It cannot know every secret, and it is not where secrets are kept out of the log: it stands behind the code that
/// should never have written them. In doubt it takes too much.
package enum Redaction {
    /// What stands where a secret stood.
    package static let mask = "***"

    /// The text without secrets.
    package static func redacted(_ text: String) -> String {
        guard mayHoldSecrets(text) else { return text }
        var bytes = Array(text.utf8)
        bytes = AddressRedaction.redacted(bytes)
        bytes = ValueRedaction.redacted(bytes)
        bytes = TokenRedaction.redacted(bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a field of metadata with this name holds nothing that may be read. A plain "key" may: it names things
    /// too.
    package static func isSecret(field name: String) -> Bool { SecretWords.contains(Array(name.utf8), in: .field) }

    /// Most lines have none of the characters without which there is no secret; they cost one look at each byte.
    private static func mayHoldSecrets(_ text: String) -> Bool {
        var before: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "%"): return true
            // "Bearer ", "Basic ", "Digest ".
            case UInt8(ascii: " ")
            where before == UInt8(ascii: "r") || before == UInt8(ascii: "c")
                || before == UInt8(ascii: "t"):
                return true
            // "eyJ", the start of every JSON Web Token.
            case UInt8(ascii: "y") where before == UInt8(ascii: "e"): return true
            // "nj_", that of every API key.
            case UInt8(ascii: "_") where before == UInt8(ascii: "j"): return true
            default: before = byte
            }
        }
        return false
    }
}
