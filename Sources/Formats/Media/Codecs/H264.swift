/// H.264 (ITU-T H.264, ISO/IEC 14496-10).
package struct H264Format: CodecFormat {
    /// Sequence parameter sets, each a NAL unit with its header byte; at least one.
    package let sequenceParameterSets: [[UInt8]]
    /// Picture parameter sets, each a NAL unit with its header byte; at least one.
    package let pictureParameterSets: [[UInt8]]
    /// What the first sequence parameter set says.
    package let sequence: H264SequenceParameterSet

    package init(
        sequenceParameterSets: [[UInt8]],
        pictureParameterSets: [[UInt8]]
    ) throws(ParameterSetError) {
        guard let first = sequenceParameterSets.first, !pictureParameterSets.isEmpty else { throw .truncated }
        self.sequence = try H264SequenceParameterSet(unit: first.span)
        self.sequenceParameterSets = sequenceParameterSets
        self.pictureParameterSets = pictureParameterSets
    }

    package var kind: MediaKind { .video }
    package var name: String { "H.264" }
    /// RFC 6184 §8.2.1: the RTP clock of H.264 is 90 kHz.
    package var timescale: UInt32 { 90_000 }
    package var pictureSize: PictureSize? { sequence.pictureSize }
    package var sampleAspectRatio: PictureSize? { sequence.sampleAspectRatio }
    package var reorderDepth: Int? { sequence.reorderDepth }

    package var usualDuration: Int64 { videoDuration(atRate: sequence.frameRate) }

    package var codecString: String {
        "avc1." + [sequence.profile, sequence.constraints, sequence.level].map(hexadecimal).joined()
    }
}

/// NAL unit types of H.264 (table 7-1) that a recorder must tell apart.
package enum H264UnitType {
    package static let slice: UInt8 = 1
    package static let idrSlice: UInt8 = 5
    package static let sequenceParameterSet: UInt8 = 7
    package static let pictureParameterSet: UInt8 = 8
    package static let accessUnitDelimiter: UInt8 = 9
    package static let endOfSequence: UInt8 = 10
    package static let endOfStream: UInt8 = 11
    package static let filler: UInt8 = 12
}

/// Ticks of 90 kHz that a picture lasts; 25 a second where the rate is not told or makes no sense.
func videoDuration(atRate rate: Double?) -> Int64 {
    guard let rate, rate >= 0.1, rate <= 1000 else { return 3600 }
    return Int64(90_000 / rate)
}

func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
}
