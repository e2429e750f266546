/// A QR code (ISO/IEC 18004:2015), here always in byte mode: the square of dark and light modules, without its quiet
/// zone.
package struct QRSymbol: Hashable, Sendable {
    /// How much of a symbol may be lost: about 7, 15, 25 and 30 in a hundred code words.
    package enum Level: Int, CaseIterable, Hashable, Sendable {
        case low, medium, quartile, high
    }

    /// 1 to 40: how large it is.
    package let version: Int
    package let level: Level
    /// Which of the eight masks lies over the data.
    package let mask: Int
    private let isDark: [Bool]

    /// The smallest symbol in which `bytes` have room, under the mask that is best to read.
    package init(_ bytes: [UInt8], level: Level = .medium) throws(QRError) {
        let fitting = QRVersion.all.first { bytes.count <= $0.capacity(level) }
        guard let version = fitting else {
            throw .tooLong(bytes.count, limit: QRVersion.largest.capacity(level))
        }
        self.init(bytes, version: version, level: level, mask: nil)
    }

    /// The text as UTF-8. Nothing in the symbol says so, and some readers guess otherwise: what a program is to read
    /// should be ASCII.
    package init(_ text: String, level: Level = .medium) throws(QRError) {
        try self.init(Array(text.utf8), level: level)
    }

    /// The caller has seen that `bytes` fit into `version`.
    init(_ bytes: [UInt8], version: QRVersion, level: Level, mask forced: Int?) {
        let data = QRCodewords.data(bytes, version, level)
        var grid = QRGrid(version: version)
        grid.place(QRCodewords.interleaved(data, version, level))
        let masks = forced.map { $0...$0 } ?? 0...7
        let candidates = masks.map { grid.masked(by: $0, level: level) }
        let penalties = candidates.map(\.penalty)
        // Of equals the first is taken.
        let best = penalties.indices.min { penalties[$0] < penalties[$1] } ?? 0
        self.init(candidates[best], version: version, level: level, mask: masks.lowerBound + best)
    }

    /// A symbol that was drawn.
    init(_ grid: QRGrid, version: QRVersion, level: Level, mask: Int) {
        self.version = version.number
        self.level = level
        self.mask = mask
        isDark = grid.isDark
    }

    /// How many modules it is wide, and high.
    package var size: Int { QRVersion.size(of: version) }

    /// Whether a module is dark. Everything around the symbol is light.
    package subscript(row: Int, column: Int) -> Bool {
        let range = 0..<size
        return range.contains(row) && range.contains(column) && isDark[row * size + column]
    }
}

package enum QRError: Error, Hashable, CustomStringConvertible {
    /// More bytes than the largest symbol of this level holds.
    case tooLong(Int, limit: Int)

    package var description: String {
        switch self {
        case .tooLong(let count, let limit): "\(count) bytes do not fit into a QR code, which has room for \(limit)"
        }
    }
}
