/// Why something could not be sealed or opened.
package enum CryptographyError: Error, Hashable, CustomStringConvertible {
    /// A key must be 32 bytes long.
    case wrongKeyLength(Int)
    /// Shorter than a nonce and a tag: this never was a sealed box.
    case notASealedBox
    /// Another key, other associated data, or bytes that were changed.
    case doesNotOpen
    /// More than 2 GiB in one box.
    case tooLarge

    package var description: String {
        switch self {
        case .wrongKeyLength(let count): "a key of \(count) bytes, but it must have 32"
        case .notASealedBox: "too short to be a sealed box"
        case .doesNotOpen: "the sealed box does not open: the key is another, or the bytes were changed"
        case .tooLarge: "more than 2 GiB cannot be sealed in one box"
        }
    }
}

/// A key of 256 bits. Never prints itself.
package struct SymmetricKey: Sendable, CustomStringConvertible, CustomReflectable {
    package static let byteCount = 32

    /// The key itself, to be written to a file of mode 0600 and nowhere else.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == Self.byteCount else { throw .wrongKeyLength(bytes.count) }
        self.bytes = bytes
    }

    private init(random: Void) { bytes = randomBytes(Self.byteCount) }

    /// A new key from the kernel's randomness.
    package static func random() -> SymmetricKey { SymmetricKey(random: ()) }

    package var description: String { "SymmetricKey(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SymmetricKey: Equatable {
    package static func == (left: Self, right: Self) -> Bool { constantTimeEqual(left.bytes, right.bytes) }
}

/// A secret under AES-256-GCM (NIST SP 800-38D): a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes.
///
/// One key may seal 2^32 boxes before a nonce is likely to repeat: plenty for credentials, too few for media.
package struct SealedBox: Hashable, Sendable {
    /// Nonce, ciphertext and tag, as they are kept.
    package let combined: [UInt8]

    private static let nonceCount = 12
    private static let tagCount = 16

    /// A box that was kept. Whether it is genuine is only known when it is opened.
    package init(combined: [UInt8]) throws(CryptographyError) {
        guard combined.count >= Self.nonceCount + Self.tagCount else { throw .notASealedBox }
        self.combined = combined
    }

    /// Seals `plain`. What is in `associated` (say, the camera's id) is not kept, but must be the same at opening.
    package static func seal(
        _ plain: [UInt8],
        key: SymmetricKey,
        associated: [UInt8] = []
    ) throws(CryptographyError) -> SealedBox {
        try seal(plain, key: key, nonce: randomBytes(nonceCount), associated: associated)
    }

    /// For tests with published vectors: a nonce must never be used twice with one key.
    static func seal(
        _ plain: [UInt8],
        key: SymmetricKey,
        nonce: [UInt8],
        associated: [UInt8]
    ) throws(CryptographyError) -> SealedBox {
        guard
            let sealed = LibCrypto.seal(plain.span, key: key.bytes, nonce: nonce, associated: associated.span)
        else { throw .tooLarge }
        return try SealedBox(combined: nonce + sealed)
    }

    package func open(key: SymmetricKey, associated: [UInt8] = []) throws(CryptographyError) -> [UInt8] {
        let plain = LibCrypto.open(
            combined.span.extracting(droppingFirst: Self.nonceCount),
            key: key.bytes,
            nonce: Array(combined.prefix(Self.nonceCount)),
            associated: associated.span
        )
        guard let plain else { throw .doesNotOpen }
        return plain
    }
}
