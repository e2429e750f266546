import Cryptography

extension BackupReader {
    /// The pieces of a file that was unlocked: whether each is genuine, in its place, and within the bounds.
    struct Body: Sendable {
        private let file: UInt64
        private let associated: [UInt8]
        private let limits: BackupLimits
        private var sequence: OpeningSequence
        private var names: Set<String> = []
        private var section: (name: String, count: UInt64)?
        private var total = 0

        init(file: UInt64, key: SymmetricKey, associated: [UInt8], limits: BackupLimits) {
            self.file = file
            self.associated = associated
            self.limits = limits
            sequence = OpeningSequence(key: key)
        }

        /// What stands in the clear before a piece, checked as far as it can be.
        func head(_ bytes: ArraySlice<UInt8>) throws(BackupFileError) -> BackupPiece.Head {
            var fields = Fields(bytes)
            let number = sequence.number
            guard fields.number(8) == file else { throw .foreignPiece(number: number) }
            let found = fields.number(8)
            guard found == number else { throw .outOfOrder(expected: number, found: found) }
            guard let kind = BackupPiece.Kind(rawValue: UInt8(fields.number(1))) else { throw .altered(number: number) }
            let count = Int(fields.number(4))
            guard (SealingSequence.overhead...SealingSequence.overhead + BackupPiece.largest).contains(count) else {
                throw .altered(number: number)
            }
            return BackupPiece.Head(file: file, number: number, kind: kind, count: count)
        }

        mutating func read(_ head: BackupPiece.Head, _ sealed: [UInt8]) throws(BackupFileError) -> Event {
            let plain: [UInt8]
            do throws(CryptographyError) {
                plain = try sequence.open(sealed, associated: associated + head.bytes)
            } catch {
                throw .altered(number: head.number)
            }
            switch head.kind {
            case .section: return try begin(String(decoding: plain, as: UTF8.self), head.number)
            case .content: return try add(plain, head.number)
            case .sectionEnd:
                guard let section, plain == bigEndian(section.count) else { throw .malformed(number: head.number) }
                self.section = nil
                return .sectionEnded
            case .end:
                guard section == nil, plain == bigEndian(UInt32(names.count)) else {
                    throw .malformed(number: head.number)
                }
                return .ended
            }
        }

        private mutating func begin(_ name: String, _ number: UInt64) throws(BackupFileError) -> Event {
            guard section == nil else { throw .malformed(number: number) }
            guard SectionName.isGood(name) else { throw .badSectionName(name) }
            guard names.count < limits.sections else { throw .tooManySections }
            guard names.insert(name).inserted else { throw .repeatedSection(name) }
            section = (name, 0)
            return .sectionBegan(name)
        }

        private mutating func add(_ bytes: [UInt8], _ number: UInt64) throws(BackupFileError) -> Event {
            guard let section else { throw .malformed(number: number) }
            guard section.count + UInt64(bytes.count) <= UInt64(max(0, limits.section)) else {
                throw .sectionTooLarge(section.name)
            }
            guard total + bytes.count <= limits.total else { throw .fileTooLarge }
            total += bytes.count
            self.section = (section.name, section.count + UInt64(bytes.count))
            return .content(bytes)
        }
    }
}
