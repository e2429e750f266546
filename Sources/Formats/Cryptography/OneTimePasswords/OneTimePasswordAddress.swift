import Media

extension OneTimePassword {
    /// What the QR code says from which an authenticator app takes the secret: an `otpauth:` URI by the "Key URI
    /// Format" of Google Authenticator, which all apps read. It holds the secret: never log it.
    ///
    /// A colon divides issuer from account in the label, and some apps look for it only after decoding; so a colon in
    /// either becomes a hyphen. The issuer is there twice because old apps know only the label, and new ones the
    /// parameter.
    ///
    /// - Parameters:
    ///   - issuer: whose account it is, say "Nightjar" or the name of the house; may be empty.
    ///   - account: the name of the user.
    package static func address(secret: [UInt8], issuer: String, account: String) -> String {
        let issuer = encoded(issuer)
        let label = issuer.isEmpty ? encoded(account) : "\(issuer):\(encoded(account))"
        let parameter = issuer.isEmpty ? "" : "&issuer=\(issuer)"
        return "otpauth://totp/\(label)?secret=\(Base32.encode(secret))\(parameter)"
            + "&algorithm=SHA1&digits=6&period=\(period)"
    }

    /// Every byte but the unreserved characters of RFC 3986 §2.3 as `%XX`. A blank must not be `+`, which apps show.
    private static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: ":"):
                encoded.append(UInt8(ascii: "-"))
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded += Array(Hexadecimal.encode(CollectionOfOne(byte), uppercase: true).utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
