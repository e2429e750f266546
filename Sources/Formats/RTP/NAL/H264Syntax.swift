import Media

/// H.264 and its packets (RFC 6184), packetization modes 0 and 1: single NAL units, STAP-A and FU-A.
enum H264Syntax: NALSyntax {
    static let headerLength = 1

    private static let aggregate: UInt8 = 24
    private static let fragment: UInt8 = 28

    static func role(of header: UInt16) -> NALRole {
        let type = UInt8(header & 0x1F)
        switch type {
        // Partitions B and C (3 and 4) have no slice header of their own.
        case H264UnitType.slice...H264UnitType.idrSlice:
            return .slice(
                NALSlice(
                    kind: type == H264UnitType.idrSlice ? .closedKey : .inter,
                    isReference: header & 0x60 != 0,
                    hasSliceHeader: type != 3 && type != 4
                )
            )
        case H264UnitType.sequenceParameterSet, H264UnitType.pictureParameterSet: return .parameterSet
        case H264UnitType.accessUnitDelimiter, H264UnitType.filler: return .superfluous
        // VStarcam puts data of its own into type 31.
        case 0, 24...31: return .unknown
        default: return .other
        }
    }

    static func content(of payload: Span<UInt8>, hasOrder: Bool) -> NALContent {
        switch payload[0] & 0x1F {
        case aggregate: return .aggregate(start: 1, firstOrder: 0, laterOrder: 0)
        case fragment:
            guard payload.count >= 2 else { return .unknown }
            return .fragment(
                header: UInt16(payload[0] & 0x60 | payload[1] & 0x1F),
                isFirst: payload[1] & 0x80 != 0,
                isLast: payload[1] & 0x40 != 0,
                start: 2
            )
        default: return .unit(order: 0)
        }
    }

    static func parameterSet(_ unit: Span<UInt8>) -> NALParameterSet? {
        switch unit[0] & 0x1F {
        case H264UnitType.sequenceParameterSet:
            guard let set = try? H264SequenceParameterSet(unit: unit) else { return nil }
            return NALParameterSet(kind: .sequence, id: set.id)
        case H264UnitType.pictureParameterSet:
            return pictureParameterSet(unit, largest: 255, largestSequence: 31)
        default: return nil
        }
    }

    static func pictureSet(ofSlice data: Span<UInt8>) -> UInt32? {
        var reader = BitReader(data)
        // first_mb_in_slice, slice_type, pic_parameter_set_id (H.264 §7.3.3); too short for emulation prevention.
        guard (try? reader.unsignedExpGolomb()) != nil, (try? reader.unsignedExpGolomb()) != nil else { return nil }
        return try? reader.unsignedExpGolomb()
    }

    static func format(videoSets: [[UInt8]], sequenceSets: [[UInt8]], pictureSets: [[UInt8]]) -> TrackFormat? {
        (try? H264Format(sequenceParameterSets: sequenceSets, pictureParameterSets: pictureSets)).map { .h264($0) }
    }

    /// Its reference bits are the highest of those inside (RFC 6184 §5.7).
    static func aggregateHeader(of units: [[UInt8]]) -> [UInt8] {
        [aggregate | (units.compactMap(\.first).map { $0 & 0x60 }.max() ?? 0)]
    }

    /// RFC 6184 §5.8.
    static func appendFragmentHeader(of unit: Span<UInt8>, isFirst: Bool, isLast: Bool, to packet: inout [UInt8]) {
        packet.append(unit[0] & 0xE0 | fragment)
        packet.append(unit[0] & 0x1F | (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0))
    }
}
