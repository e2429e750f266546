import Media

/// AVCDecoderConfigurationRecord, the content of an `avcC` box (ISO/IEC 14496-15 §5.3.3.1).
struct AVCConfiguration {
    /// Bytes of the length in front of each NAL unit of a sample: 1, 2 or 4.
    let unitLengthSize: Int
    let format: H264Format

    init(_ format: H264Format) {
        self.format = format
        self.unitLengthSize = 4
    }

    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .avcC)
        guard try reader.uint8() == 1 else { throw .malformed(.avcC, "a version other than 1") }
        try reader.skip(3)
        unitLengthSize = Int(try reader.uint8() & 3) + 1
        guard unitLengthSize != 3 else { throw .malformed(.avcC, "NAL unit lengths of three bytes") }
        let sequenceCount = Int(try reader.uint8() & 0x1F)
        let sequences = try Self.parameterSets(&reader, count: sequenceCount)
        let pictures = try Self.parameterSets(&reader, count: Int(try reader.uint8()))
        do {
            format = try H264Format(sequenceParameterSets: sequences, pictureParameterSets: pictures)
        } catch {
            throw .malformed(.avcC, "its parameter sets are not readable")
        }
    }

    func write(to writer: inout BoxWriter) {
        writer.uint8(1)
        writer.uint8(format.sequence.profile)
        writer.uint8(format.sequence.constraints)
        writer.uint8(format.sequence.level)
        writer.uint8(0xFC | UInt8(unitLengthSize - 1))
        // More sets, or longer ones, than the record can hold are not written.
        let sequences = format.sequenceParameterSets.filter { $0.count <= 0xFFFF }.prefix(0x1F)
        writer.uint8(0xE0 | UInt8(sequences.count))
        Self.write(Array(sequences), to: &writer)
        let pictures = format.pictureParameterSets.filter { $0.count <= 0xFFFF }.prefix(0xFF)
        writer.uint8(UInt8(pictures.count))
        Self.write(Array(pictures), to: &writer)
        if let extended = highProfileFields {
            writer.append([0xFC | extended.chroma, 0xF8 | extended.lumaDepth, 0xF8 | extended.chromaDepth, 0])
        }
    }

    private static func write(_ sets: [[UInt8]], to writer: inout BoxWriter) {
        for set in sets {
            writer.uint16(UInt16(set.count))
            writer.append(set)
        }
    }

    private static func parameterSets(_ reader: inout ByteReader, count: Int) throws(MP4Error) -> [[UInt8]] {
        var sets: [[UInt8]] = []
        for _ in 0..<count { sets.append(try reader.array(Int(try reader.uint16()))) }
        return sets
    }

    /// chroma_format_idc and the bit depths less 8, which the record repeats for the High profiles.
    private var highProfileFields: (chroma: UInt8, lumaDepth: UInt8, chromaDepth: UInt8)? {
        guard [100, 110, 122, 144].contains(format.sequence.profile), let set = format.sequenceParameterSets.first
        else { return nil }
        let payload = NALUnits.rawPayload(of: set.span, headerLength: 1)
        var reader = BitReader(payload.span)
        do {
            try reader.skip(24)
            _ = try reader.unsignedExpGolomb()
            let chroma = try reader.unsignedExpGolomb()
            if chroma == 3 { try reader.skip(1) }
            let lumaDepth = try reader.unsignedExpGolomb()
            let chromaDepth = try reader.unsignedExpGolomb()
            guard chroma <= 3, lumaDepth <= 6, chromaDepth <= 6 else { return nil }
            return (UInt8(chroma), UInt8(lumaDepth), UInt8(chromaDepth))
        } catch {
            return nil
        }
    }
}
