/// What a token says (RFC 7519 §4): who holds it, until when, and a few words more.
///
/// Times are seconds since 1970, UTC.
package struct TokenClaims: Hashable, Sendable {
    /// `sub`: whose it is.
    package var subject: String
    /// `jti`: the name of this one token, by which it is revoked.
    package var id: String
    /// `iat`.
    package var issuedAt: Int64
    /// `nbf`: the first second in which it counts. Nil: at once.
    package var notBefore: Int64?
    /// `exp`: the first second in which it counts no longer.
    package var expiresAt: Int64
    /// Claims of our own, such as `face` and `scope`. Their names are lower-case letters and underscores.
    package var others: [String: String]

    package init(
        subject: String,
        id: String,
        issuedAt: Int64,
        notBefore: Int64? = nil,
        expiresAt: Int64,
        others: [String: String] = [:]
    ) {
        self.subject = subject
        self.id = id
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.others = others
    }

    static let registered: Set<String> = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]

    /// The claims as a JSON object (RFC 8259): one way of writing for one value, without blanks, with the names of
    /// `others` in order.
    var json: [UInt8] {
        var members = ["\"sub\":\(Self.quoted(subject))", "\"jti\":\(Self.quoted(id))", "\"iat\":\(issuedAt)"]
        if let notBefore { members.append("\"nbf\":\(notBefore)") }
        members.append("\"exp\":\(expiresAt)")
        members += others.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\(Self.quoted($0.value))" }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    private static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        let digits = Array("0123456789abcdef".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: quoted += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: quoted.append(byte)
            }
        }
        return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
