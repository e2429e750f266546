import Testing

@testable import Media

struct TextTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64OfRFC4648(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decode(encoded.replacing("=", with: "")) == Array(plain.utf8))
    }

    @Test(arguments: ["A", "AAAAA", "Zg=a", "Z g=", "Zg-_", "é"])
    func badBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["0", "0g", "abc", "é", "0x14", "14 08"])
    func badHexadecimal(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }

    @Test func everyByteComesBack() {
        let bytes = (0...255).map { UInt8($0) }
        for count in 0...256 {
            let part = Array(bytes.prefix(count))
            let base64 = Base64.encode(part)
            #expect(base64.utf8.count == (count + 2) / 3 * 4)
            #expect(Base64.decode(base64) == part)
            #expect(Base64.decode(forgiving: " \"" + base64.map { "\($0) " }.joined()) == part)
            #expect(Hexadecimal.decode(Hexadecimal.encode(part)) == part)
            #expect(Hexadecimal.decode(Hexadecimal.encode(part, uppercase: true)) == part)
            #expect(Hexadecimal.decode(forgiving: Hexadecimal.encode(part)) == part)
        }
        #expect(Hexadecimal.encode([0x0A, 0xBC]) == "0abc")
        #expect(Hexadecimal.encode([0x0A, 0xBC], uppercase: true) == "0ABC")
    }

    @Test func forgivingReadersTakeWhatCamerasWrite() {
        #expect(Base64.decode(forgiving: "Zm9v\r\n!YmE") == Array("fooba".utf8))
        #expect(Base64.decode(forgiving: "Zg==Zg==") == Array("f".utf8))
        #expect(Hexadecimal.decode(forgiving: " \"1408\" ") == [0x14, 0x08])
        #expect(Hexadecimal.decode(forgiving: "141") == [0x14, 0x10])
        #expect(Hexadecimal.decode(forgiving: "0x14") == nil)
        #expect(Hexadecimal.decode(forgiving: "") == [])
    }

    @Test func textIsCutByBytes() {
        // A combining accent behind a separator would make one `Character` with it.
        #expect("a;\u{301}b"[...].fields(separatedBy: ";") == ["a", "\u{301}b"])
        #expect(" a ;; b\r\n;"[...].fields(separatedBy: ";") == ["a", "b"])
        #expect("\t a  b\r\n"[...].words == ["a", "b"])
        #expect("k = v=w "[...].cut(at: "=") == ("k", "v=w"))
        #expect("\0 k \r\n"[...].cut(at: "=").before == "k")
        #expect("k"[...].cut(at: "=").after == nil)
        #expect("TcP"[...].isASCII("tcp"))
        #expect(!"tcpx"[...].isASCII("tcp"))
        #expect("RTP/AVP"[...].hasASCIIPrefix("rtp"))
        #expect(!"\u{212A}"[...].isASCII("k"))
    }
}
