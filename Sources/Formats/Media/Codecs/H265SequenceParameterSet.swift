/// The fields of an H.265 sequence parameter set that a recorder needs (H.265 §7.3.2.2, annex E).
///
/// Everything up to the picture's size must be readable. What comes later is taken as far as it goes: encoders of
/// cameras (Tenda CP3PRO, Xiaomi, Reolink) err in the corners of it, such as scaling lists, predicted reference picture
/// sets and usability information, and their pictures play none the less.
package struct H265SequenceParameterSet: Hashable, Sendable {
    /// sps_seq_parameter_set_id, 0…15.
    package let id: UInt32
    /// Temporal sub-layers, 1…7.
    package let subLayers: Int
    package let isTemporallyNested: Bool
    package let profile: H265Profile
    /// chroma_format_idc, 0…3.
    package let chromaFormat: UInt8
    /// Bits of a sample, 8…16.
    package let lumaDepth: UInt8
    package let chromaDepth: UInt8
    /// After cropping, before the sample aspect ratio.
    package let pictureSize: PictureSize
    /// Sample aspect ratio, width over height; nil where not said.
    package let sampleAspectRatio: PictureSize?
    /// Pictures per second from the timing fields; nil where not said or absurd.
    package let frameRate: Double?
    /// How many pictures may have to wait for an earlier one to be shown; nil where it could not be read.
    package let reorderDepth: Int?

    /// Reads a whole NAL unit of type 33, header bytes included.
    package init(unit: Span<UInt8>) throws(ParameterSetError) {
        guard unit.count >= 3 else { throw .truncated }
        guard H265UnitType.of(unit) == H265UnitType.sequenceParameterSet else {
            throw .malformed("not a sequence parameter set")
        }
        let payload = NALUnits.rawPayload(of: unit, headerLength: 2)
        var reader = BitReader(payload.span)
        try reader.skip(4)  // sps_video_parameter_set_id
        let subLayers = Int(try reader.bits(3)) + 1
        guard subLayers <= 7 else { throw .malformed("sps_max_sub_layers_minus1 7") }
        self.subLayers = subLayers
        isTemporallyNested = try reader.flag()
        profile = try H265Profile(&reader, subLayers: subLayers)
        id = try reader.unsignedExpGolomb()
        guard id <= 15 else { throw .malformed("sps_seq_parameter_set_id \(id)") }
        let chroma = try reader.unsignedExpGolomb()
        guard chroma <= 3 else { throw .malformed("chroma_format_idc \(chroma)") }
        chromaFormat = UInt8(chroma)
        let separatePlanes = chroma == 3 ? try reader.flag() : false
        pictureSize = try Self.readSize(&reader, chroma: separatePlanes ? 0 : chroma)
        var details = H265SequenceDetails()
        try? details.read(&reader, subLayers: subLayers, chroma: chroma)
        lumaDepth = details.lumaDepth
        chromaDepth = details.chromaDepth
        sampleAspectRatio = details.sampleAspectRatio
        frameRate = details.frameRate
        reorderDepth = details.reorderDepth
    }

    private static func readSize(_ reader: inout BitReader, chroma: UInt32) throws(ParameterSetError) -> PictureSize {
        var width = Int(try reader.unsignedExpGolomb())
        var height = Int(try reader.unsignedExpGolomb())
        if try reader.flag() {
            let unitX = chroma == 1 || chroma == 2 ? 2 : 1
            let unitY = chroma == 1 ? 2 : 1
            let left = Int(try reader.unsignedExpGolomb())
            let right = Int(try reader.unsignedExpGolomb())
            let top = Int(try reader.unsignedExpGolomb())
            let bottom = Int(try reader.unsignedExpGolomb())
            width -= unitX * (left + right)
            height -= unitY * (top + bottom)
        }
        // Level 6.2 allows 8444 in a row, 7.2 twice that; a box of MP4 holds 16 bits.
        guard (1...16_888).contains(width), (1...16_888).contains(height) else {
            throw .malformed("a picture of \(width)×\(height)")
        }
        return PictureSize(width: width, height: height)
    }

    /// The ordering information of all sub-layers, of which the highest counts: how many pictures are reordered.
    static func readOrdering(_ reader: inout BitReader, subLayers: Int) throws(ParameterSetError) -> Int? {
        var depth: UInt32 = 0
        for _ in 0..<(try reader.flag() ? subLayers : 1) {
            _ = try reader.unsignedExpGolomb()
            depth = try reader.unsignedExpGolomb()
            _ = try reader.unsignedExpGolomb()
        }
        return depth <= 15 ? Int(depth) : nil
    }
}
