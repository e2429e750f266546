/// The later part of a sequence parameter set, from the bit depths to the timing (H.265 §7.3.2.2.1). What was read
/// before an error counts.
struct H265SequenceDetails {
    var lumaDepth: UInt8 = 8
    var chromaDepth: UInt8 = 8
    var reorderDepth: Int?
    var sampleAspectRatio: PictureSize?
    var frameRate: Double?

    mutating func read(_ reader: inout BitReader, subLayers: Int, chroma: UInt32) throws(ParameterSetError) {
        let depths = (luma: try reader.unsignedExpGolomb(), chroma: try reader.unsignedExpGolomb())
        guard depths.luma <= 8, depths.chroma <= 8 else { throw .malformed("a bit depth above 16") }
        lumaDepth = 8 + UInt8(depths.luma)
        chromaDepth = 8 + UInt8(depths.chroma)
        let orderCountLength = Int(try reader.unsignedExpGolomb()) + 4
        guard orderCountLength <= 16 else { throw .malformed("a picture order count of \(orderCountLength) bits") }
        reorderDepth = try H265SequenceParameterSet.readOrdering(&reader, subLayers: subLayers)
        for _ in 0..<6 { _ = try reader.unsignedExpGolomb() }  // sizes of blocks, depths of transform trees
        if try reader.flag(), try reader.flag() { try Self.skipScalingLists(&reader) }
        try reader.skip(2)  // asymmetric partitions, sample adaptive offset
        if try reader.flag() {  // pulse code modulation
            try reader.skip(8)
            _ = try reader.unsignedExpGolomb()
            _ = try reader.unsignedExpGolomb()
            try reader.skip(1)
        }
        try Self.skipShortTermSets(&reader)
        if try reader.flag() {  // long-term reference pictures
            let count = try reader.unsignedExpGolomb()
            guard count <= 32 else { throw .malformed("num_long_term_ref_pics_sps \(count)") }
            try reader.skip(Int(count) * (orderCountLength + 1))
        }
        try reader.skip(2)  // temporal motion vectors, strong smoothing
        if try reader.flag() { try readUsability(&reader) }
    }

    /// §7.3.4.
    private static func skipScalingLists(_ reader: inout BitReader) throws(ParameterSetError) {
        for size in 0..<4 {
            for _ in 0..<(size == 3 ? 2 : 6) {
                if try !reader.flag() {
                    _ = try reader.unsignedExpGolomb()
                } else {
                    // From the third size on there is a coefficient more, for the block's mean.
                    for _ in 0..<(min(64, 16 << (2 * size)) + (size > 1 ? 1 : 0)) { _ = try reader.signedExpGolomb() }
                }
            }
        }
    }

    /// §7.3.7. A set may be told by its difference from the one before, so the length of each counts.
    private static func skipShortTermSets(_ reader: inout BitReader) throws(ParameterSetError) {
        let count = try reader.unsignedExpGolomb()
        guard count <= 64 else { throw .malformed("num_short_term_ref_pic_sets \(count)") }
        var length: UInt32 = 0
        for index in 0..<count {
            let isPredicted = index > 0 ? try reader.flag() : false
            length = isPredicted ? try skipPredictedSet(&reader, previous: length) : try skipListedSet(&reader)
            guard length <= 16 else { throw .malformed("a reference picture set of \(length) pictures") }
        }
    }

    private static func skipPredictedSet(
        _ reader: inout BitReader,
        previous: UInt32
    ) throws(ParameterSetError) -> UInt32 {
        try reader.skip(1)  // sign of the difference
        _ = try reader.unsignedExpGolomb()
        var length: UInt32 = 0
        for _ in 0...previous {
            // Used by this picture, or else perhaps kept for a later one.
            let isUsed = try reader.flag()
            let isKept = isUsed ? true : try reader.flag()
            if isKept { length += 1 }
        }
        return length
    }

    private static func skipListedSet(_ reader: inout BitReader) throws(ParameterSetError) -> UInt32 {
        let negative = try reader.unsignedExpGolomb()
        let positive = try reader.unsignedExpGolomb()
        guard negative <= 16, positive <= 16 else { throw .malformed("a reference picture set of too many pictures") }
        for _ in 0..<negative + positive {
            _ = try reader.unsignedExpGolomb()
            try reader.skip(1)
        }
        return negative + positive
    }

    /// Annex E.2.1, up to the timing.
    private mutating func readUsability(_ reader: inout BitReader) throws(ParameterSetError) {
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
        try reader.skip(3)  // neutral chroma, fields
        if try reader.flag() {  // default display window
            for _ in 0..<4 { _ = try reader.unsignedExpGolomb() }
        }
        if try reader.flag() {
            frameRate = pictureRate(unitsInTick: try reader.bits(32), timescale: try reader.bits(32))
        }
    }
}
