import Media
import Testing

@testable import Cryptography

struct SealedBoxTests {
    private struct Vector {
        var key, nonce, plain, associated, cipher, tag: String
    }

    /// Test cases 13, 14 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    @Test(arguments: 0..<3)
    func publishedVectors(index: Int) throws {
        let zeros = String(repeating: "00", count: 32)
        let vector = [
            Vector(
                key: zeros,
                nonce: "000000000000000000000000",
                plain: "",
                associated: "",
                cipher: "",
                tag: "530f8afbc74536b9a963b4f1c4cb738b"
            ),
            Vector(
                key: zeros,
                nonce: "000000000000000000000000",
                plain: "00000000000000000000000000000000",
                associated: "",
                cipher: "cea7403d4d606b6e074ec5d3baf39d18",
                tag: "d0d1c8a799996bf0265b98b5d48ab919"
            ),
            Vector(
                key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                nonce: "cafebabefacedbaddecaf888",
                plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                cipher: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                tag: "76fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ][index]
        let key = try SymmetricKey(#require(Hexadecimal.decode(vector.key)))
        let associated = try #require(Hexadecimal.decode(vector.associated))
        let plain = try #require(Hexadecimal.decode(vector.plain))
        let box = try SealedBox.seal(
            plain,
            key: key,
            nonce: #require(Hexadecimal.decode(vector.nonce)),
            associated: associated
        )
        #expect(Hexadecimal.encode(box.combined) == vector.nonce + vector.cipher + vector.tag)
        #expect(try box.open(key: key, associated: associated) == plain)
    }

    @Test func anyChangedBitIsSeen() throws {
        let key = SymmetricKey.random()
        let box = try SealedBox.seal(Array("a camera's password".utf8), key: key, associated: [1, 2])
        for bit in 0..<(box.combined.count * 8) {
            var changed = box.combined
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let other = try SealedBox(combined: changed)
            #expect(throws: CryptographyError.doesNotOpen) { try other.open(key: key, associated: [1, 2]) }
        }
    }

    @Test func anotherKeyOrPlaceDoesNotOpen() throws {
        let key = SymmetricKey.random()
        let box = try SealedBox.seal([1, 2, 3], key: key, associated: Array("camera-1".utf8))
        #expect(try box.open(key: key, associated: Array("camera-1".utf8)) == [1, 2, 3])
        #expect(throws: CryptographyError.doesNotOpen) {
            try box.open(key: .random(), associated: Array("camera-1".utf8))
        }
        #expect(throws: CryptographyError.doesNotOpen) { try box.open(key: key, associated: Array("camera-2".utf8)) }
    }

    @Test func noncesDiffer() throws {
        let key = SymmetricKey.random()
        #expect(try SealedBox.seal([], key: key) != SealedBox.seal([], key: key))
    }

    @Test func lengthsAreChecked() {
        #expect(throws: CryptographyError.wrongKeyLength(16)) { try SymmetricKey([UInt8](repeating: 0, count: 16)) }
        #expect(throws: CryptographyError.notASealedBox) { try SealedBox(combined: [UInt8](repeating: 0, count: 27)) }
    }

    @Test func aKeyNeverPrintsItself() {
        let key = SymmetricKey.random()
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "SymmetricKey(hidden)")
        #expect(!String(reflecting: key).contains("\(key.bytes[0]), \(key.bytes[1])"))
        #expect(!dumped.contains("\(key.bytes[0])\n"))
    }
}
