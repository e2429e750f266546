import Testing

@testable import Media

struct G711LawsTests {
    @Test func knownValuesOfMuLaw() {
        // ITU-T G.711 table 2: the greatest values, and both zeros; of 16 bits.
        #expect(G711Laws.linear(ofMuLaw: 0x80) == 32_124)
        #expect(G711Laws.linear(ofMuLaw: 0x00) == -32_124)
        #expect(G711Laws.linear(ofMuLaw: 0xFF) == 0 && G711Laws.linear(ofMuLaw: 0x7F) == 0)
        #expect(G711Laws.linear(ofMuLaw: 0xFE) == 8)
    }

    @Test func knownValuesOfALaw() {
        #expect(G711Laws.aLaw(ofLinear: 0) == 0xD5)
        #expect(G711Laws.aLaw(ofLinear: -1) == 0x55)
        #expect(G711Laws.aLaw(ofLinear: 32_767) == 0xAA)
        #expect(G711Laws.aLaw(ofLinear: -32_768) == 0x2A)
    }

    @Test func whatIsTranslatedIsCloseToWhatItWas() {
        for code in UInt8.min...UInt8.max {
            let value = G711Laws.linear(ofMuLaw: code)
            let other = linear(ofALaw: G711Laws.aLaw(ofMuLaw: [code])[0])
            // A step of A-law is a sixteenth of its segment, of the smallest 16.
            #expect(abs(other - value) <= max(16, abs(value) / 16), "\(code): \(value) \(other)")
        }
    }

    /// ITU-T G.711 table 1, of 16 bits.
    private func linear(ofALaw code: UInt8) -> Int {
        let bits = Int(code ^ 0x55)
        let segment = bits >> 4 & 7
        let mantissa = bits & 0xF
        let magnitude = segment == 0 ? mantissa << 4 + 8 : (mantissa << 4 + 0x108) << (segment - 1)
        return bits & 0x80 == 0 ? -magnitude : magnitude
    }
}
