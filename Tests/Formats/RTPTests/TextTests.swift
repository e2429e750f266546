import Testing

@testable import RTP

struct TextTests {
    @Test func base64IsReadAsWritten() {
        var generator = SeededGenerator(1)
        #expect(Base64.encode([UInt8]("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64.encode([UInt8]("fooba".utf8)) == "Zm9vYmE=")
        #expect(Base64.encode([UInt8]("foob".utf8)) == "Zm9vYg==")
        for length in 0..<100 {
            let bytes = generator.bytes(length)
            let text = Base64.encode(bytes)
            #expect(text.utf8.count == (length + 2) / 3 * 4)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decode(" \"" + text.map { "\($0) " }.joined()) == bytes)
        }
    }

    @Test func hexadecimalIsReadAsWritten() {
        var generator = SeededGenerator(2)
        for length in 0..<50 {
            let bytes = generator.bytes(length)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes, uppercase: true)) == bytes)
        }
        #expect(Hexadecimal.decode("1408 ") == [0x14, 0x08])
        #expect(Hexadecimal.decode("141") == [0x14, 0x10])
        #expect(Hexadecimal.decode("0x14") == nil)
    }
}
