/// The modules of a symbol while it is drawn (ISO/IEC 18004 §6.3 and §7.7 to §7.10).
struct QRGrid {
    let size: Int
    /// By rows.
    private(set) var isDark: [Bool]
    /// Modules that carry no data, and that no mask touches: patterns, format and version.
    private(set) var isFunction: [Bool]

    /// Everything but data and format.
    init(version: QRVersion) {
        size = version.size
        isDark = [Bool](repeating: false, count: size * size)
        isFunction = isDark
        drawTiming()
        drawFinders()
        drawAlignment(version.alignmentCentres)
        drawVersion(version.number)
        // Its place is kept; what stands there depends on the mask.
        drawFormat(0)
    }

    private mutating func draw(_ dark: Bool, _ row: Int, _ column: Int) {
        isDark[row * size + column] = dark
        isFunction[row * size + column] = true
    }

    private mutating func drawTiming() {
        for place in 0..<size {
            draw(place % 2 == 0, 6, place)
            draw(place % 2 == 0, place, 6)
        }
    }

    /// The rings in three corners, with the light border that sets them off.
    private mutating func drawFinders() {
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] {
            for (down, right, distance) in Self.rings(4) {
                let inside = 0..<size
                guard inside.contains(row + down), inside.contains(column + right) else { continue }
                draw(distance != 2 && distance != 4, row + down, column + right)
            }
        }
    }

    private mutating func drawAlignment(_ centres: [Int]) {
        for row in centres {
            for column in centres {
                // Where a finder is, there is none.
                let isAtFinder =
                    row == 6 && column == 6 || row == 6 && column == size - 7 || row == size - 7 && column == 6
                guard !isAtFinder else { continue }
                for (down, right, distance) in Self.rings(2) { draw(distance != 1, row + down, column + right) }
            }
        }
    }

    /// The modules of a square around a middle, with the number of the ring in which each lies.
    private static func rings(_ reach: Int) -> [(down: Int, right: Int, distance: Int)] {
        (-reach...reach).flatMap { down in
            (-reach...reach).map { right in (down, right, max(abs(down), abs(right))) }
        }
    }

    /// Twice, beside two finders (§7.10).
    private mutating func drawVersion(_ number: Int) {
        guard number >= 7 else { return }
        let bits = Self.versionBits(number)
        for index in 0..<18 {
            let isSet = bits >> index & 1 == 1
            draw(isSet, index / 3, size - 11 + index % 3)
            draw(isSet, size - 11 + index % 3, index / 3)
        }
    }

    /// Twice, around the finders (§7.9), and the module that is always dark.
    private mutating func drawFormat(_ bits: Int) {
        for index in 0..<15 {
            let isSet = bits >> index & 1 == 1
            switch index {
            case 0..<6: draw(isSet, index, 8)
            case 6..<8: draw(isSet, index + 1, 8)
            case 8: draw(isSet, 8, 7)
            default: draw(isSet, 8, 14 - index)
            }
            if index < 8 { draw(isSet, 8, size - 1 - index) } else { draw(isSet, size - 15 + index, 8) }
        }
        draw(true, size - 8, 8)
    }

    /// The level and the mask, with ten bits by which errors in them are mended.
    static func formatBits(_ level: QRSymbol.Level, mask: Int) -> Int {
        let indicator =
            switch level {
            case .low: 0b01
            case .medium: 0b00
            case .quartile: 0b11
            case .high: 0b10
            }
        return withRemainder(indicator << 3 | mask, bits: 10, by: 0b101_0011_0111) ^ 0b101_0100_0001_0010
    }

    static func versionBits(_ number: Int) -> Int { withRemainder(number, bits: 12, by: 0b1_1111_0010_0101) }

    /// A BCH code (annexes C and D): `value`, and then the remainder of its division.
    private static func withRemainder(_ value: Int, bits: Int, by polynomial: Int) -> Int {
        var remainder = value << bits
        for shift in (0..<8).reversed() where remainder >> (bits + shift) & 1 == 1 { remainder ^= polynomial << shift }
        return value << bits | remainder
    }

    /// The modules that carry data, in their order: in columns two wide, from right to left, up and down in turn.
    var dataPlaces: [Int] {
        var places: [Int] = []
        var isUpward = true
        // The column of the timing pattern is passed over whole.
        let columns = Array(stride(from: size - 1, to: 7, by: -2)) + [5, 3, 1]
        for column in columns {
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for place in [row * size + column, row * size + column - 1] where !isFunction[place] {
                    places.append(place)
                }
            }
            isUpward.toggle()
        }
        return places
    }

    /// Some modules may be left over at the end; they stay light.
    mutating func place(_ codewords: [UInt8]) {
        for (index, place) in dataPlaces.prefix(codewords.count * 8).enumerated() {
            isDark[place] = codewords[index / 8] >> UInt8(7 - index % 8) & 1 == 1
        }
    }

    /// The finished symbol: a mask over the data, and the format that names it.
    func masked(by mask: Int, level: QRSymbol.Level) -> QRGrid {
        var masked = self
        for row in 0..<size {
            for column in 0..<size where !isFunction[row * size + column] && Self.inverts(mask, row, column) {
                masked.isDark[row * size + column].toggle()
            }
        }
        masked.drawFormat(Self.formatBits(level, mask: mask))
        return masked
    }

    /// Whether a mask turns this module over (table 10).
    static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }
}
