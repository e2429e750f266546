import TestKit
import Testing

@testable import ZIP

struct ZIPTests {
    @Test func checkSumsAreThoseOfOthers() {
        // The check value of CRC-32/ISO-HDLC.
        #expect(CRC32(Array("123456789".utf8)).value == 0xCBF4_3926)
        #expect(CRC32([]).value == 0)
        var pieces = CRC32()
        for byte in "123456789".utf8 { pieces.add([byte].span) }
        #expect(pieces == CRC32(Array("123456789".utf8)))
    }

    @Test(arguments: UInt64(0)..<60) func whatWasWrittenIsReadHoweverItCame(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let files = (0..<Int.random(in: 0...8, using: &generator)).map { number in
            let pieces = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                (0..<Int.random(in: 0...300, using: &generator)).map { _ in
                    UInt8.random(in: .min ... .max, using: &generator)
                }
            }
            return (name: "gate/\(number)/Türe \(number).mp4", pieces: pieces)
        }
        let bytes = try Sample.zip(files)
        let whole = try Sample.zip(files.map { ($0.name, [$0.pieces.flatMap { $0 }]) })
        #expect(bytes == whole)
        let lengths = files.map { (name: $0.name, byteCount: UInt64($0.pieces.reduce(0) { $0 + $1.count })) }
        #expect(ZIPWriter.length(of: lengths) == UInt64(bytes.count))
        let read = try Sample.contents(bytes)
        #expect(read.map(\.name) == files.map(\.name))
        #expect(read.map(\.bytes) == files.map { $0.pieces.flatMap { $0 } })
    }

    /// No byte outside of the contents means nothing; those of the contents are for the check sum.
    @Test func noByteCanBeChangedUnseen() throws {
        let bytes = try Sample.zip([("a.txt", [[1, 2, 3]]), ("b/c.txt", [[], [4]]), ("d", [])])
        #expect(throws: Never.self) { try Sample.contents(bytes) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(throws: ZIPError.self, "bit \(bit) of byte \(index)") { try Sample.contents(changed) }
            }
        }
        for count in bytes.indices {
            #expect(throws: ZIPError.self) { try Sample.contents(Array(bytes.prefix(count))) }
            #expect(throws: ZIPError.self) { try Sample.contents(bytes + bytes.prefix(count + 1)) }
        }
    }

    // MARK: The writer's rules

    @Test(arguments: [
        "", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "C:a", "a\0", "a\nb", "a\u{202E}b", "a.",
        "a ",
        "a /b", "a./b", String(repeating: "a", count: 241),
    ])
    func hostileNamesAreRefused(name: String) {
        var writer = ZIPWriter()
        #expect(throws: ZIPError.badName(name)) { try writer.begin(name, byteCount: 0, time: Sample.time) }
    }

    @Test func callsOutOfOrderAreRefused() throws {
        var writer = ZIPWriter()
        #expect(throws: ZIPError.misuse) { try writer.end() }
        #expect(throws: ZIPError.misuse) { try writer.add([1].span) }
        _ = try writer.begin("a", byteCount: 2, time: Sample.time)
        #expect(throws: ZIPError.misuse) { try writer.begin("b", byteCount: 2, time: Sample.time) }
        #expect(throws: ZIPError.misuse) { try writer.finish() }
        try writer.add([1].span)
        #expect(throws: ZIPError.wrongCount("a")) { try writer.end() }
        #expect(throws: ZIPError.wrongCount("a")) { try writer.add([1, 2].span) }
        try writer.add([2].span)
        _ = try writer.end()
        #expect(throws: ZIPError.duplicate("a")) { try writer.begin("a", byteCount: 2, time: Sample.time) }
        _ = try writer.finish()
        #expect(throws: ZIPError.misuse) { try writer.finish() }
        #expect(throws: ZIPError.misuse) { try writer.begin("b", byteCount: 2, time: Sample.time) }
    }

    @Test func aFileThatIsGivenUpLeavesNothing() throws {
        var writer = ZIPWriter()
        _ = try writer.begin("a", byteCount: 5, time: Sample.time)
        try writer.add([1, 2].span)
        writer.abandon()
        #expect(writer.offset == 0)
        var bytes = try writer.begin("a", byteCount: 1, time: Sample.time)
        try writer.add([7].span)
        bytes = try writer.end().header + [7]
        bytes += try writer.finish()
        #expect(try bytes == Sample.zip([("a", [[7]])]))
    }

    @Test func timesThatCannotBeKeptAreTheNearest() {
        let first = ZIPTime(year: 1980, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        #expect(ZIPTime(year: 1970, month: 5, day: 5, hour: 5, minute: 5, second: 5) == first)
        let last = ZIPTime(year: 2107, month: 12, day: 31, hour: 23, minute: 59, second: 59)
        #expect(ZIPTime(year: 2200, month: 5, day: 5, hour: 5, minute: 5, second: 5) == last)
    }
}
