import TestKit
import Testing

@testable import ZIP

/// What others could put into a ZIP file so that two readers see two things in it, or one too much.
struct HostileZIPTests {
    private func forged(_ entries: [ZIPEntry], contents: [UInt8], before: [UInt8] = []) -> [UInt8] {
        let directory = entries.flatMap(ZIPRecords.centralHeader)
        let start = UInt64(contents.count)
        return contents + directory
            + ZIPRecords.end(count: entries.count, directory: start..<start + UInt64(directory.count))
    }

    private func entry(_ name: String, _ count: UInt64, at offset: UInt64) -> ZIPEntry {
        ZIPEntry(name: name, time: Sample.time, byteCount: count, checksum: 0, offset: offset)
    }

    @Test func entriesThatLieOverEachOther() {
        // The bomb of 2019 has thousands of entries that share one content.
        let content = entry("a", 4, at: 0).header + [0, 0, 0, 0]
        let bytes = forged([entry("a", 4, at: 0), entry("b", 4, at: 0)], contents: content)
        #expect(throws: ZIPError.overlap("b")) { try Sample.directory(bytes) }
        let large = forged([entry("a", 400, at: 0)], contents: content)
        #expect(throws: ZIPError.overlap("a")) { try Sample.directory(large) }
    }

    @Test func bytesThatBelongToNothing() {
        let first = entry("a", 1, at: 3)
        #expect(throws: ZIPError.hole("a")) {
            try Sample.directory(forged([first], contents: [0, 0, 0] + first.header + [0]))
        }
        let second = entry("a", 1, at: 0)
        #expect(throws: ZIPError.hole(nil)) {
            try Sample.directory(forged([second], contents: second.header + [0, 0]))
        }
    }

    @Test func twoFilesOfOneName() {
        let entries = [entry("a", 0, at: 0), entry("a", 0, at: 31)]
        let bytes = forged(entries, contents: entries.flatMap(\.header))
        #expect(throws: ZIPError.duplicate("a")) { try Sample.directory(bytes) }
    }

    @Test func namesThatLeadOut() {
        for name in ["../a", "/etc/passwd", "a\\b", ""] {
            let evil = entry(name, 0, at: 0)
            #expect(throws: ZIPError.badName(name)) { try Sample.directory(forged([evil], contents: evil.header)) }
        }
    }

    @Test func aHeaderThatSaysAnotherThingThanTheDirectory() throws {
        let other = entry("b", 1, at: 0)
        let bytes = forged([entry("a", 1, at: 0)], contents: other.header + [0])
        let found = try #require(try Sample.directory(bytes).entries.first)
        #expect(throws: ZIPError.headerMismatch("a")) { try ZIPDirectory.check(Array(bytes.prefix(31)), of: found) }
    }

    @Test func whatIsCompressedIsNotOurs() throws {
        var bytes = try Sample.zip([("a", [[1]])])
        let directory = Int(try ZIPDirectory.place(inEnd: bytes.suffix(98), of: UInt64(bytes.count)).lowerBound)
        bytes[directory + 10] = 8
        #expect(throws: ZIPError.notStored("a")) { try Sample.directory(bytes) }
    }

    @Test func anyDamageIsAnErrorAndNothingElse() throws {
        let bytes = try Sample.zip([("a.txt", [[1, 2, 3]]), ("b/c.txt", [[4]])])
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: damaged.indices, using: &generator)
                damaged[index] = UInt8.random(in: .min ... .max, using: &generator)
            }
            guard damaged != bytes else { continue }
            #expect(throws: ZIPError.self) { try Sample.contents(damaged) }
        }
    }
}
