import Media
import RTP
import TestKit
import Testing

/// Pieces of H.264 and of H.265 to make access units of: what the tests of both have in common.
enum NALKind: String, CaseIterable, Sendable {
    case h264, h265

    enum Picture { case key, inter, disposable }

    var headerLength: Int { self == .h264 ? 1 : 2 }

    /// Of a picture of 640×360, in the order of sending.
    var sets: [[UInt8]] {
        switch self {
        case .h264: [Sample.sequenceSet, Sample.pictureSet]
        case .h265: [NALSample.videoSet, NALSample.sequenceSet, NALSample.pictureSet]
        }
    }

    /// Of a picture of 1920×1080.
    var otherSets: [[UInt8]] {
        switch self {
        case .h264: [Sample.otherSequenceSet, Sample.otherPictureSet]
        case .h265: [NALSample.otherVideoSet, NALSample.otherSequenceSet, NALSample.otherPictureSet]
        }
    }

    var sequenceSet: [UInt8] { sets[sets.count - 2] }
    var otherSequenceSet: [UInt8] { otherSets[sets.count - 2] }

    /// A slice: `first` tells whether it is the picture's first.
    func slice(_ picture: Picture, first: Bool = true, body: [UInt8] = [0x9A, 0x21, 0x33]) -> [UInt8] {
        switch self {
        case .h264: Sample.slice([.key: 0x65, .inter: 0x41, .disposable: 0x01][picture] ?? 0, first: first, body: body)
        case .h265:
            // IDR_W_RADL, TRAIL_R, TRAIL_N.
            NALSample.slice([.key: 19, .inter: 1, .disposable: 0][picture] ?? 0, first: first, body: body)
        }
    }

    var idr: [UInt8] { slice(.key) }
    var inter: [UInt8] { slice(.inter) }
    var supplemental: [UInt8] { self == .h264 ? Sample.supplemental : [0x4E, 1, 5, 1, 0xAA, 0x80] }
    var delimiter: [UInt8] { self == .h264 ? [0x09, 0xF0] : [0x46, 1, 0x50] }
    var filler: [UInt8] { self == .h264 ? [0x0C, 0xFF, 0xFF, 0x80] : [0x4C, 1, 0xFF, 0xFF, 0x80] }
    /// Of type 31 and 62.
    var vendorData: [UInt8] { self == .h264 ? [0x1F, 1, 2, 3] : [0x7C, 1, 2, 3] }

    func format() throws -> TrackFormat { try format(sets) }
    func otherFormat() throws -> TrackFormat { try format(otherSets) }

    private func format(_ sets: [[UInt8]]) throws -> TrackFormat {
        switch self {
        case .h264: .h264(try H264Format(sequenceParameterSets: [sets[0]], pictureParameterSets: [sets[1]]))
        case .h265:
            .h265(
                try H265Format(
                    videoParameterSets: [sets[0]],
                    sequenceParameterSets: [sets[1]],
                    pictureParameterSets: [sets[2]]
                )
            )
        }
    }

    /// - Parameter announced: of the session description; nothing where nil.
    func depacketizer(announced: TrackFormat? = nil) throws -> Depacketizer {
        try depacketizer(parameters: announced.map { NALSample.parameters($0) } ?? [:])
    }

    func depacketizer(parameters: [String: String]) throws -> Depacketizer {
        try Depacketizer.make(encoding: rawValue, clockRate: 90_000, channels: nil, parameters: parameters)
    }

    func aggregate(_ units: [[UInt8]]) -> [UInt8] {
        (self == .h264 ? [0x78] : [0x60, 1]) + units.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
    }

    /// `unit` in fragments that begin at the given places of its body.
    func fragments(_ unit: [UInt8], cuts: [Int] = []) -> [[UInt8]] {
        let body = Array(unit.dropFirst(headerLength))
        let bounds = [0] + cuts + [body.count]
        return (0..<bounds.count - 1).map { index in
            let flags: UInt8 = (index == 0 ? 0x80 : 0) | (index == bounds.count - 2 ? 0x40 : 0)
            let header: [UInt8] =
                self == .h264
                ? [unit[0] & 0xE0 | 28, unit[0] & 0x1F | flags]
                : [unit[0] & 0x81 | 0x62, unit[1], unit[0] >> 1 & 0x3F | flags]
            return header + body[bounds[index]..<bounds[index + 1]]
        }
    }

    /// Where the flags of a fragment stand.
    var flagsOffset: Int { headerLength }

    /// Slices of a random picture, without start codes in them.
    func randomPicture(isKey: Bool, largest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
        Sample.randomPicture(isKey: isKey, largest: largest, using: &generator).enumerated().map { index, slice in
            self.slice(isKey ? .key : .inter, first: index == 0, body: Array(slice.dropFirst(2)))
        }
    }

    /// What comes of these packets in a session that announced nothing.
    func depacketize(_ items: [(timestamp: UInt32, marker: Bool, payload: [UInt8])]) throws -> [DepacketizedUnit] {
        var receiver = Receiver(try depacketizer())
        return try receiver.receive(packets(items))
    }
}

enum NALSample {
    /// x265, main profile, 640×360.
    static let videoSet = Sample.hex("40010c01ffff01600000030090000003000003003f959809")
    static let sequenceSet = Sample.hex(
        "42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321"
    )
    static let pictureSet = Sample.hex("4401c172b46240")
    /// x265, main profile, 1920×1080.
    static let otherVideoSet = Sample.hex("40010c01ffff016000000300900000030000030078ba0240")
    static let otherSequenceSet = Sample.hex(
        "420101016000000300900000030000030078a003c0801107cb96e92930bc05a020000003002000000303c1"
    )
    static let otherPictureSet = Sample.hex("4401c073c189")

    /// A slice of H.265 of the given type.
    static func slice(
        _ type: UInt8,
        temporal: UInt8 = 1,
        first: Bool = true,
        body: [UInt8] = [0x9A, 0x21, 0x33]
    ) -> [UInt8] { [type << 1, temporal, first ? 0xA8 : 0x28] + body }

    /// What a session description says of a format, keys in lower case.
    static func parameters(_ format: TrackFormat, orderDifference: UInt16 = 0) -> [String: String] {
        var parameters: [String: String] = [:]
        let description = RTPPayloadDescription(format, orderDifference: orderDifference)
        for part in (description.formatParameters ?? "").split(separator: ";") {
            let halves = part.split(separator: "=", maxSplits: 1)
            parameters[halves[0].lowercased()] = String(halves[1])
        }
        return parameters
    }
}
