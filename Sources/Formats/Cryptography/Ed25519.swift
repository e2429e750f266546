import Media

/// A key that signs (Ed25519, RFC 8032). Never prints itself.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: [UInt8]
    package let publicKey: VerifyingKey

    /// PKCS #8 of such a key (RFC 8410 §7) up to the key itself.
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    private init(secret: [UInt8]) {
        self.secret = secret
        publicKey = VerifyingKey(LibCrypto.ed25519Public(secret))
    }

    /// A new key from the kernel's randomness.
    package static func random() -> SigningKey { SigningKey(secret: randomBytes(32)) }

    /// Nil for anything but such a key as ``pem`` spells it.
    package init?(pem: [UInt8]) {
        guard let bytes = PEM.decode(pem, "PRIVATE KEY"), bytes.count == Self.prefix.count + 32,
            bytes.starts(with: Self.prefix)
        else { return nil }
        self.init(secret: Array(bytes.suffix(32)))
    }

    /// PKCS #8 as PEM: to be written to a file of mode 0600 and nowhere else.
    package var pem: [UInt8] { PEM.encode(Self.prefix + secret, "PRIVATE KEY") }

    /// 64 bytes; of the same bytes always the same.
    package func signature(of bytes: [UInt8]) -> [UInt8] { LibCrypto.ed25519Sign(bytes, secret: secret) }

    package var description: String { "SigningKey(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The public half of a ``SigningKey``.
package struct VerifyingKey: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// SubjectPublicKeyInfo of such a key (RFC 8410 §4) up to the key itself.
    private static let prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil for anything but such a key as ``pem`` spells it; a line's end may be of any system.
    package init?(pem: [UInt8]) {
        guard let bytes = PEM.decode(pem, "PUBLIC KEY"), bytes.count == Self.prefix.count + 32,
            bytes.starts(with: Self.prefix)
        else { return nil }
        self.init(Array(bytes.suffix(32)))
    }

    package var pem: [UInt8] { PEM.encode(Self.prefix + bytes, "PUBLIC KEY") }

    /// SHA-256 of the key as SubjectPublicKeyInfo, in 64 hexadecimal digits: what people compare. `openssl pkey -pubin
    /// -in signing-key.pem -outform DER | sha256sum` prints the same.
    package var fingerprint: String { Hexadecimal.encode(SHA256.hash(Self.prefix + bytes)) }

    /// Whether the owner of this key has signed these bytes.
    package func isSignature(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        LibCrypto.ed25519IsGood(signature, of: signed, publicKey: bytes)
    }
}

/// Text around a key (RFC 7468), as short as these keys are: one line of base 64.
private enum PEM {
    static func encode(_ bytes: [UInt8], _ label: String) -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(Base64.encode(bytes))\n-----END \(label)-----\n".utf8)
    }

    static func decode(_ text: [UInt8], _ label: String) -> [UInt8]? {
        guard text.count <= 1024, let text = String(validating: text, as: UTF8.self) else { return nil }
        let lines = text.split { $0.isNewline }
        guard lines.count == 3, lines[0] == "-----BEGIN \(label)-----", lines[2] == "-----END \(label)-----" else {
            return nil
        }
        return Base64.decode(lines[1])
    }
}
