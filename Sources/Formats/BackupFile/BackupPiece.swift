import Cryptography

/// A backup behind its header is a sequence of pieces, each sealed in its place. In the clear stand
///
///     file number (8), number of the piece (8), kind (1), bytes that follow (4)
///
/// and these, with all that comes before the first piece, are what the seal of each piece is bound to.
enum BackupPiece {
    enum Kind: UInt8 {
        /// A section begins; the plain bytes are its name.
        case section = 1
        /// Bytes of the section.
        case content = 2
        /// The section ends; the plain bytes are the number of its bytes (8).
        case sectionEnd = 3
        /// The file ends; the plain bytes are the number of its sections (4).
        case end = 4
    }

    struct Head {
        var file: UInt64
        var number: UInt64
        var kind: Kind
        /// Of the sealed bytes that follow.
        var count: Int

        static let byteCount = 21

        var bytes: [UInt8] { bigEndian(file) + bigEndian(number) + [kind.rawValue] + bigEndian(UInt32(count)) }
    }

    /// Plain bytes of the largest piece.
    static let largest = 64 << 10
}

/// The keys of one file, made from the key that the passphrase gives.
struct BackupKeys {
    /// Seals the pieces.
    let sealing: SymmetricKey
    /// Stands in the file, so that a wrong passphrase is told from a damaged file.
    let check: [UInt8]

    static let checkCount = 32

    /// - Parameter beginning: all bytes before the check: the keys are bound to them.
    init(_ key: SymmetricKey, beginning: [UInt8]) {
        let digest = SHA256.hash(beginning)
        check = HMACSHA256.code(for: Array("nightjar backup check".utf8) + digest, key: key.bytes)
        do throws(CryptographyError) {
            sealing = try SymmetricKey(
                HMACSHA256.code(for: Array("nightjar backup pieces".utf8) + digest, key: key.bytes)
            )
        } catch {
            preconditionFailure("HMAC-SHA-256 has 32 bytes, as a key has")
        }
    }
}
