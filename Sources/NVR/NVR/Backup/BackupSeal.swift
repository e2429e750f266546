import Accounts
import BackupFile
import Catalog
import Cryptography
import Storage

/// Seals a content under a passphrase, and opens it. **Blocks** for the time that making the key takes, about a quarter
/// of a second.
struct BackupSeal: Sendable {
    let cost: KeyCost

    /// The same as for passwords: long, and none of those that are tried first.
    static func check(_ passphrase: String) throws(DomainError) {
        do {
            try PasswordPolicy().check(passphrase, userName: "nightjar")
        } catch {
            throw DomainError(.invalid, "The passphrase is not good enough: \(error)", member: "passphrase")
        }
    }

    func seal(_ content: BackupContent, _ header: BackupHeader, _ passphrase: String) throws -> [UInt8] {
        let preamble = BackupPreamble(cost: cost)
        let sections = try content.parts().map { BackupFile.Section(name: $0.name, bytes: $0.bytes) }
        return try BackupFile(header: header.bytes(), sections: sections)
            .bytes(preamble: preamble, key: Self.key(passphrase, preamble))
    }

    /// - Throws: ``DomainError``.
    func open(_ bytes: [UInt8], _ passphrase: String) throws(DomainError) -> (BackupHeader, BackupContent) {
        do {
            let locked = try BackupFile.Locked(bytes, limits: .ours)
            let header = try BackupHeader(bytes: locked.header)
            let file = try locked.open(with: Self.key(passphrase, locked.preamble))
            return (header, try BackupContent { file[$0] })
        } catch {
            throw DomainError(ofBackup: error)
        }
    }

    static func key(_ passphrase: String, _ preamble: BackupPreamble) throws -> SymmetricKey {
        let cost = preamble.cost
        return try PasswordHash.key(
            from: Array(passphrase.utf8),
            salt: preamble.salt,
            cost: .init(memory: Int(cost.memoryKiB), passes: Int(cost.passes), lanes: Int(cost.lanes))
        )
    }
}

extension BackupLimits {
    /// Of a file as large as we take, whatever it says of itself.
    static let ours: BackupLimits = {
        var limits = BackupLimits()
        limits.section = Backups.largestFile
        limits.total = Backups.largestFile
        return limits
    }()
}

extension DomainError {
    /// What went wrong with a backup, whoever says so.
    init(ofBackup error: any Error) {
        switch error {
        case let error as DomainError: self = error
        case BackupFileError.wrongPassphrase:
            self.init(.invalid, Self.sentence(BackupFileError.wrongPassphrase), member: "passphrase")
        case let error as BackupFileError: self.init(.invalid, Self.sentence(error))
        case PasswordHashError.passwordTooLong:
            self.init(.invalid, "The passphrase is too long.", member: "passphrase")
        case let error as CatalogError:
            switch error.code {
            case .conflict, .lastAdministrator, .stale, .unknownCamera: self.init(.conflict, error.publicMessage)
            default: self.init(.unavailable, error.publicMessage)
            }
        case let error as StorageError: self.init(.unavailable, "\(error)")
        default: self.init(.unavailable, "The backup could not be worked on. The log of the recorder says why.")
        }
    }

    private static func sentence(_ error: BackupFileError) -> String {
        let text = error.description
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
