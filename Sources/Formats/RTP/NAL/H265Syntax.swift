import Media

/// H.265 and its packets (RFC 7798): single NAL units, aggregation packets and fragmentation units. PACI packets, whose
/// extensions nothing sends, are not read.
enum H265Syntax: NALSyntax {
    static let headerLength = 2

    private static let aggregate: UInt8 = 48
    private static let fragment: UInt8 = 49
    private static let extended: UInt8 = 50

    static func role(of header: UInt16) -> NALRole {
        let type = UInt8(header >> 9 & 0x3F)
        let layer = header >> 3 & 0x3F
        let temporal = UInt8(header & 7)
        // Layers above the base are other views or qualities of the same pictures; a temporal id of 0 is forbidden.
        guard layer == 0, temporal > 0 else { return .unknown }
        switch type {
        case 0...H265UnitType.lastLeadingSlice:
            // Type 0, TRAIL_N, is as good as any: what FFmpeg sends from some encoders is full of it.
            let isSkipped = H265UnitType.skippedLeadingSlices.contains(type)
            return .slice(
                NALSlice(
                    kind: isSkipped ? .skippedLeading : .inter,
                    isReference: type & 1 == 1,
                    subLayer: temporal - 1
                )
            )
        case H265UnitType.brokenLinkSlices: return .slice(NALSlice(kind: .brokenKey, isReference: true))
        case H265UnitType.idrSlices: return .slice(NALSlice(kind: .closedKey, isReference: true))
        case H265UnitType.cleanRandomAccessSlice: return .slice(NALSlice(kind: .openKey, isReference: true))
        case H265UnitType.videoParameterSet...H265UnitType.pictureParameterSet: return .parameterSet
        case H265UnitType.accessUnitDelimiter, H265UnitType.filler: return .superfluous
        case H265UnitType.endOfSequence, H265UnitType.endOfStream, H265UnitType.prefixSupplemental: return .other
        case H265UnitType.suffixSupplemental: return .suffix
        default: return .unknown
        }
    }

    static func content(of payload: Span<UInt8>, hasOrder: Bool) -> NALContent {
        switch H265UnitType.of(payload) {
        // Decoding order numbers: 16 bits of the first unit, 8 bits of difference of each later one (RFC 7798 §4.4.2).
        case aggregate: return .aggregate(start: 2, firstOrder: hasOrder ? 2 : 0, laterOrder: hasOrder ? 1 : 0)
        case fragment:
            guard payload.count >= 3 else { return .unknown }
            let isFirst = payload[2] & 0x80 != 0
            let start = 3 + (hasOrder && isFirst ? 2 : 0)
            guard start <= payload.count else { return .unknown }
            return .fragment(
                header: UInt16(payload[0] & 0x81 | (payload[2] & 0x3F) << 1) << 8 | UInt16(payload[1]),
                isFirst: isFirst,
                isLast: payload[2] & 0x40 != 0,
                start: start
            )
        case extended: return .unknown
        default: return .unit(order: hasOrder ? 2 : 0)
        }
    }

    static func parameterSet(_ unit: Span<UInt8>) -> NALParameterSet? {
        switch H265UnitType.of(unit) {
        case H265UnitType.videoParameterSet:
            guard unit.count > 2 else { return nil }
            return NALParameterSet(kind: .video, id: UInt32(unit[2] >> 4))
        case H265UnitType.sequenceParameterSet:
            guard let set = try? H265SequenceParameterSet(unit: unit) else { return nil }
            return NALParameterSet(kind: .sequence, id: set.id, highestSubLayer: UInt8(set.subLayers - 1))
        case H265UnitType.pictureParameterSet:
            return pictureParameterSet(unit, largest: 63, largestSequence: 15)
        default: return nil
        }
    }

    static func pictureSet(ofSlice data: Span<UInt8>) -> UInt32? {
        var reader = BitReader(data)
        // first_slice_segment_in_pic_flag, no_output_of_prior_pics_flag, slice_pic_parameter_set_id (H.265 §7.3.6.1).
        guard (try? reader.skip(2)) != nil else { return nil }
        return try? reader.unsignedExpGolomb()
    }

    static func format(videoSets: [[UInt8]], sequenceSets: [[UInt8]], pictureSets: [[UInt8]]) -> TrackFormat? {
        let format = try? H265Format(
            videoParameterSets: videoSets,
            sequenceParameterSets: sequenceSets,
            pictureParameterSets: pictureSets
        )
        return format.map { .h265($0) }
    }

    /// Layer and temporal id are the lowest of those inside (RFC 7798 §4.4.2): of parameter sets, always the base.
    static func aggregateHeader(of units: [[UInt8]]) -> [UInt8] { [aggregate << 1, 1] }

    /// RFC 7798 §4.4.3.
    static func appendFragmentHeader(of unit: Span<UInt8>, isFirst: Bool, isLast: Bool, to packet: inout [UInt8]) {
        packet.append(unit[0] & 0x81 | fragment << 1)
        packet.append(unit[1])
        packet.append(unit[0] >> 1 & 0x3F | (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0))
    }
}
