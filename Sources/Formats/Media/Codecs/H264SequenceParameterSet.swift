/// The fields of an H.264 sequence parameter set that a recorder needs (H.264 §7.3.2.1, annex E).
package struct H264SequenceParameterSet: Hashable, Sendable {
    /// seq_parameter_set_id, 0…31.
    package let id: UInt32
    package let profile: UInt8
    package let constraints: UInt8
    package let level: UInt8
    /// After cropping, before the sample aspect ratio.
    package let pictureSize: PictureSize
    /// Sample aspect ratio, width over height; nil where not said.
    package let sampleAspectRatio: PictureSize?
    /// Frames per second from the timing fields; nil where not said or absurd.
    package let frameRate: Double?
    /// How many pictures may have to wait for an earlier one to be shown; nil where not said.
    package let reorderDepth: Int?

    /// Reads a whole NAL unit of type 7, header byte included.
    package init(unit: Span<UInt8>) throws(ParameterSetError) {
        guard unit.count >= 4 else { throw .truncated }
        guard unit[0] & 0x1F == H264UnitType.sequenceParameterSet else {
            throw .malformed("not a sequence parameter set")
        }
        let payload = NALUnits.rawPayload(of: unit, headerLength: 1)
        var reader = BitReader(payload.span)
        profile = UInt8(try reader.bits(8))
        constraints = UInt8(try reader.bits(8))
        level = UInt8(try reader.bits(8))
        id = try reader.unsignedExpGolomb()
        guard id <= 31 else { throw .malformed("seq_parameter_set_id \(id)") }
        let chroma = try Self.readChroma(&reader, profile: profile)
        try Self.skipPictureOrder(&reader)
        pictureSize = try Self.readSize(&reader, chroma: chroma)
        // Some cameras cut the set short inside the usability information: what was read until there counts.
        var usability = UsabilityInformation()
        try? usability.read(&reader)
        sampleAspectRatio = usability.sampleAspectRatio
        frameRate = usability.frameRate
        reorderDepth = usability.reorderDepth
    }

    /// Profiles whose set says its chroma format (H.264 §7.3.2.1.1).
    private static let highProfiles: Set<UInt8> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    /// chroma_format_idc, and with it all of the fields up to the scaling matrices.
    private static func readChroma(_ reader: inout BitReader, profile: UInt8) throws(ParameterSetError) -> UInt32 {
        guard highProfiles.contains(profile) else { return 1 }
        let chroma = try reader.unsignedExpGolomb()
        guard chroma <= 3 else { throw .malformed("chroma_format_idc \(chroma)") }
        let separatePlanes = chroma == 3 ? try reader.flag() : false
        _ = try reader.unsignedExpGolomb()  // bit_depth_luma_minus8
        _ = try reader.unsignedExpGolomb()  // bit_depth_chroma_minus8
        try reader.skip(1)  // qpprime_y_zero_transform_bypass_flag
        if try reader.flag() {
            for index in 0..<(chroma == 3 ? 12 : 8) where try reader.flag() {
                try skipScalingList(&reader, size: index < 6 ? 16 : 64)
            }
        }
        return separatePlanes ? 0 : chroma
    }

    private static func skipScalingList(_ reader: inout BitReader, size: Int) throws(ParameterSetError) {
        var last: Int32 = 8
        var next: Int32 = 8
        for _ in 0..<size {
            if next != 0 { next = (last &+ (try reader.signedExpGolomb()) &+ 256) & 0xFF }
            last = next == 0 ? last : next
        }
    }

    private static func skipPictureOrder(_ reader: inout BitReader) throws(ParameterSetError) {
        _ = try reader.unsignedExpGolomb()  // log2_max_frame_num_minus4
        switch try reader.unsignedExpGolomb() {
        case 0:
            _ = try reader.unsignedExpGolomb()
        case 1:
            try reader.skip(1)
            _ = try reader.signedExpGolomb()
            _ = try reader.signedExpGolomb()
            let count = try reader.unsignedExpGolomb()
            guard count <= 255 else { throw .malformed("num_ref_frames_in_pic_order_cnt_cycle \(count)") }
            for _ in 0..<count { _ = try reader.signedExpGolomb() }
        case 2: break
        case let other: throw .malformed("pic_order_cnt_type \(other)")
        }
        _ = try reader.unsignedExpGolomb()  // max_num_ref_frames
        try reader.skip(1)  // gaps_in_frame_num_value_allowed_flag
    }

    private static func readSize(_ reader: inout BitReader, chroma: UInt32) throws(ParameterSetError) -> PictureSize {
        let widthInMacroblocks = Int(try reader.unsignedExpGolomb()) + 1
        let heightInMapUnits = Int(try reader.unsignedExpGolomb()) + 1
        let framesOnly = try reader.flag()
        if !framesOnly { try reader.skip(1) }
        try reader.skip(1)  // direct_8x8_inference_flag
        var width = widthInMacroblocks * 16
        var height = heightInMapUnits * 16 * (framesOnly ? 1 : 2)
        if try reader.flag() {
            let unitX = chroma == 1 || chroma == 2 ? 2 : 1
            let unitY = (chroma == 1 ? 2 : 1) * (framesOnly ? 1 : 2)
            let left = Int(try reader.unsignedExpGolomb())
            let right = Int(try reader.unsignedExpGolomb())
            let top = Int(try reader.unsignedExpGolomb())
            let bottom = Int(try reader.unsignedExpGolomb())
            width -= unitX * (left + right)
            height -= unitY * (top + bottom)
        }
        // Level 6.2 allows 139 264 macroblocks; a box of MP4 holds 16 bits.
        guard (1...16_384).contains(width), (1...16_384).contains(height) else {
            throw .malformed("a picture of \(width)×\(height)")
        }
        return PictureSize(width: width, height: height)
    }
}

/// Video usability information (H.264 annex E.1.1).
private struct UsabilityInformation {
    var sampleAspectRatio: PictureSize?
    var frameRate: Double?
    var reorderDepth: Int?

    mutating func read(_ reader: inout BitReader) throws(ParameterSetError) {
        guard try reader.flag() else { return }
        if try reader.flag() { sampleAspectRatio = try SampleAspectRatio.read(&reader) }
        if try reader.flag() { try reader.skip(1) }  // overscan
        if try reader.flag() {  // video signal type
            try reader.skip(4)
            if try reader.flag() { try reader.skip(24) }
        }
        if try reader.flag() {  // chroma location
            _ = try reader.unsignedExpGolomb()
            _ = try reader.unsignedExpGolomb()
        }
        if try reader.flag() {
            let unitsInTick = try reader.bits(32)
            let timescale = try reader.bits(32)
            try reader.skip(1)
            // A tick is a field's.
            frameRate = pictureRate(unitsInTick: unitsInTick, timescale: timescale).map { $0 / 2 }
        }
        let nal = try reader.flag()
        if nal { try Self.skipHypotheticalDecoder(&reader) }
        let vcl = try reader.flag()
        if vcl { try Self.skipHypotheticalDecoder(&reader) }
        if nal || vcl { try reader.skip(1) }
        try reader.skip(1)  // pic_struct_present_flag
        if try reader.flag() {
            try reader.skip(1)
            for _ in 0..<4 { _ = try reader.unsignedExpGolomb() }
            let depth = try reader.unsignedExpGolomb()
            if depth <= 16 { reorderDepth = Int(depth) }
        }
    }

    private static func skipHypotheticalDecoder(_ reader: inout BitReader) throws(ParameterSetError) {
        let count = try reader.unsignedExpGolomb()
        guard count <= 31 else { throw .malformed("cpb_cnt_minus1 \(count)") }
        try reader.skip(8)
        for _ in 0...count {
            _ = try reader.unsignedExpGolomb()
            _ = try reader.unsignedExpGolomb()
            try reader.skip(1)
        }
        try reader.skip(20)
    }
}
