import Cryptography
import TestKit
import Testing

@testable import BackupFile

/// Files that were damaged, cut, put together anew, or made up.
struct HostileBackupTests {
    /// The error that reading ends with; nil where it reads.
    private func fault(_ bytes: [UInt8], limits: BackupLimits = BackupLimits()) throws -> BackupFileError? {
        do {
            #expect(try Sample.open(bytes, limits: limits) == Sample.file)
            return nil
        } catch let error as BackupFileError {
            return error
        }
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let bytes = try Sample.bytes()
        for index in bytes.indices {
            for bit in [0, 3, 7] {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(try fault(changed) != nil, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test func everyTruncationIsNoticed() throws {
        let bytes = try Sample.bytes()
        for count in bytes.indices {
            let expected: BackupFileError = count < 8 ? .notABackup : .truncated
            #expect(try fault(Array(bytes[..<count])) == expected, "\(count) bytes")
        }
    }

    @Test func piecesAreHeldToTheirPlaces() throws {
        let parts = Sample.parts(try Sample.bytes())
        #expect(parts.count == 1 + 9)
        func fault(_ order: [Int]) throws -> BackupFileError? { try self.fault(order.flatMap { parts[$0] }) }
        #expect(try fault(Array(0...9)) == nil)
        #expect(try fault([0, 2, 1, 3, 4, 5, 6, 7, 8, 9]) == .outOfOrder(expected: 0, found: 1))
        #expect(try fault([0, 1, 2, 3, 6, 7, 8, 9]) == .outOfOrder(expected: 3, found: 5))
        #expect(try fault([0, 1, 2, 2, 3]) == .outOfOrder(expected: 2, found: 1))
        #expect(try fault([0, 9]) == .outOfOrder(expected: 0, found: 8))
        #expect(try fault([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]) == .trailingBytes)
        #expect(try fault([0, 1, 2, 3]) == .truncated)
        #expect(try fault([1, 0]) == .notABackup)
    }

    @Test func aNumberThatWasWrittenOverDoesNotHelp() throws {
        var parts = Sample.parts(try Sample.bytes())
        (parts[4], parts[6]) = (parts[6], parts[4])
        for index in [4, 6] { parts[index].replaceSubrange(8..<16, with: bigEndian(UInt64(index - 1))) }
        #expect(try fault(parts.flatMap { $0 }) == .altered(number: 3))
    }

    @Test func piecesOfAnotherFileDoNotFit() throws {
        let parts = Sample.parts(try Sample.bytes())
        let other = BackupPreamble(cost: .usual, salt: Sample.preamble.salt, file: 7)
        var foreign = Sample.parts(try Sample.file.bytes(preamble: other, key: Sample.key()))
        #expect(try fault((parts[...2] + foreign[3...]).flatMap { $0 }) == .foreignPiece(number: 2))
        // With the number of this file written over that of the other.
        for index in 1..<foreign.count { foreign[index].replaceSubrange(0..<8, with: bigEndian(Sample.preamble.file)) }
        #expect(try fault((parts[...2] + foreign[3...]).flatMap { $0 }) == .altered(number: 2))
    }

    @Test func anotherHeaderWithTheSamePieces() throws {
        var file = Sample.file
        file.header[2] ^= 1
        let parts = Sample.parts(try Sample.bytes())
        let other = Sample.parts(try file.bytes(preamble: Sample.preamble, key: Sample.key()))
        #expect(try fault((other[...0] + parts[1...]).flatMap { $0 }) == .altered(number: 0))
    }

    @Test func unknownVersionsAndOtherFiles() throws {
        var bytes = try Sample.bytes()
        bytes[9] = 2
        #expect(try fault(bytes) == .unknownVersion(2))
        #expect(try fault([]) == .notABackup)
        #expect(try fault(Array("PK\u{3}\u{4}".utf8)) == .notABackup)
    }

    @Test(arguments: [
        KeyCost(memoryKiB: 0, passes: 3, lanes: 4), KeyCost(memoryKiB: 31, passes: 3, lanes: 4),
        KeyCost(memoryKiB: .max, passes: 3, lanes: 4), KeyCost(memoryKiB: 65_536, passes: 0, lanes: 4),
        KeyCost(memoryKiB: 65_536, passes: .max, lanes: 4), KeyCost(memoryKiB: 65_536, passes: 3, lanes: 0),
        KeyCost(memoryKiB: 65_536, passes: 3, lanes: .max),
    ]) func anUnreasonableCostIsRefusedBeforeItIsPaid(cost: KeyCost) throws {
        let preamble = BackupPreamble(cost: cost, salt: Sample.preamble.salt, file: 1)
        #expect(throws: BackupFileError.unreasonableKeyCost) {
            try BackupFile.Locked(Sample.file.bytes(preamble: preamble, key: Sample.key()))
        }
    }

    @Test func boundsHoldAgainstGenuineFilesToo() throws {
        let bytes = try Sample.bytes()
        var limits = BackupLimits()
        limits.header = 5
        #expect(try fault(bytes, limits: limits) == .headerTooLarge)
        limits = BackupLimits()
        limits.sections = 2
        #expect(try fault(bytes, limits: limits) == .tooManySections)
        limits = BackupLimits()
        limits.section = 299
        #expect(try fault(bytes, limits: limits) == .sectionTooLarge("cameras"))
        limits = BackupLimits()
        limits.total = 306
        #expect(try fault(bytes, limits: limits) == .fileTooLarge)
        limits.total = 307
        #expect(try fault(bytes, limits: limits) == nil)
    }

    @Test func aHugeHeaderIsRefusedBeforeItComes() throws {
        var reader = BackupReader()
        let beginning = Sample.preamble.bytes + bigEndian(UInt32.max)
        reader.feed(beginning.span)
        #expect(throws: BackupFileError.headerTooLarge) { try reader.next() }
        #expect(throws: BackupFileError.headerTooLarge) { try reader.next() }
        #expect(throws: BackupFileError.headerTooLarge) { try reader.finish() }
    }

    /// Pieces that are sealed as they should be, by someone who knows the passphrase, but mean nothing.
    @Test(arguments: [
        ([(BackupPiece.Kind.content, [UInt8(1)])], BackupFileError.malformed(number: 0)),
        ([(.sectionEnd, bigEndian(UInt64(0)))], .malformed(number: 0)),
        ([(.section, Array("a".utf8)), (.section, Array("b".utf8))], .malformed(number: 1)),
        ([(.section, Array("a".utf8)), (.end, bigEndian(UInt32(1)))], .malformed(number: 1)),
        ([(.section, Array("a".utf8)), (.sectionEnd, bigEndian(UInt64(1)))], .malformed(number: 1)),
        ([(.section, Array("a".utf8)), (.sectionEnd, [])], .malformed(number: 1)),
        ([(.end, bigEndian(UInt32(1)))], .malformed(number: 0)), ([(.end, [])], .malformed(number: 0)),
        ([(.section, Array("../a".utf8))], .badSectionName("../a")), ([(.section, [])], .badSectionName("")),
        (
            [(.section, Array("a".utf8)), (.sectionEnd, bigEndian(UInt64(0))), (.section, Array("a".utf8))],
            .repeatedSection("a")
        ),
    ]) func genuinePiecesWithoutSense(pieces: [(BackupPiece.Kind, [UInt8])], expected: BackupFileError) throws {
        let clear = Sample.preamble.bytes + bigEndian(UInt32(0))
        let keys = BackupKeys(try Sample.key(), beginning: clear)
        var bytes = clear + keys.check
        let associated = SHA256.hash(bytes)
        var sequence = SealingSequence(key: keys.sealing)
        for (kind, plain) in pieces {
            let head = BackupPiece.Head(
                file: Sample.preamble.file,
                number: sequence.number,
                kind: kind,
                count: plain.count + SealingSequence.overhead
            ).bytes
            bytes += head + (try sequence.seal(plain, associated: associated + head))
        }
        #expect(throws: expected) { try Sample.open(bytes) }
    }

    @Test(arguments: UInt64(0)..<300) func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = try Sample.bytes()
        var bytes = original
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 1: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...40, using: &generator)))
            case 2: bytes.insert(contentsOf: bytes.prefix(Int.random(in: 1...60, using: &generator)), at: index)
            default: bytes[index] = .random(in: 0...255, using: &generator)
            }
            if bytes.isEmpty { bytes = [0] }
        }
        #expect(try (fault(bytes) != nil) == (bytes != original))
    }

    @Test(arguments: UInt64(0)..<100) func randomBytesBehindAGoodBeginning(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = Sample.parts(try Sample.bytes())
        let noise = (0..<Int.random(in: 1...400, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        #expect(try fault(parts[0] + noise) != nil)
    }

    @Test func everyErrorIsASentence() {
        let errors: [BackupFileError] = [
            .notABackup, .unknownVersion(9), .unreasonableKeyCost, .wrongPassphrase, .truncated, .trailingBytes,
            .outOfOrder(expected: 1, found: 2), .foreignPiece(number: 1), .altered(number: 1), .malformed(number: 1),
            .headerTooLarge, .badSectionName("x"), .repeatedSection("x"), .tooManySections, .sectionTooLarge("x"),
            .fileTooLarge,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
