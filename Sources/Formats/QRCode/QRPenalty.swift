extension QRGrid {
    /// How hard this symbol is to read (ISO/IEC 18004 §7.8.3): the lower, the better. Whatever comes out, the symbol is
    /// valid; only the choice of its mask rests on it.
    var penalty: Int {
        var sum = squares * 3 + imbalance * 10
        for line in 0..<size {
            sum += penalty(ofLine: (0..<size).map { isDark[line * size + $0] })
            sum += penalty(ofLine: (0..<size).map { isDark[$0 * size + line] })
        }
        return sum
    }

    /// Runs of five and more of one colour, and what looks like a finder.
    private func penalty(ofLine line: [Bool]) -> Int {
        var sum = 0
        var run = 0
        // The last eleven modules as bits. Before the line all is light, but that does not count.
        var last = 0
        for (index, dark) in line.enumerated() {
            run = index > 0 && dark == line[index - 1] ? run + 1 : 1
            // 3 points for five, and one for each that follows.
            if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
            last = (last << 1 | (dark ? 1 : 0)) & 0b111_1111_1111
            if index >= 10, last == 0b101_1101_0000 || last == 0b000_0101_1101 { sum += 40 }
        }
        return sum
    }

    /// Squares of two by two of one colour, overlapping ones too.
    private var squares: Int {
        var count = 0
        for row in 0..<size - 1 {
            for place in row * size..<row * size + size - 1 {
                let dark = isDark[place]
                if dark == isDark[place + 1], dark == isDark[place + size], dark == isDark[place + size + 1] {
                    count += 1
                }
            }
        }
        return count
    }

    /// By how many whole steps of 5 % the dark modules are more or fewer than half.
    private var imbalance: Int {
        let dark = isDark.count { $0 }
        return abs(dark * 20 - isDark.count * 10) / isDark.count
    }
}
