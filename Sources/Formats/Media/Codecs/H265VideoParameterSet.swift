/// The fields of an H.265 video parameter set that a recorder needs (H.265 §7.3.2.1).
package struct H265VideoParameterSet: Hashable, Sendable {
    /// Pictures per second; nil where not said or absurd.
    package let frameRate: Double?

    /// Reads a whole NAL unit of type 32, header bytes included.
    package init(unit: Span<UInt8>) throws(ParameterSetError) {
        guard H265UnitType.of(unit) == H265UnitType.videoParameterSet else {
            throw .malformed("not a video parameter set")
        }
        let payload = NALUnits.rawPayload(of: unit, headerLength: 2)
        var reader = BitReader(payload.span)
        try reader.skip(4 + 2 + 6)  // id, base layer, layers
        let subLayers = Int(try reader.bits(3)) + 1
        guard subLayers <= 7 else { throw .malformed("vps_max_sub_layers_minus1 7") }
        try reader.skip(1 + 16)  // nesting, reserved
        _ = try H265Profile(&reader, subLayers: subLayers)
        _ = try H265SequenceParameterSet.readOrdering(&reader, subLayers: subLayers)
        let largestLayer = Int(try reader.bits(6))
        let layerSets = Int(try reader.unsignedExpGolomb())
        guard layerSets <= 1023 else { throw .malformed("vps_num_layer_sets_minus1 \(layerSets)") }
        try reader.skip(layerSets * (largestLayer + 1))
        frameRate =
            try reader.flag() ? pictureRate(unitsInTick: try reader.bits(32), timescale: try reader.bits(32)) : nil
    }
}
