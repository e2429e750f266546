import Media

/// The Huffman tables that all JPEG in RTP is coded with (RFC 2435 §3; ITU-T T.81 tables K.3 to K.6). Each as in a
/// segment of Huffman tables: 16 counts of codes by their lengths, then the values.
enum JPEGHuffmanTables {
    static let lumaDC = counts([0, 1, 5, 1, 1, 1, 1, 1, 1]) + (0...11)
    static let chromaDC = counts([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1]) + (0...11)

    static let lumaAC =
        counts([0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D])
        + values([
            0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71,
            0x14, 0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33, 0x62, 0x72,
            0x82,
        ])

    static let chromaAC =
        counts([0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77])
        + values([
            0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22,
            0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0, 0x15, 0x62, 0x72, 0xD1,
            0x0A, 0x16, 0x24, 0x34, 0xE1, 0x25, 0xF1,
        ])

    /// All four by class (0: DC) and then destination (0: luma).
    static let all = [[lumaDC, chromaDC], [lumaAC, chromaAC]]

    /// The segment with all four, marker and length included.
    static let segment: [UInt8] = {
        let tables = [0x00] + lumaDC + [0x10] + lumaAC + [0x01] + chromaDC + [0x11] + chromaAC
        var segment: [UInt8] = [0xFF, JPEGMarker.huffmanTables]
        segment.appendBigEndian(UInt16(tables.count + 2))
        return segment + tables
    }()

    private static func counts(_ counts: [UInt8]) -> [UInt8] {
        counts + [UInt8](repeating: 0, count: 16 - counts.count)
    }

    /// The values of AC coefficients, run and size, those of shorter codes first: all others have codes of 16 bits, in
    /// rising order.
    private static func values(_ frequent: [UInt8]) -> [UInt8] {
        let all = (0...15).flatMap { run in (1...10).map { size in UInt8(run << 4 | size) } }
        return frequent + all.filter { !frequent.contains($0) }
    }
}
