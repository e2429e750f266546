import Cryptography

@testable import BackupFile

/// Backups to be tried, with keys that cost nothing to make.
enum Sample {
    static let preamble = BackupPreamble(cost: .usual, salt: Array(1...16), file: 0x1122_3344_5566_7788)

    /// As Argon2id would, from both the passphrase and the salt.
    static func key(_ passphrase: String = "correct horse", salt: [UInt8] = preamble.salt) throws -> SymmetricKey {
        try SymmetricKey(HMACSHA256.code(for: Array(passphrase.utf8), key: salt))
    }

    static let header = Array(#"{"program":"0.1.0"}"#.utf8)

    static let file = BackupFile(
        header: header,
        sections: [
            .init(name: "settings.json", bytes: Array(#"{"a":1}"#.utf8)), .init(name: "empty", bytes: []),
            .init(name: "cameras", bytes: (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }),
        ]
    )

    static func bytes() throws -> [UInt8] { try file.bytes(preamble: preamble, key: key()) }

    static func open(_ bytes: [UInt8], limits: BackupLimits = BackupLimits()) throws -> BackupFile {
        let locked = try BackupFile.Locked(bytes, limits: limits)
        return try locked.open(with: key(salt: locked.preamble.salt))
    }

    /// The bytes up to the first piece, and then each piece.
    static func parts(_ bytes: [UInt8]) -> [[UInt8]] {
        let beginning = BackupPreamble.count + 4 + header.count + BackupKeys.checkCount
        var parts = [Array(bytes[..<beginning])]
        var index = beginning
        while index < bytes.count {
            let count = Int(bytes[index + 17..<index + 21].bigEndianNumber) + BackupPiece.Head.byteCount
            parts.append(Array(bytes[index..<index + count]))
            index += count
        }
        return parts
    }
}
