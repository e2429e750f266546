import Testing

@testable import Cryptography

struct TextEncodingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64OfRFC4648(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let unpadded = encoded.replacing("=", with: "")
        #expect(Base64.decode(unpadded) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "AAAAA", "Zg=a", "Z g=", "Zg-_", "é"])
    func badBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyByteComesBack() {
        let bytes = (0...255).map { UInt8($0) }
        for count in 0...256 {
            let part = Array(bytes.prefix(count))
            #expect(Base64.decode(Base64.encode(part)) == part)
            #expect(Hex.decode(Hex.encode(part)) == part)
            #expect(Hex.decode(Hex.encode(part).uppercased()) == part)
        }
    }

    @Test(arguments: ["0", "0g", "abc", "é"])
    func badHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
