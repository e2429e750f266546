package import Cryptography

/// Writes a backup piece by piece: each call gives the bytes that come next in the file.
///
///     preamble, bytes of the header (4), header, check (32), pieces
///
/// The header is in the clear, so that a list of backups can say what is in each without a passphrase: it must hold no
/// secret. It is bound to the keys, so that it cannot be changed without notice.
///
/// It cannot be copied, since two copies would seal different bytes with one nonce.
package struct BackupWriter: ~Copyable, Sendable {
    private let file: UInt64
    private let associated: [UInt8]
    private var sequence: SealingSequence
    private var names: Set<String> = []
    private var section: (name: String, count: UInt64)?
    private var beginning: [UInt8]

    /// - Parameters:
    ///   - preamble: a new one for each file.
    ///   - key: made from the passphrase with the preamble's salt and cost.
    ///   - header: anything that a reader understands; at most 64 KiB.
    package init(preamble: BackupPreamble, key: SymmetricKey, header: [UInt8]) throws(BackupFileError) {
        guard header.count <= BackupLimits().header else { throw .headerTooLarge }
        let clear = preamble.bytes + bigEndian(UInt32(header.count)) + header
        let keys = BackupKeys(key, beginning: clear)
        beginning = clear + keys.check
        associated = SHA256.hash(beginning)
        sequence = SealingSequence(key: keys.sealing)
        file = preamble.file
    }

    /// The first bytes of the file; empty when it is called again.
    package mutating func begin() -> [UInt8] {
        defer { beginning = [] }
        return beginning
    }

    /// - Parameter name: 1 to 64 of `a-z 0-9 - _ .`, a letter or digit first; each name once.
    package mutating func beginSection(_ name: String) throws(BackupFileError) -> [UInt8] {
        guard SectionName.isGood(name) else { throw .badSectionName(name) }
        guard section == nil else { throw .malformed(number: sequence.number) }
        guard names.count < BackupLimits().sections else { throw .tooManySections }
        guard names.insert(name).inserted else { throw .repeatedSection(name) }
        section = (name, 0)
        return try begin() + seal(.section, Array(name.utf8))
    }

    /// Bytes of the section that was begun, any number at a time.
    package mutating func append(_ bytes: [UInt8]) throws(BackupFileError) -> [UInt8] {
        guard let name = section?.name else { throw .malformed(number: sequence.number) }
        var output: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + BackupPiece.largest)
            output += try seal(.content, Array(bytes[start..<end]))
            start = end
        }
        section = (name, (section?.count ?? 0) + UInt64(bytes.count))
        return output
    }

    package mutating func endSection() throws(BackupFileError) -> [UInt8] {
        guard let count = section?.count else { throw .malformed(number: sequence.number) }
        section = nil
        return try seal(.sectionEnd, bigEndian(count))
    }

    /// The last bytes. A file without them is truncated.
    package consuming func finish() throws(BackupFileError) -> [UInt8] {
        guard section == nil else { throw .malformed(number: sequence.number) }
        return try begin() + seal(.end, bigEndian(UInt32(names.count)))
    }

    private mutating func seal(_ kind: BackupPiece.Kind, _ plain: [UInt8]) throws(BackupFileError) -> [UInt8] {
        let head = BackupPiece.Head(
            file: file,
            number: sequence.number,
            kind: kind,
            count: plain.count + SealingSequence.overhead
        ).bytes
        do throws(CryptographyError) {
            return head + (try sequence.seal(plain, associated: associated + head))
        } catch {
            throw .fileTooLarge
        }
    }
}
