/// Seals one piece after another under one key (AES-256-GCM, NIST SP 800-38D), each with its number as the nonce, so
/// that a piece opens nowhere but in its own place.
///
/// It cannot be copied, since two copies would use a nonce twice. For the same reason a key is for one sequence: take a
/// new one for each, as from a passphrase and a new salt.
package struct SealingSequence: ~Copyable, Sendable {
    private let key: SymmetricKey
    /// The number of the next piece.
    package private(set) var number: UInt64 = 0

    package init(key: SymmetricKey) { self.key = key }

    /// Bytes that a sealed piece is longer than the plain one.
    package static let overhead = 16

    /// Ciphertext and tag. What is in `associated` is not kept, but must be the same at opening.
    package mutating func seal(_ plain: [UInt8], associated: [UInt8]) throws(CryptographyError) -> [UInt8] {
        // 2^32 pieces are GCM's bound under one key, and no sequence of ours is nearly as long.
        guard number < UInt64(UInt32.max) else { throw .tooLarge }
        guard
            let sealed = LibCrypto.seal(
                plain.span,
                key: key.bytes,
                nonce: Self.nonce(number),
                associated: associated.span
            )
        else { throw .tooLarge }
        number += 1
        return sealed
    }

    static func nonce(_ number: UInt64) -> [UInt8] {
        [0, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }
}

/// Opens what a ``SealingSequence`` has sealed, in the same order.
package struct OpeningSequence: Sendable {
    private let key: SymmetricKey
    /// The number of the next piece.
    package private(set) var number: UInt64 = 0

    package init(key: SymmetricKey) { self.key = key }

    /// The plain bytes. A piece that does not open leaves the sequence where it was.
    package mutating func open(_ sealed: [UInt8], associated: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= SealingSequence.overhead else { throw .notASealedBox }
        let plain = LibCrypto.open(
            sealed.span,
            key: key.bytes,
            nonce: SealingSequence.nonce(number),
            associated: associated.span
        )
        guard let plain else { throw .doesNotOpen }
        number += 1
        return plain
    }
}
