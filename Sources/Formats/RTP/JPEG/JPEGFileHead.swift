import Media

/// What stands in a JPEG file before the coded data, made for what came without it (RFC 2435 appendix B).
struct JPEGFileHead {
    let size: PictureSize
    /// Whether chroma has half of the lines, too: 4:2:0. Else 4:2:2.
    let hasHalfChromaLines: Bool
    /// In MCUs; 0 for none.
    let restartInterval: UInt16
    let quantization: JPEGQuantization

    func append(to output: inout [UInt8]) {
        output += [0xFF, JPEGMarker.startOfImage]
        // JFIF 1.2 with square samples and without a thumbnail.
        segment(JPEGMarker.application0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0], to: &output)
        let precision = quantization.precision
        segment(JPEGMarker.quantizationTables, [(precision & 1) << 4] + quantization.luma, to: &output)
        segment(JPEGMarker.quantizationTables, [(precision >> 1) << 4 | 1] + quantization.chroma, to: &output)
        if restartInterval > 0 {
            segment(
                JPEGMarker.restartInterval,
                [UInt8(restartInterval >> 8), UInt8(truncatingIfNeeded: restartInterval)],
                to: &output
            )
        }
        appendFrameHeader(to: &output)
        output += JPEGHuffmanTables.segment
        // Three components with their tables; the whole spectrum, at once.
        segment(JPEGMarker.startOfScan, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0], to: &output)
    }

    private func appendFrameHeader(to output: inout [UInt8]) {
        // Baseline allows tables of bytes only (T.81 table B.4).
        let marker = quantization.precision == 0 ? JPEGMarker.baselineFrame : JPEGMarker.extendedFrame
        var fields: [UInt8] = [8]
        fields.appendBigEndian(UInt16(clamping: size.height))
        fields.appendBigEndian(UInt16(clamping: size.width))
        fields += [3, 1, hasHalfChromaLines ? 0x22 : 0x21, 0, 2, 0x11, 1, 3, 0x11, 1]
        segment(marker, fields, to: &output)
    }

    private func segment(_ marker: UInt8, _ parameters: [UInt8], to output: inout [UInt8]) {
        output += [0xFF, marker]
        output.appendBigEndian(UInt16(parameters.count + 2))
        output += parameters
    }
}
