@testable import QRCode

/// Reads a symbol back, without knowing how it was made: format, code words, error correction, bytes. The sizes of its
/// blocks it takes from our table, which the other reader checks.
struct SymbolReader {
    let level: QRSymbol.Level
    let mask: Int
    let bytes: [UInt8]

    struct Unreadable: Error {
        let why: String
    }

    init(_ symbol: QRSymbol) throws {
        let size = symbol.size
        // The format beside the upper left finder: 15 bits, of which the first five count.
        let upper = [0, 1, 2, 3, 4, 5, 7, 8].map { symbol[$0, 8] }
        let left = [7, 5, 4, 3, 2, 1, 0].map { symbol[8, $0] }
        let format = (upper + left).reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) } ^ 0x5412
        let right = (0..<8).map { symbol[8, size - 1 - $0] }
        let lower = (0..<7).map { symbol[size - 7 + $0, 8] }
        guard right + lower == upper + left else { throw Unreadable(why: "the two formats differ") }
        let levels: [QRSymbol.Level] = [.medium, .low, .high, .quartile]
        level = levels[format >> 13]
        mask = format >> 10 & 7

        let version = QRVersion(number: (size - 17) / 4)
        let words = Self.words(symbol, mask: mask, version)
        let data = try Self.blocks(words, version, level).flatMap { $0 }
        guard data[0] >> 4 == 0b0100 else { throw Unreadable(why: "not in byte mode") }
        let bits = data.flatMap { word in (0..<8).map { Int(word >> (7 - $0)) & 1 } }
        let start = 4 + (version.number < 10 ? 8 : 16)
        let count = bits[4..<start].reduce(0) { $0 << 1 | $1 }
        bytes = (0..<count).map { index in
            UInt8(bits[start + 8 * index..<start + 8 * index + 8].reduce(0) { $0 << 1 | $1 })
        }
        let end = start + 8 * count
        guard bits[end..<end + 4].allSatisfy({ $0 == 0 }) else { throw Unreadable(why: "no terminator") }
        for (index, word) in data[((end + 4) / 8)...].enumerated() where word != (index % 2 == 0 ? 0xEC : 0x11) {
            throw Unreadable(why: "other padding")
        }
    }

    private static func words(_ symbol: QRSymbol, mask: Int, _ version: QRVersion) -> [UInt8] {
        let size = symbol.size
        let bits = QRGrid(version: version).dataPlaces.map { place in
            let (row, column) = (place / size, place % size)
            return symbol[row, column] != QRGrid.inverts(mask, row, column)
        }
        return (0..<bits.count / 8).map { index in
            bits[8 * index..<8 * index + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    /// The data of each block, of which every syndrome must be 0.
    private static func blocks(_ words: [UInt8], _ version: QRVersion, _ level: QRSymbol.Level) throws -> [[UInt8]] {
        let count = version.blocks(level)
        let corrections = version.correctionCodewords(level)
        let dataCount = words.count - count * corrections
        var blocks = [[UInt8]](repeating: [], count: count)
        let short = dataCount / count
        for index in 0..<short * count { blocks[index % count].append(words[index]) }
        for index in 0..<dataCount % count {
            blocks[count - dataCount % count + index].append(words[short * count + index])
        }
        let data = blocks
        for index in 0..<corrections * count { blocks[index % count].append(words[dataCount + index]) }
        for block in blocks {
            var root: UInt8 = 1
            for _ in 0..<corrections {
                guard block.reduce(0, { product($0, root) ^ $1 }) == 0 else { throw Unreadable(why: "wrong syndrome") }
                root = product(root, 2)
            }
        }
        return data
    }

    /// Bit by bit, where the encoder has logarithms.
    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var (sum, left, right) = (UInt8(0), left, right)
        while right != 0 {
            if right & 1 == 1 { sum ^= left }
            left = left << 1 ^ (left & 0x80 != 0 ? 0x1D : 0)
            right >>= 1
        }
        return sum
    }
}
