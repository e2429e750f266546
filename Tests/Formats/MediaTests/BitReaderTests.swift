import TestKit
import Testing

@testable import Media

struct BitReaderTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        enum Item { case bits(UInt32, Int), unsigned(UInt32), signed(Int32) }
        var generator = SeededGenerator(seed: seed)
        var writer = BitWriter()
        var items: [Item] = []
        for _ in 0..<300 {
            let number =
                UInt32.random(in: 0...UInt32.max - 1, using: &generator) >> UInt32.random(in: 0...31, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let count = Int.random(in: 0...32, using: &generator)
                let value = count == 32 ? number : number & ((1 << UInt32(count)) - 1)
                items.append(.bits(value, count))
                writer.bits(value, count)
            case 1:
                items.append(.unsigned(number))
                writer.unsigned(number)
            default:
                let value = Int32(number >> 1) * (number % 2 == 0 ? 1 : -1)
                items.append(.signed(value))
                writer.signed(value)
            }
        }
        let bytes = writer.bytes
        var reader = BitReader(bytes.span)
        var wrong = 0
        for item in items {
            switch item {
            case .bits(let value, let count): if try reader.bits(count) != value { wrong += 1 }
            case .unsigned(let value): if try reader.unsignedExpGolomb() != value { wrong += 1 }
            case .signed(let value): if try reader.signedExpGolomb() != value { wrong += 1 }
            }
        }
        #expect(wrong == 0)
        #expect(reader.bitsLeft < 8)
    }

    @Test func extremesOfExpGolomb() throws {
        var writer = BitWriter()
        writer.unsigned(.max - 1)
        writer.signed(.max)
        writer.signed(-.max)
        let bytes = writer.bytes
        var reader = BitReader(bytes.span)
        #expect(try reader.unsignedExpGolomb() == .max - 1)
        #expect(try reader.signedExpGolomb() == .max)
        #expect(try reader.signedExpGolomb() == -.max)
    }

    @Test func theEndIsAnError() throws {
        let bytes: [UInt8] = [0b1010_0000]
        var reader = BitReader(bytes.span)
        #expect(try reader.bits(0) == 0)
        #expect(try reader.bits(3) == 5)
        #expect(error { reader throws(ParameterSetError) in _ = try reader.bits(9) } == .truncated)
        #expect(error { reader throws(ParameterSetError) in try reader.skip(9) } == .truncated)
        // Zeros to the end.
        #expect(
            error { reader throws(ParameterSetError) in
                try reader.skip(3)
                _ = try reader.unsignedExpGolomb()
            } == .truncated
        )
        try reader.skip(5)
        #expect(reader.bitsLeft == 0)
        #expect(error(of: [0, 0, 0, 0, 0]) == .malformed("an Exp-Golomb code of 32 or more leading zeros"))
    }

    private func error(
        of bytes: [UInt8] = [0b1010_0000],
        _ body: (inout BitReader) throws(ParameterSetError) -> Void = { reader throws(ParameterSetError) in
            _ = try reader.unsignedExpGolomb()
        }
    ) -> ParameterSetError? {
        var reader = BitReader(bytes.span)
        do {
            try body(&reader)
            return nil
        } catch {
            return error
        }
    }
}
