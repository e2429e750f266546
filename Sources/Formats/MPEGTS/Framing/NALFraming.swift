import Media

/// H.264 and H.265 in the byte stream format (both annex B): start codes instead of lengths. Every access unit begins with a
/// delimiter (ISO/IEC 13818-1 §2.14.1, §2.17.1), and every key frame has the parameter sets after it, so that a decoder can
/// begin there.
struct NALFraming: ElementaryFraming {
    let streamType: UInt8
    /// Delimiter, and parameter sets.
    private let keyHead: [UInt8]
    /// Delimiter.
    private let otherHead: [UInt8]
    private let isDelimiter: @Sendable (UInt8) -> Bool

    private static let startCode: [UInt8] = [0, 0, 0, 1]

    /// Any kind of slice may follow (H.264 table 7-5).
    init(_ format: H264Format) {
        self.init(
            streamType: 0x1B,
            delimiter: [H264UnitType.accessUnitDelimiter, 0xF0],
            parameterSets: format.sequenceParameterSets + format.pictureParameterSets
        ) { $0 & 0x1F == H264UnitType.accessUnitDelimiter }
    }

    /// Any kind of slice may follow (H.265 table 7-2).
    init(_ format: H265Format) {
        self.init(
            streamType: 0x24,
            delimiter: [H265UnitType.accessUnitDelimiter << 1, 1, 0x50],
            parameterSets: format.videoParameterSets + format.sequenceParameterSets + format.pictureParameterSets
        ) { $0 >> 1 & 0x3F == H265UnitType.accessUnitDelimiter }
    }

    private init(
        streamType: UInt8,
        delimiter: [UInt8],
        parameterSets: [[UInt8]],
        isDelimiter: @escaping @Sendable (UInt8) -> Bool
    ) {
        self.streamType = streamType
        self.isDelimiter = isDelimiter
        otherHead = Self.startCode + delimiter
        keyHead = otherHead + parameterSets.flatMap { Self.startCode + $0 }
    }

    var streamIdentifier: UInt8 { PESHeader.StreamIdentifier.video }
    var descriptors: [UInt8] { [] }

    func appendHead(of payload: Span<UInt8>, isKey: Bool, to head: inout [UInt8]) throws(MPEGTSError) -> Int {
        var length = 0
        let isWhole = forEachUnit(of: payload) { length += Self.startCode.count + $0.count }
        guard isWhole, length > 0 else { throw .damagedUnit }
        head.append(contentsOf: isKey ? keyHead : otherHead)
        return length
    }

    func writeBody(of payload: Span<UInt8>, through cutter: inout PacketCutter, to output: inout [UInt8]) {
        forEachUnit(of: payload) { range in
            cutter.write(Self.startCode.span, to: &output)
            cutter.write(payload.extracting(range), to: &output)
        }
    }

    /// Of each NAL unit but delimiters, whose place is taken by ours, and empty ones.
    ///
    /// - Returns: whether their lengths fit.
    @discardableResult
    private func forEachUnit(of payload: Span<UInt8>, _ body: (Range<Int>) -> Void) -> Bool {
        NALUnits.forEach(in: payload) { range in
            if !range.isEmpty, !isDelimiter(payload[range.lowerBound]) { body(range) }
        }
    }
}
