import Media

/// What RTP carries of a JPEG file: one scan of one of the two usual samplings, coded with the standard Huffman tables
/// (RFC 2435 §3). Everything else about a file is either implied by that or cannot be sent.
struct JPEGScan {
    let size: PictureSize
    let hasHalfChromaLines: Bool
    let restartInterval: UInt16
    let quantization: JPEGQuantization
    /// Where the entropy-coded data lie in the file, EOI included if it has one.
    let data: Range<Int>

    /// Nil where RTP cannot carry the file: progressive, of another sampling, with Huffman tables of its own, larger
    /// than 2040 pixels, or no JPEG file at all.
    init?(_ file: Span<UInt8>) {
        guard let parts = try? JPEGParts(file), let frame = parts.frame, let scan = parts.scan,
            parts.scanCount == 1, let frame = Frame(file, frame),
            Self.hasStandardTables(file, scan: scan.parameters, parts: parts, frame: frame),
            let luma = parts.quantization[frame.lumaTable], let chroma = parts.quantization[frame.chromaTable]
        else { return nil }
        size = frame.size
        hasHalfChromaLines = frame.hasHalfChromaLines
        restartInterval = parts.restartInterval
        quantization = JPEGQuantization(luma: luma, chroma: chroma)
        data = scan.data.lowerBound..<(parts.end ?? scan.data.upperBound)
    }

    /// Whether the scan has all three components in order, all coefficients, and codes with the standard tables: in
    /// full where the file has none.
    private static func hasStandardTables(
        _ file: Span<UInt8>,
        scan: Range<Int>,
        parts: JPEGParts,
        frame: Frame
    ) -> Bool {
        let start = scan.lowerBound
        guard scan.count == 10, file[start] == 3, file[start + 7] == 0, file[start + 8] == 63, file[start + 9] == 0
        else { return false }
        for (index, component) in frame.components.enumerated() {
            guard file[start + 1 + 2 * index] == component else { return false }
            let selectors = file[start + 2 + 2 * index]
            for (tableClass, destination) in [selectors >> 4, selectors & 0xF].enumerated() {
                guard destination <= 3 else { return false }
                if let table = parts.huffman[tableClass << 2 | Int(destination)] {
                    guard table == JPEGHuffmanTables.all[tableClass][min(index, 1)] else { return false }
                } else {
                    // A file without any tables means the standard ones, at their standard places.
                    guard parts.huffman.isEmpty, Int(destination) == min(index, 1) else { return false }
                }
            }
        }
        return true
    }

    /// A frame header (T.81 §B.2.2) of what RTP carries.
    private struct Frame {
        let size: PictureSize
        let hasHalfChromaLines: Bool
        let components: [UInt8]
        let lumaTable: UInt8
        let chromaTable: UInt8

        init?(_ file: Span<UInt8>, _ segment: JPEGMarkers.Segment) {
            let start = segment.parameters.lowerBound
            guard segment.marker != JPEGMarker.progressiveFrame, segment.parameters.count == 15,
                let size = try? JPEGMarkers.pictureSize(file, frameHeader: segment),
                size.width <= 2040, size.height <= 2040, file[start] == 8, file[start + 5] == 3,
                [0x21, 0x22].contains(file[start + 7]), file[start + 10] == 0x11, file[start + 13] == 0x11,
                file[start + 11] == file[start + 14]
            else { return nil }
            self.size = size
            hasHalfChromaLines = file[start + 7] == 0x22
            components = [file[start + 6], file[start + 9], file[start + 12]]
            lumaTable = file[start + 8]
            chromaTable = file[start + 11]
        }
    }
}

/// The segments of a JPEG file that matter to a decoder.
private struct JPEGParts {
    var frame: JPEGMarkers.Segment?
    var scan: JPEGMarkers.Segment?
    var scanCount = 0
    var restartInterval: UInt16 = 0
    /// By destination.
    var quantization: [UInt8: [UInt8]] = [:]
    /// By four times the class plus the destination.
    var huffman: [Int: [UInt8]] = [:]
    /// Behind EOI; nil if there is none.
    var end: Int?

    init(_ file: Span<UInt8>) throws(ParameterSetError) {
        var markers = JPEGMarkers(file)
        while let segment = try markers.next() {
            let parameters = file.extracting(segment.parameters)
            switch segment.marker {
            case JPEGMarker.quantizationTables: try readQuantization(parameters)
            case JPEGMarker.huffmanTables: try readHuffman(parameters)
            case JPEGMarker.restartInterval:
                guard parameters.count >= 2 else { throw .truncated }
                restartInterval = parameters.bigEndian16(at: 0)
            case JPEGMarker.startOfScan:
                scan = segment
                scanCount += 1
            case JPEGMarker.endOfImage: end = segment.end
            case let marker where JPEGMarker.isFrameHeader(marker): frame = segment
            default: break
            }
        }
    }

    /// T.81 §B.2.4.1.
    private mutating func readQuantization(_ parameters: Span<UInt8>) throws(ParameterSetError) {
        var position = 0
        while position < parameters.count {
            let length = parameters[position] >> 4 == 0 ? 64 : 128
            guard position + 1 + length <= parameters.count else { throw .truncated }
            var table: [UInt8] = []
            table.append(parameters.extracting(position + 1..<position + 1 + length))
            quantization[parameters[position] & 0xF] = table
            position += 1 + length
        }
    }

    /// T.81 §B.2.4.2.
    private mutating func readHuffman(_ parameters: Span<UInt8>) throws(ParameterSetError) {
        var position = 0
        while position < parameters.count {
            let key = parameters[position]
            guard position + 17 <= parameters.count, key >> 4 <= 1, key & 0xF <= 3 else { throw .truncated }
            var length = 17
            for index in 1...16 { length += Int(parameters[position + index]) }
            guard position + length <= parameters.count else { throw .truncated }
            var table: [UInt8] = []
            table.append(parameters.extracting(position + 1..<position + length))
            huffman[Int(key >> 4) << 2 | Int(key & 0xF)] = table
            position += length
        }
    }
}
