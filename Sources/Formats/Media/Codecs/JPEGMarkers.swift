/// The marker segments of a JPEG file, one after another (ITU-T T.81 §B.1.1): from SOI to EOI, each scan with its
/// coded data. What an application segment carries, such as a thumbnail with markers of its own, is not looked into.
///
///     var markers = JPEGMarkers(file)
///     while let segment = try markers.next() { … }
package struct JPEGMarkers: ~Escapable {
    package struct Segment: Hashable, Sendable {
        /// The byte after 0xFF, as in ``JPEGMarker``.
        package let marker: UInt8
        /// What follows the length; empty for SOI and EOI.
        package let parameters: Range<Int>
        /// Of a start of scan: the entropy-coded data behind it, restart markers included. Else empty.
        package let data: Range<Int>

        /// Where the next segment begins.
        package var end: Int { max(parameters.upperBound, data.upperBound) }
    }

    private let file: Span<UInt8>
    private var position = 0
    private var hasScan = false
    private var isEnded = false

    @_lifetime(copy file)
    package init(_ file: Span<UInt8>) { self.file = file }

    /// The next segment; nil after EOI, and where a file that lacks it ends behind a scan.
    package mutating func next() throws(ParameterSetError) -> Segment? {
        guard !isEnded else { return nil }
        guard position > 0 else {
            guard file.count >= 2 else { throw .truncated }
            guard file[0] == 0xFF, file[1] == JPEGMarker.startOfImage else { throw .malformed("no JPEG file") }
            position = 2
            return Segment(marker: JPEGMarker.startOfImage, parameters: 2..<2, data: 2..<2)
        }
        if hasScan, position >= file.count { return nil }
        let marker = try readMarker()
        guard marker != JPEGMarker.endOfImage else {
            isEnded = true
            return Segment(marker: marker, parameters: position..<position, data: position..<position)
        }
        guard position + 2 <= file.count else { throw .truncated }
        let length = Int(file[position]) << 8 | Int(file[position + 1])
        guard length >= 2 else { throw .malformed("a JPEG segment of \(length) bytes") }
        guard position + length <= file.count else { throw .truncated }
        let parameters = position + 2..<position + length
        position += length
        var data = position..<position
        if marker == JPEGMarker.startOfScan {
            hasScan = true
            data = position..<endOfData()
            position = data.upperBound
        }
        return Segment(marker: marker, parameters: parameters, data: data)
    }

    /// 0xFF, any number of times (§B.1.1.2), and the marker's own byte.
    private mutating func readMarker() throws(ParameterSetError) -> UInt8 {
        guard position < file.count else { throw .truncated }
        guard file[position] == 0xFF else { throw .malformed("\(file[position]) where a JPEG marker should be") }
        while position < file.count, file[position] == 0xFF { position += 1 }
        guard position < file.count else { throw .truncated }
        let marker = file[position]
        position += 1
        guard marker > JPEGMarker.startOfImage || JPEGMarker.isFrameHeader(marker) || JPEGMarker.isTable(marker) else {
            throw .malformed("the JPEG marker \(marker) out of place")
        }
        return marker
    }

    /// Where the entropy-coded data that begins here is over: before the next marker that is not a restart.
    private func endOfData() -> Int {
        var index = position
        while index + 1 < file.count {
            guard file[index] == 0xFF else {
                index += 1
                continue
            }
            let next = file[index + 1]
            if next == 0xFF {
                index += 1
            } else if next == 0 || JPEGMarker.isRestart(next) {
                index += 2
            } else {
                return index
            }
        }
        return file.count
    }

    /// Width and height out of a frame header (§B.2.2) of `file`.
    package static func pictureSize(
        _ file: Span<UInt8>,
        frameHeader: Segment
    ) throws(ParameterSetError) -> PictureSize {
        guard JPEGMarker.isHuffmanFrameHeader(frameHeader.marker) else {
            throw .unsupported("JPEG that is lossless, hierarchical or arithmetic (marker \(frameHeader.marker))")
        }
        let start = frameHeader.parameters.lowerBound
        guard frameHeader.parameters.count >= 6, frameHeader.parameters.upperBound <= file.count else {
            throw .truncated
        }
        let height = Int(file[start + 1]) << 8 | Int(file[start + 2])
        let width = Int(file[start + 3]) << 8 | Int(file[start + 4])
        // A height of 0 comes later, in a DNL segment (§B.2.5), which nobody uses.
        guard width > 0, height > 0 else { throw .malformed("a picture of \(width)×\(height)") }
        return PictureSize(width: width, height: height)
    }
}

/// Markers of JPEG (ITU-T T.81 table B.1), without their 0xFF.
package enum JPEGMarker {
    package static let baselineFrame: UInt8 = 0xC0
    package static let extendedFrame: UInt8 = 0xC1
    package static let progressiveFrame: UInt8 = 0xC2
    package static let huffmanTables: UInt8 = 0xC4
    package static let arithmeticConditions: UInt8 = 0xCC
    package static let startOfImage: UInt8 = 0xD8
    package static let endOfImage: UInt8 = 0xD9
    package static let startOfScan: UInt8 = 0xDA
    package static let quantizationTables: UInt8 = 0xDB
    package static let restartInterval: UInt8 = 0xDD
    package static let application0: UInt8 = 0xE0

    package static func isRestart(_ marker: UInt8) -> Bool { (0xD0...0xD7).contains(marker) }

    /// A frame header of any kind of JPEG.
    package static func isFrameHeader(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && !isTable(marker) && marker != 0xC8
    }

    /// A frame header of baseline, extended or progressive JPEG with Huffman codes: what cameras and decoders have.
    package static func isHuffmanFrameHeader(_ marker: UInt8) -> Bool {
        (baselineFrame...progressiveFrame).contains(marker)
    }

    static func isTable(_ marker: UInt8) -> Bool { marker == huffmanTables || marker == arithmeticConditions }
}
