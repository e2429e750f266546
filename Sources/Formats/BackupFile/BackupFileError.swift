/// Why a backup cannot be written or read.
package enum BackupFileError: Error, Hashable, CustomStringConvertible {
    // Reading
    /// It does not begin as a backup does.
    case notABackup
    /// Written by a newer program.
    case unknownVersion(UInt16)
    /// It asks for more memory or time to make the key than a backup of ours ever does, or for less than Argon2id
    /// takes.
    case unreasonableKeyCost
    /// Another passphrase, or a beginning that was changed: nobody can tell which.
    case wrongPassphrase
    /// It ends before its end.
    case truncated
    /// Something follows after its end.
    case trailingBytes
    /// A piece that belongs elsewhere in this file, was left out, or comes twice.
    case outOfOrder(expected: UInt64, found: UInt64)
    /// A piece of another backup.
    case foreignPiece(number: UInt64)
    /// A piece that is not as it was written.
    case altered(number: UInt64)
    /// Pieces that are genuine but make no sense one after the other.
    case malformed(number: UInt64)

    // Reading and writing
    case headerTooLarge
    /// Not 1 to 64 of `a-z 0-9 - _ .` with a letter or digit in front.
    case badSectionName(String)
    case repeatedSection(String)
    case tooManySections
    case sectionTooLarge(String)
    case fileTooLarge

    package var description: String {
        switch self {
        case .notABackup: "this is not a backup of Nightjar"
        case .unknownVersion(let version):
            "the backup has the version \(version) of its format, which this program does not know: a newer one made it"
        case .unreasonableKeyCost: "the backup asks for an unreasonable effort to check its passphrase"
        case .wrongPassphrase:
            "the passphrase is not the one that the backup was made with, or its beginning was changed"
        case .truncated: "the backup is cut off: copy it again"
        case .trailingBytes: "something follows after the end of the backup"
        case .outOfOrder(let expected, let found):
            "the backup has its piece \(found) where the piece \(expected) should be: something was left out or moved"
        case .foreignPiece(let number): "the piece \(number) of the backup comes from another backup"
        case .altered(let number): "the piece \(number) of the backup was changed or damaged: copy it again"
        case .malformed(let number): "the piece \(number) of the backup makes no sense in its place"
        case .headerTooLarge: "the header of the backup is too large"
        case .badSectionName(let name): "\(name.prefix(80).debugDescription) cannot name a part of a backup"
        case .repeatedSection(let name): "the part \(name) is twice in the backup"
        case .tooManySections: "the backup has too many parts"
        case .sectionTooLarge(let name): "the part \(name) of the backup is too large"
        case .fileTooLarge: "the backup is too large"
        }
    }
}
