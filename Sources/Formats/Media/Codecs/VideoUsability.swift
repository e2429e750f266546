// What the usability information of H.264 and H.265 has in common (both annex E).

/// Pictures or fields per second; nil if that is absurd.
func pictureRate(unitsInTick: UInt32, timescale: UInt32) -> Double? {
    guard unitsInTick > 0 else { return nil }
    let rate = Double(timescale) / Double(unitsInTick)
    return rate > 0.01 && rate < 1000 ? rate : nil
}

enum SampleAspectRatio {
    /// Table E-1.
    private static let known: [(Int, Int)] = [
        (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11),
        (80, 33), (18, 11), (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1),
    ]

    /// aspect_ratio_idc, and the ratio itself where that is not of the table; nil where it says nothing.
    static func read(_ reader: inout BitReader) throws(ParameterSetError) -> PictureSize? {
        let code = Int(try reader.bits(8))
        if code == 255 {
            let width = Int(try reader.bits(16))
            let height = Int(try reader.bits(16))
            return width > 0 && height > 0 ? PictureSize(width: width, height: height) : nil
        }
        guard (1...known.count).contains(code) else { return nil }
        let (width, height) = known[code - 1]
        return PictureSize(width: width, height: height)
    }
}
