import TestKit
import Testing

@testable import Cryptography

struct RecoveryCodesTests {
    @Test func codesAreReadable() {
        let codes = RecoveryCodes.generate(200)
        #expect(Set(codes).count == 200)
        for code in codes {
            let groups = code.split(separator: "-")
            #expect(groups.count == 4 && groups.allSatisfy { $0.count == 4 })
            #expect(RecoveryCodes.normalised(code) == groups.joined())
        }
        let letters = Set(codes.joined())
        // All of them, in 3200: that one is missing has a chance of 10^-43.
        #expect(letters == Set("0123456789abcdefghjkmnpqrstvwxyz-"))
        #expect(RecoveryCodes.generate(0).isEmpty)
    }

    @Test func typedFromPaper() {
        let code = "01ab-cdef-ghjk-mnpq"
        for text in ["01ABCDEFGHJKMNPQ", "o1ab cdef ghjk mnpq", "Oiab-cdef-GHJK-mnpq", " 0Lab--cdef ghjk-mnpq "] {
            #expect(RecoveryCodes.normalised(text) == "01abcdefghjkmnpq")
            #expect(RecoveryCodes.hash(of: text) == RecoveryCodes.hash(of: code))
        }
    }

    @Test(arguments: [
        "", "-", "01abcdefghjkmnp", "01abcdefghjkmnpqr", "01abcdefghjkmnpu", "01abcdefghjkmnp\n", "01abcdefghjkmnpé",
        "01abcdefghjkmnｐq", String(repeating: "-", count: 49) + "01abcdefghjkmnpq",
        String(repeating: "0", count: 1_000_000),
    ])
    func otherTextIsNoCode(text: String) {
        #expect(RecoveryCodes.normalised(text) == nil)
        #expect(RecoveryCodes.hash(of: text) == nil)
        #expect(RecoveryCodes.index(of: text, in: [[], SHA256.hash(Array(text.utf8))]) == nil)
    }

    @Test func theRightOneIsFound() throws {
        let codes = RecoveryCodes.generate(10)
        let hashes = codes.compactMap { RecoveryCodes.hash(of: $0) }
        #expect(hashes.count == 10 && hashes.allSatisfy { $0.count == 32 })
        for (index, code) in codes.enumerated() {
            #expect(RecoveryCodes.index(of: code.uppercased(), in: hashes) == index)
            #expect(RecoveryCodes.index(of: code, in: Array(hashes[..<index])) == nil)
        }
        #expect(RecoveryCodes.index(of: codes[0], in: []) == nil)
    }

    @Test func flippedBitsDoNotHarm() {
        var generator = SeededGenerator(seed: 1)
        let codes = RecoveryCodes.generate(5)
        let hashes = codes.compactMap { RecoveryCodes.hash(of: $0) }
        for round in 0..<2000 {
            var bytes = Array(codes[round % 5].utf8)
            bytes[Int.random(in: bytes.indices, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            let text = String(decoding: bytes, as: UTF8.self)
            // Another case, or a hyphen that is a blank, is the same code. Anything else is not.
            let same = RecoveryCodes.normalised(text) == RecoveryCodes.normalised(codes[round % 5])
            #expect((RecoveryCodes.index(of: text, in: hashes) != nil) == same)
        }
    }
}
