import TestKit
import Testing

@testable import QRCode

struct QRSymbolTests {
    /// ISO/IEC 18004, table 7: bytes that have room.
    @Test(arguments: [
        (1, [17, 14, 11, 7]), (2, [32, 26, 20, 14]), (6, [134, 106, 74, 58]), (9, [230, 180, 130, 98]),
        (10, [271, 213, 151, 119]), (20, [858, 666, 482, 382]), (27, [1465, 1125, 805, 625]),
        (40, [2953, 2331, 1663, 1273]),
    ])
    func capacities(number: Int, expected: [Int]) throws {
        #expect(QRSymbol.Level.allCases.map { QRVersion(number: number).capacity($0) } == expected)
        guard number < 10 else { return }
        for (level, count) in zip(QRSymbol.Level.allCases, expected) {
            let bytes = [UInt8](repeating: 0x41, count: count + 1)
            #expect(try QRSymbol(bytes, level: level).version == number + 1)
            #expect(try QRSymbol(Array(bytes.dropLast()), level: level).version == number)
        }
    }

    @Test func moreThanTheLargestHoldsIsRefused() throws {
        let bytes = [UInt8](repeating: 0, count: 2332)
        #expect(throws: QRError.tooLong(2332, limit: 2331)) { try QRSymbol(bytes) }
        #expect(try QRSymbol(Array(bytes.dropLast())).version == 40)
        #expect(try QRSymbol([]).version == 1)
    }

    @Test func anyBytesComeBack() throws {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<40 {
            let level = QRSymbol.Level.allCases[round % 4]
            let count = Int.random(in: 0...min(round * 12, QRVersion.largest.capacity(level)), using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let symbol = try QRSymbol(bytes, level: level)
            let reader = try SymbolReader(symbol)
            #expect(reader.bytes == bytes && reader.level == level && reader.mask == symbol.mask)
        }
    }

    @Test(arguments: [1, 2, 7, 21])
    func everyMaskAndLevelComesBack(number: Int) throws {
        let version = QRVersion(number: number)
        for level in QRSymbol.Level.allCases {
            let bytes = (0..<version.capacity(level)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            for mask in 0...7 {
                let reader = try SymbolReader(QRSymbol(bytes, version: version, level: level, mask: mask))
                #expect(reader.bytes == bytes && reader.level == level && reader.mask == mask)
            }
        }
    }

    @Test func theMaskThatIsBestToReadIsTaken() throws {
        for text in ["", "otpauth://totp/Nightjar:anna", String(repeating: "0", count: 100)] {
            let symbol = try QRSymbol(text)
            let version = QRVersion(number: symbol.version)
            var grid = QRGrid(version: version)
            grid.place(QRCodewords.interleaved(QRCodewords.data(Array(text.utf8), version, .medium), version, .medium))
            let penalties = (0...7).map { grid.masked(by: $0, level: .medium).penalty }
            #expect(penalties.firstIndex(of: penalties.min() ?? 0) == symbol.mask)
            #expect(Set(penalties).count > 1)
        }
    }

    @Test func thePatternsAreThere() throws {
        for number in [1, 2, 7, 32, 40] {
            let version = QRVersion(number: number)
            let symbol = QRSymbol([], version: version, level: .medium, mask: 0)
            let size = symbol.size
            #expect(size == 17 + 4 * number)
            let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
            for (row, column) in [(0, 0), (0, size - 7), (size - 7, 0)] {
                let found = (0..<7).map { down in
                    String((0..<7).map { symbol[row + down, column + $0] ? "#" : "." as Character })
                }
                #expect(found == finder)
            }
            // The borders of the finders.
            for place in 0..<8 {
                #expect(!symbol[7, place] && !symbol[place, 7] && !symbol[7, size - 1 - place])
                #expect(!symbol[place, size - 8] && !symbol[size - 8, place] && !symbol[size - 1 - place, 7])
            }
            for place in 8..<size - 8 {
                #expect(symbol[6, place] == (place % 2 == 0) && symbol[place, 6] == (place % 2 == 0))
            }
            #expect(symbol[size - 8, 8])
            for row in version.alignmentCentres.dropFirst() {
                for column in version.alignmentCentres.dropFirst() {
                    let ring = [(-1, 0), (0, -1), (1, 0), (0, 1), (1, 1), (-1, -1)].map {
                        symbol[row + $0, column + $1]
                    }
                    #expect(symbol[row, column] && ring.allSatisfy { !$0 })
                    #expect([(-2, 0), (0, -2), (2, 2), (-2, 1)].allSatisfy { symbol[row + $0, column + $1] })
                }
            }
        }
    }

    @Test func outsideAllIsLight() throws {
        let symbol = try QRSymbol("x")
        for (row, column) in [(-1, 0), (0, -1), (21, 0), (0, 21), (.min, .max), (.max, .min)] {
            #expect(!symbol[row, column])
        }
    }
}
