import Cryptography
import TestKit
import Testing

@testable import BackupFile

struct BackupFileTests {
    @Test func whatWasWrittenIsRead() throws {
        let bytes = try Sample.bytes()
        #expect(bytes.starts(with: "NJBACKUP".utf8))
        let file = try Sample.open(bytes)
        #expect(file == Sample.file)
        #expect(file["cameras"]?.count == 300)
        #expect(file["none"] == nil)
        let empty = BackupFile(header: [])
        let locked = try BackupFile.Locked(empty.bytes(preamble: Sample.preamble, key: Sample.key()))
        #expect(try locked.open(with: Sample.key()) == empty)
    }

    @Test func nothingOfTheSectionsIsInTheClear() throws {
        let text = String(decoding: try Sample.bytes(), as: UTF8.self)
        #expect(text.contains("program"))
        #expect(!text.contains("settings"))
        #expect(!text.contains(#""a""#))
    }

    @Test func theHeaderIsReadWithoutAPassphrase() throws {
        let locked = try BackupFile.Locked(Sample.bytes())
        #expect(locked.header == Sample.header)
        #expect(locked.preamble == Sample.preamble)
        #expect(locked.preamble.cost == .usual)
        // The beginning is enough.
        #expect(try BackupFile.Locked(Array(Sample.bytes().prefix(150))).header == Sample.header)
    }

    @Test func anotherPassphrase() throws {
        let locked = try BackupFile.Locked(Sample.bytes())
        #expect(throws: BackupFileError.wrongPassphrase) { try locked.open(with: Sample.key("correct horse ")) }
        #expect(try locked.open(with: Sample.key()) == Sample.file)
    }

    @Test func eachFileIsAnother() throws {
        let (first, second) = (BackupPreamble(), BackupPreamble())
        #expect(first.salt != second.salt)
        #expect(first.file != second.file)
        // Even a caller who takes one key for two files does not seal two pieces alike.
        let files = try [first, second].map { Sample.parts(try Sample.file.bytes(preamble: $0, key: Sample.key())) }
        for (left, right) in zip(files[0], files[1]) { #expect(left.suffix(16) != right.suffix(16)) }
    }

    @Test(arguments: UInt64(0)..<40) func anySections(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var file = BackupFile(
            header: (0..<Int.random(in: 0...300, using: &generator)).map { UInt8(truncatingIfNeeded: $0) }
        )
        for number in 0..<Int.random(in: 0...6, using: &generator) {
            let counts = [0, 1, 65_535, 65_536, 65_537, 200_000]
            let count = seed % 8 == 0 ? counts[number] : Int.random(in: 0...500, using: &generator)
            file.sections.append(
                .init(name: "s\(number)", bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ number) })
            )
        }
        let bytes = try file.bytes(preamble: Sample.preamble, key: Sample.key())
        #expect(try Sample.open(bytes) == file)
        #expect(try read(bytes, using: &generator) == file)
    }

    /// Fed in pieces of random sizes.
    private func read(_ bytes: [UInt8], using generator: inout SeededGenerator) throws -> BackupFile {
        var reader = BackupReader()
        var file = BackupFile(header: [])
        var rest = bytes[...]
        var isEnded = false
        while !rest.isEmpty {
            let count = Int.random(in: 1...40_000, using: &generator)
            reader.feed(Array(rest.prefix(count)).span)
            rest = rest.dropFirst(count)
            while let event = try reader.next() {
                switch event {
                case .locked(let preamble, let header):
                    file.header = header
                    // More may come while the key is being made.
                    reader.feed(Array(rest.prefix(10)).span)
                    rest = rest.dropFirst(10)
                    try reader.unlock(with: Sample.key(salt: preamble.salt))
                case .sectionBegan(let name): file.sections.append(.init(name: name, bytes: []))
                case .content(let bytes): file.sections[file.sections.count - 1].bytes += bytes
                case .sectionEnded: break
                case .ended: isEnded = true
                }
            }
        }
        try reader.finish()
        #expect(isEnded)
        return file
    }

    @Test func fedAtEverySplit() throws {
        let bytes = try Sample.bytes()
        for split in 0...bytes.count {
            var reader = BackupReader()
            var events: [BackupReader.Event] = []
            for part in [Array(bytes[..<split]), Array(bytes[split...])] {
                reader.feed(part.span)
                while let event = try reader.next() {
                    events.append(event)
                    if case .locked = event { try reader.unlock(with: Sample.key()) }
                }
            }
            try reader.finish()
            #expect(events.count == 10)
            #expect(events.last == .ended)
        }
    }

    // MARK: The writer's rules

    @Test(arguments: ["", "A", "a b", "-a", ".a", "../a", "a/b", "ä", "a\0", String(repeating: "a", count: 65)])
    func badNames(name: String) throws {
        var writer = try BackupWriter(preamble: .init(), key: .random(), header: [])
        #expect(throws: BackupFileError.badSectionName(name)) { try writer.beginSection(name) }
    }

    @Test func theOrderOfCalls() throws {
        var writer = try BackupWriter(preamble: Sample.preamble, key: Sample.key(), header: [])
        #expect(throws: BackupFileError.malformed(number: 0)) { try writer.append([1]) }
        #expect(throws: BackupFileError.malformed(number: 0)) { try writer.endSection() }
        var bytes = try writer.beginSection("a")
        #expect(throws: BackupFileError.malformed(number: 1)) { try writer.beginSection("b") }
        bytes += try writer.append([1]) + writer.append([]) + writer.append([2, 3]) + writer.endSection()
        #expect(throws: BackupFileError.repeatedSection("a")) { try writer.beginSection("a") }
        for number in 1..<64 { bytes += try writer.beginSection("s\(number)") + writer.endSection() }
        #expect(throws: BackupFileError.tooManySections) { try writer.beginSection("more") }
        bytes += try writer.finish()
        let file = try Sample.open(bytes)
        #expect(file["a"] == [1, 2, 3])
        #expect(file.sections.count == 64)
    }

    @Test func anOpenSectionCannotBeTheLast() throws {
        var writer = try BackupWriter(preamble: .init(), key: .random(), header: [])
        _ = try writer.beginSection("a")
        do {
            _ = try writer.finish()
            Issue.record("finished within a section")
        } catch {
            #expect(error == .malformed(number: 1))
        }
    }

    @Test func aHeaderHasABound() throws {
        let header = [UInt8](repeating: 1, count: (64 << 10) + 1)
        do {
            _ = try BackupWriter(preamble: .init(), key: .random(), header: header)
            Issue.record("a header without bound")
        } catch {
            #expect(error == .headerTooLarge)
        }
    }
}
