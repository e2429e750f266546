/// The way from bytes to the code words in the order in which they are placed (ISO/IEC 18004 §7.4 to §7.6).
enum QRCodewords {
    /// The data code words: mode, count, bytes, terminator and padding. `bytes` must fit.
    static func data(_ bytes: [UInt8], _ version: QRVersion, _ level: QRSymbol.Level) -> [UInt8] {
        precondition(bytes.count <= version.capacity(level))
        let count = version.countBytes == 1 ? [] : [UInt8(bytes.count >> 8)]
        var words: [UInt8] = []
        // The mode has four bits, so that all the rest lies across two code words. At the end four bits are always
        // free: that is just the terminator.
        var pending: UInt8 = 0b0100
        for byte in count + [UInt8(truncatingIfNeeded: bytes.count)] + bytes {
            words.append(pending << 4 | byte >> 4)
            pending = byte & 15
        }
        words.append(pending << 4)
        let room = version.dataCodewords(level) - words.count
        return words + (0..<room).map { $0 % 2 == 0 ? 0b1110_1100 : 0b0001_0001 }
    }

    /// All code words: the first of each block, the second of each, and so on; then those of error correction likewise.
    static func interleaved(_ data: [UInt8], _ version: QRVersion, _ level: QRSymbol.Level) -> [UInt8] {
        let count = version.blocks(level)
        let short = data.count / count
        let longer = data.count % count
        var blocks: [ArraySlice<UInt8>] = []
        for index in 0..<count {
            let start = blocks.last?.endIndex ?? 0
            // The longer ones come last, by one code word.
            blocks.append(data[start..<start + short + (index < count - longer ? 0 : 1)])
        }
        let corrections = blocks.map { ReedSolomon.correction(of: $0, count: version.correctionCodewords(level))[...] }
        return inTurn(blocks) + inTurn(corrections)
    }

    private static func inTurn(_ blocks: [ArraySlice<UInt8>]) -> [UInt8] {
        let longest = blocks.map(\.count).max() ?? 0
        return (0..<longest).flatMap { place in
            blocks.filter { place < $0.count }.map { $0[$0.startIndex + place] }
        }
    }
}
