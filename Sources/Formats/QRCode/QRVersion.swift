/// One of the forty sizes, with what ISO/IEC 18004 lays down for each in tables.
struct QRVersion: Hashable {
    /// 1 to 40.
    let number: Int

    static let all = (1...40).map { QRVersion(number: $0) }
    static let largest = QRVersion(number: 40)

    static func size(of number: Int) -> Int { 4 * number + 17 }

    var size: Int { Self.size(of: number) }

    /// Bytes that have room in byte mode: what is left of the data after four bits for the mode, and eight or sixteen
    /// for the count. The last four bits stay free for the terminator.
    func capacity(_ level: QRSymbol.Level) -> Int { dataCodewords(level) - 1 - countBytes }

    /// How many bytes long the count of bytes is (table 3).
    var countBytes: Int { number < 10 ? 1 : 2 }

    /// Data and error correction together (table 1).
    var codewords: Int { Self.codewords[number - 1] }

    func blocks(_ level: QRSymbol.Level) -> Int { Self.blocks[level.rawValue][number - 1] }

    /// Code words of error correction in each block.
    func correctionCodewords(_ level: QRSymbol.Level) -> Int { Self.corrections[level.rawValue][number - 1] }

    func dataCodewords(_ level: QRSymbol.Level) -> Int { codewords - blocks(level) * correctionCodewords(level) }

    /// The rows, and columns, in which the middles of alignment patterns lie (annex E): evenly spaced from the far end,
    /// the distance rounded up to an even one, and the first takes what is left. Version 32 alone is laid out
    /// otherwise.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let gaps = number / 7 + 1
        let distance = number == 32 ? 26 : (size - 13 + 2 * gaps - 1) / (2 * gaps) * 2
        return [6] + (0..<gaps).reversed().map { size - 7 - $0 * distance }
    }

    private static let codewords = [
        26, 44, 70, 100, 134, 172, 196, 242, 292, 346, 404, 466, 532, 581, 655, 733, 815, 901, 991, 1085,
        1156, 1258, 1364, 1474, 1588, 1706, 1828, 1921, 2051, 2185, 2323, 2465, 2611, 2761, 2876, 3034, 3196, 3362,
        3532, 3706,
    ]

    /// By level, then version (table 9).
    private static let corrections = [
        [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
            28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
            26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ],
        [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
            28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
            30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
    ]

    private static let blocks = [
        [
            1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
            8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
        ],
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
            17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ],
        [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
            23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        ],
        [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
            25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
        ],
    ]
}
