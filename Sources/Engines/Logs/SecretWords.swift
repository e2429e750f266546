/// Names of things that are secret.
enum SecretWords {
    enum Place {
        /// Before an equals sign.
        case query
        /// Before a colon, or the name of a field: here a plain "key" or "auth" is an ordinary word.
        case field
    }

    private static let strong = words(
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "token",
        "secret",
        "apikey",
        "api_key",
        "api-key",
        "authorization",
        "cookie",
        "credential",
        "credentials",
        "jwt",
        "otp",
        "privatekey",
        "private_key",
        "private-key",
        "psk",
        "recovery_code",
        "recovery_codes"
    )
    private static let weak = words(
        "pass",
        "key",
        "auth",
        "sid",
        "session",
        "sessionid",
        "session_id",
        "signature",
        "sig"
    )

    private static func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

    /// Whether a name ends with one of the words: `access_token`, `X-Api-Key`, `cameraPassword`.
    static func contains(_ name: some BidirectionalCollection<UInt8>, in place: Place) -> Bool {
        strong.contains { ends(name, with: $0) } || (place == .query && weak.contains { ends(name, with: $0) })
    }

    /// Headers whose whole line is secret.
    static func isHeader(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        ends(name, with: Array("authorization".utf8)) || ends(name, with: Array("cookie".utf8))
    }

    private static func ends(_ name: some BidirectionalCollection<UInt8>, with word: [UInt8]) -> Bool {
        guard name.count >= word.count else { return false }
        return zip(name.suffix(word.count), word).allSatisfy { byte, expected in
            (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte) == expected
        }
    }
}
