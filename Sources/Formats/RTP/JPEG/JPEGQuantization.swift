/// The quantisation tables of a picture: one for luma, one for both of chroma. Each has 64 numbers in zigzag order, of
/// one byte, or of two in network order.
struct JPEGQuantization: Hashable {
    var luma: [UInt8]
    var chroma: [UInt8]

    init(luma: [UInt8], chroma: [UInt8]) {
        self.luma = luma
        self.chroma = chroma
    }

    /// The tables that go with a quality of 1…99 (RFC 2435 §4.2). What is reserved is taken as the nearest of these.
    init(quality: UInt8) {
        let quality = min(max(Int(quality), 1), 99)
        let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
        func scaled(_ table: [UInt8]) -> [UInt8] {
            table.map { UInt8(clamping: max(1, (Int($0) * scale + 50) / 100)) }
        }
        luma = scaled(Self.standardLuma)
        chroma = scaled(Self.standardChroma)
    }

    /// What follows the header for tables (§3.1.8).
    ///
    /// - Parameters:
    ///   - precision: bit `n` is set where table `n` has numbers of two bytes.
    ///   - data: the tables; more than two are not looked at, and one alone is for luma and chroma.
    /// - Returns: nil where there is not one whole table.
    init?(precision: UInt8, data: Span<UInt8>) {
        var tables: [[UInt8]] = []
        var position = 0
        for index in 0..<2 as Range<UInt8> {
            let length = precision >> index & 1 == 1 ? 128 : 64
            guard position + length <= data.count else { break }
            var table: [UInt8] = []
            table.append(data.extracting(position..<position + length))
            tables.append(table)
            position += length
        }
        guard let first = tables.first, let last = tables.last else { return nil }
        luma = first
        chroma = last
    }

    /// As in the header for tables.
    var precision: UInt8 { (luma.count > 64 ? 1 : 0) | (chroma.count > 64 ? 2 : 0) }

    /// ITU-T T.81 table K.1, in zigzag order.
    private static let standardLuma: [UInt8] = [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51,
        61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77,
        113, 121, 112, 100, 120, 92, 101, 103, 99,
    ]

    /// Table K.2.
    private static let standardChroma: [UInt8] =
        [17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66] + [UInt8](repeating: 99, count: 50)
}
