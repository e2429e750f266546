import Testing

@testable import Media

struct Base32Tests {
    /// RFC 4648 §10.
    private static let vectors = [
        ("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI======"),
    ]

    @Test(arguments: vectors)
    func base32OfRFC4648(plain: String, encoded: String) {
        let unpadded = encoded.replacing("=", with: "")
        #expect(Base32.encode(Array(plain.utf8)) == unpadded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
        #expect(Base32.decode(unpadded) == Array(plain.utf8))
    }

    @Test func copiedByHand() {
        #expect(Base32.decode("jbsw y3dp-EHPK 3pxp") == Array("Hello!".utf8) + [0xDE, 0xAD, 0xBE, 0xEF])
        #expect(Base32.decode(" my = == ===- ") == Array("f".utf8))
        #expect(Base32.decode("- -") == [])
    }

    /// Lengths that no bytes have, letters of another alphabet, letters after the padding.
    @Test(arguments: [
        "A", "AAA", "AAAAAA", "AAAAAAAAA", "MZXW0===", "MZXW1===", "MZXW8===", "MZXW9===", "MY==MY==", "MY\n", "MÝ",
        "M\0Y",
        "ＭＹ", "M_Y",
    ])
    func badBase32(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test func everyByteComesBack() {
        let bytes = (0...255).map { UInt8($0) }
        for count in 0...256 {
            let part = Array(bytes.prefix(count))
            let encoded = Base32.encode(part)
            #expect(encoded.utf8.count == (count * 8 + 4) / 5)
            #expect(Base32.decode(encoded) == part)
            #expect(Base32.decode(encoded.lowercased()) == part)
            #expect(Base32.decode(encoded.map { "\($0) -" }.joined()) == part)
        }
    }
}

struct Base64URLTests {
    /// RFC 7515, appendix C, and bytes in which both alphabets differ.
    @Test(arguments: [([3, 236, 255, 224, 193], "A-z_4ME"), ([0xFB, 0xFF], "-_8"), ([], ""), ([0], "AA")])
    func knownValues(bytes: [UInt8], encoded: String) {
        #expect(Base64URL.encode(bytes) == encoded)
        #expect(Base64URL.decode(encoded) == bytes)
    }

    @Test(arguments: ["A+z_4ME", "A-z/4ME", "A-z_4ME=", "AA==", "AB", "A", "-_9", " AA", "AA\n", "é"])
    func otherSpellingsAreRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func everyByteComesBack() {
        let bytes = (0...255).reversed().map { UInt8($0) }
        for count in 0...256 {
            let part = Array(bytes.prefix(count))
            #expect(Base64URL.decode(Base64URL.encode(part)) == part)
            #expect(Base64URL.encode(part).utf8.count == (count * 4 + 2) / 3)
        }
    }
}
