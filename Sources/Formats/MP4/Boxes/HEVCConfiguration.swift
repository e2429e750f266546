import Media

/// HEVCDecoderConfigurationRecord, the content of an `hvcC` box (ISO/IEC 14496-15 §8.3.3.1).
struct HEVCConfiguration {
    /// Bytes of the length in front of each NAL unit of a sample: 1, 2 or 4.
    let unitLengthSize: Int
    let format: H265Format

    init(_ format: H265Format) {
        self.format = format
        self.unitLengthSize = 4
    }

    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .hvcC)
        // Some programs of the standard's early days wrote 0.
        guard try reader.uint8() <= 1 else { throw .malformed(.hvcC, "a version other than 1") }
        try reader.skip(20)  // what the parameter sets say, too
        unitLengthSize = Int(try reader.uint8() & 3) + 1
        guard unitLengthSize != 3 else { throw .malformed(.hvcC, "NAL unit lengths of three bytes") }
        var sets: [UInt8: [[UInt8]]] = [:]
        for _ in 0..<(try reader.uint8()) {
            let type = try reader.uint8() & 0x3F
            for _ in 0..<(try reader.uint16()) {
                sets[type, default: []].append(try reader.array(Int(try reader.uint16())))
            }
        }
        do {
            format = try H265Format(
                videoParameterSets: sets[H265UnitType.videoParameterSet] ?? [],
                sequenceParameterSets: sets[H265UnitType.sequenceParameterSet] ?? [],
                pictureParameterSets: sets[H265UnitType.pictureParameterSet] ?? []
            )
        } catch {
            throw .malformed(.hvcC, "its parameter sets are not readable")
        }
    }

    func write(to writer: inout BoxWriter) {
        let sequence = format.sequence
        let profile = sequence.profile
        writer.uint8(1)
        writer.uint8(profile.space << 6 | (profile.isHighTier ? 0x20 : 0) | profile.number)
        writer.uint32(profile.compatibility)
        writer.uint32(UInt32(truncatingIfNeeded: profile.constraints >> 16))
        writer.uint16(UInt16(truncatingIfNeeded: profile.constraints))
        writer.uint8(profile.level)
        writer.uint16(0xF000)  // smallest spatial segmentation: not told
        writer.uint8(0xFC)  // means of parallel decoding: not told
        writer.uint8(0xFC | sequence.chromaFormat)
        writer.uint8(0xF8 | min(sequence.lumaDepth - 8, 7))
        writer.uint8(0xF8 | min(sequence.chromaDepth - 8, 7))
        writer.uint16(0)  // average frame rate: not told
        writer.uint8(
            UInt8(sequence.subLayers) << 3 | (sequence.isTemporallyNested ? 4 : 0) | UInt8(unitLengthSize - 1)
        )
        writer.uint8(3)
        Self.write(format.videoParameterSets, type: H265UnitType.videoParameterSet, to: &writer)
        Self.write(format.sequenceParameterSets, type: H265UnitType.sequenceParameterSet, to: &writer)
        Self.write(format.pictureParameterSets, type: H265UnitType.pictureParameterSet, to: &writer)
    }

    private static func write(_ sets: [[UInt8]], type: UInt8, to writer: inout BoxWriter) {
        // More sets than have ids, or longer ones than the record can hold, are not written.
        let sets = sets.filter { $0.count <= 0xFFFF }.prefix(64)
        writer.uint8(0x80 | type)  // all of them are here, none in the samples
        writer.uint16(UInt16(sets.count))
        for set in sets {
            writer.uint16(UInt16(set.count))
            writer.append(set)
        }
    }
}
