/// H.265 (ITU-T H.265, ISO/IEC 23008-2).
package struct H265Format: CodecFormat {
    /// Video parameter sets, each a NAL unit with its header of two bytes; at least one.
    package let videoParameterSets: [[UInt8]]
    /// Sequence parameter sets, likewise.
    package let sequenceParameterSets: [[UInt8]]
    /// Picture parameter sets, likewise.
    package let pictureParameterSets: [[UInt8]]
    /// What the first sequence parameter set says.
    package let sequence: H265SequenceParameterSet
    /// Pictures per second, of the sequence parameter set or else of the video parameter set; nil where not said.
    package let frameRate: Double?

    package init(
        videoParameterSets: [[UInt8]],
        sequenceParameterSets: [[UInt8]],
        pictureParameterSets: [[UInt8]]
    ) throws(ParameterSetError) {
        guard let video = videoParameterSets.first, let first = sequenceParameterSets.first,
            !pictureParameterSets.isEmpty
        else { throw .truncated }
        let sequence = try H265SequenceParameterSet(unit: first.span)
        // Nothing that a decoder needs depends on our reading the video parameter set.
        frameRate = sequence.frameRate ?? (try? H265VideoParameterSet(unit: video.span))?.frameRate
        self.sequence = sequence
        self.videoParameterSets = videoParameterSets
        self.sequenceParameterSets = sequenceParameterSets
        self.pictureParameterSets = pictureParameterSets
    }

    package var kind: MediaKind { .video }
    package var name: String { "H.265" }
    /// RFC 7798 §7.1: the RTP clock of H.265 is 90 kHz.
    package var timescale: UInt32 { 90_000 }
    package var pictureSize: PictureSize? { sequence.pictureSize }
    package var sampleAspectRatio: PictureSize? { sequence.sampleAspectRatio }
    package var reorderDepth: Int? { sequence.reorderDepth }
    package var usualDuration: Int64 { videoDuration(atRate: frameRate) }
    package var codecString: String { "hvc1." + sequence.profile.codecParameters }
}

/// NAL unit types of H.265 (table 7-1) that a recorder must tell apart.
package enum H265UnitType {
    /// The last type of slices that are no random access point; the even ones among them are of pictures that no
    /// other picture of their sub-layer refers to.
    package static let lastLeadingSlice: UInt8 = 9
    /// Random access skipped leading pictures, RASL_N and RASL_R: they refer to what precedes the random access point.
    package static let skippedLeadingSlices: ClosedRange<UInt8> = 8...9
    /// Broken link access: nothing before it is there.
    package static let brokenLinkSlices: ClosedRange<UInt8> = 16...18
    package static let idrSlices: ClosedRange<UInt8> = 19...20
    /// CRA: what follows it in decoding order may refer to what precedes it, if it is shown before it.
    package static let cleanRandomAccessSlice: UInt8 = 21
    package static let videoParameterSet: UInt8 = 32
    package static let sequenceParameterSet: UInt8 = 33
    package static let pictureParameterSet: UInt8 = 34
    package static let accessUnitDelimiter: UInt8 = 35
    package static let endOfSequence: UInt8 = 36
    package static let endOfStream: UInt8 = 37
    package static let filler: UInt8 = 38
    package static let prefixSupplemental: UInt8 = 39
    package static let suffixSupplemental: UInt8 = 40

    /// The type that the header of a NAL unit says.
    package static func of(_ unit: Span<UInt8>) -> UInt8? { unit.isEmpty ? nil : unit[0] >> 1 & 0x3F }
}
