import Testing

@testable import QRCode

struct QRTableTests {
    /// ISO/IEC 18004, table C.1: for all levels and masks, in the order of the five bits that say them.
    @Test func formatBits() {
        let expected = [
            0x5412, 0x5125, 0x5E7C, 0x5B4B, 0x45F9, 0x40CE, 0x4F97, 0x4AA0, 0x77C4, 0x72F3, 0x7DAA, 0x789D, 0x662F,
            0x6318, 0x6C41, 0x6976, 0x1689, 0x13BE, 0x1CE7, 0x19D0, 0x0762, 0x0255, 0x0D0C, 0x083B, 0x355F, 0x3068,
            0x3F31, 0x3A06, 0x24B4, 0x2183, 0x2EDA, 0x2BED,
        ]
        let levels: [QRSymbol.Level] = [.medium, .low, .high, .quartile]
        #expect(levels.flatMap { level in (0...7).map { QRGrid.formatBits(level, mask: $0) } } == expected)
    }

    /// ISO/IEC 18004, table D.1: versions 7 to 40.
    @Test func versionBits() {
        let expected = [
            0x07C94, 0x085BC, 0x09A99, 0x0A4D3, 0x0BBF6, 0x0C762, 0x0D847, 0x0E60D, 0x0F928, 0x10B78, 0x1145D, 0x12A17,
            0x13532, 0x149A6, 0x15683, 0x168C9, 0x177EC, 0x18EC4, 0x191E1, 0x1AFAB, 0x1B08E, 0x1CC1A, 0x1D33F, 0x1ED75,
            0x1F250, 0x209D5, 0x216F0, 0x228BA, 0x2379F, 0x24B0B, 0x2542E, 0x26A64, 0x27541, 0x28C69,
        ]
        #expect((7...40).map { QRGrid.versionBits($0) } == expected)
    }

    /// ISO/IEC 18004, table E.1.
    @Test(arguments: [
        (1, []), (2, [6, 18]), (6, [6, 34]), (7, [6, 22, 38]), (13, [6, 34, 62]), (14, [6, 26, 46, 66]),
        (15, [6, 26, 48, 70]), (16, [6, 26, 50, 74]), (20, [6, 34, 62, 90]), (21, [6, 28, 50, 72, 94]),
        (22, [6, 26, 50, 74, 98]), (24, [6, 28, 54, 80, 106]), (28, [6, 26, 50, 74, 98, 122]),
        (30, [6, 26, 52, 78, 104, 130]), (31, [6, 30, 56, 82, 108, 134]), (32, [6, 34, 60, 86, 112, 138]),
        (33, [6, 30, 58, 86, 114, 142]), (36, [6, 24, 50, 76, 102, 128, 154]), (39, [6, 26, 54, 82, 110, 138, 166]),
        (40, [6, 30, 58, 86, 114, 142, 170]),
    ])
    func alignment(number: Int, expected: [Int]) {
        #expect(QRVersion(number: number).alignmentCentres == expected)
    }

    /// What the patterns leave free is just what the table says, and fewer than eight modules more (table 1).
    @Test(arguments: 1...40)
    func roomForCodewords(number: Int) {
        let version = QRVersion(number: number)
        let places = QRGrid(version: version).dataPlaces
        let rest =
            switch number {
            case 2...6: 7
            case 14...20, 28...34: 3
            case 21...27: 4
            default: 0
            }
        #expect(places.count == version.codewords * 8 + rest)
        #expect(Set(places).count == places.count)
        for level in QRSymbol.Level.allCases {
            // A block has no more than 255 code words, and its error correction is worth what the level promises.
            let blocks = version.blocks(level)
            #expect((version.codewords + blocks - 1) / blocks <= 255)
            let promised = [0.07, 0.15, 0.25, 0.30][level.rawValue]
            let corrected = Double(version.correctionCodewords(level) * blocks) / 2 / Double(version.codewords)
            #expect(corrected > promised * 0.85)
        }
    }

    /// ISO/IEC 18004, annex A.
    @Test(arguments: [
        (7, [87, 229, 146, 149, 238, 102, 21]), (10, [251, 67, 46, 61, 118, 70, 64, 94, 32, 45]),
        (13, [74, 152, 176, 100, 86, 100, 106, 104, 130, 218, 206, 140, 78]),
    ])
    func generators(count: Int, exponents: [Int]) {
        let powers = (0..<255).reduce(into: [UInt8(1)]) { powers, _ in
            powers.append(SymbolReader.product(powers.last ?? 0, 2))
        }
        #expect(ReedSolomon.generator(count) == exponents.map { powers[$0] })
    }

    @Test func products() {
        for left in UInt8.min ... .max {
            for right in stride(from: UInt8(0), to: 255, by: 3) {
                #expect(ReedSolomon.product(left, right) == SymbolReader.product(left, right))
            }
        }
    }

    /// The example of ISO/IEC 18004, annex I ("01234567", 1-M), and another that is well known ("HELLO WORLD", 1-M).
    @Test(
        arguments: [
            (
                [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11],
                [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]
            ),
            (
                [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17],
                [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]
            ),
        ] as [([UInt8], [UInt8])]
    )
    func errorCorrection(data: [UInt8], expected: [UInt8]) {
        #expect(ReedSolomon.correction(of: data[...], count: 10) == expected)
    }

    @Test func dataCodewords() {
        let version = QRVersion(number: 1)
        #expect(
            QRCodewords.data([0xAB, 0xCD], version, .medium)
                == [0x40, 0x2A, 0xBC, 0xD0, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11]
        )
        let long = QRCodewords.data([0xAB], QRVersion(number: 10), .low)
        #expect(long.count == 274 && Array(long.prefix(6)) == [0x40, 0x00, 0x1A, 0xB0, 0xEC, 0x11])
        let full = QRCodewords.data([UInt8](repeating: 0xFF, count: 14), version, .medium)
        #expect(full == [0x40, 0xEF] + [UInt8](repeating: 0xFF, count: 13) + [0xF0])
    }

    /// 5-Q has two blocks of 15 and two of 16.
    @Test func blocksTakeTurns() {
        let version = QRVersion(number: 5)
        let data = (0..<62).map { UInt8($0) }
        let words = QRCodewords.interleaved(data, version, .quartile)
        #expect(words.count == 134)
        #expect(Array(words.prefix(8)) == [0, 15, 30, 46, 1, 16, 31, 47])
        #expect(Array(words[56..<62]) == [14, 29, 44, 60, 45, 61])
        let third = ReedSolomon.correction(of: data[30..<46], count: 18)
        let everyFourth = stride(from: 64, to: 134, by: 4).map { words[$0] }
        #expect(everyFourth == third)
    }
}
