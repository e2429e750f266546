package import Media

/// How a session description announces a track: what
/// ``Depacketizer/make(encoding:clockRate:channels:parameters:)`` reads.
package struct RTPPayloadDescription: Hashable, Sendable {
    /// Of `a=rtpmap`.
    package var encodingName: String
    package var clockRate: UInt32
    /// Nil where one, or not of audio.
    package var channels: Int?
    /// What stands behind the payload type in `a=fmtp`; nil where there is no such line.
    package var formatParameters: String?
    /// The payload type that RFC 3551 §6 fixes for this; nil where it must be dynamic.
    package var staticPayloadType: UInt8?

    /// - Parameter orderDifference: of H.265: what its packetiser was made with (``H265Packetizer``).
    package init(_ format: TrackFormat, orderDifference: UInt16 = 0) {
        switch format {
        case .h264(let format): self.init(format)
        case .h265(let format): self.init(format, orderDifference: orderDifference)
        case .jpeg(let format): self.init(format)
        case .aac(let format): self.init(format)
        case .opus(let format): self.init(format)
        case .g711(let format): self.init(format)
        }
    }

    /// RFC 6184 §8.1.
    private init(_ format: H264Format) {
        encodingName = "H264"
        clockRate = format.timescale
        let profile = [format.sequence.profile, format.sequence.constraints, format.sequence.level]
        let sets = (format.sequenceParameterSets + format.pictureParameterSets).map(Base64.encode)
        formatParameters =
            "packetization-mode=1;profile-level-id=\(Hexadecimal.encode(profile, uppercase: true))"
            + ";sprop-parameter-sets=\(sets.joined(separator: ","))"
    }

    /// RFC 7798 §7.1.
    private init(_ format: H265Format, orderDifference: UInt16) {
        encodingName = "H265"
        clockRate = format.timescale
        let sets = [
            ("sprop-vps", format.videoParameterSets), ("sprop-sps", format.sequenceParameterSets),
            ("sprop-pps", format.pictureParameterSets),
        ]
        var parameters = sets.map { "\($0)=\($1.map(Base64.encode).joined(separator: ","))" }
        if orderDifference > 0 { parameters.append("sprop-max-don-diff=\(orderDifference)") }
        formatParameters = parameters.joined(separator: ";")
    }

    /// RFC 3551 §5.
    private init(_ format: JPEGFormat) {
        encodingName = "JPEG"
        clockRate = format.timescale
        staticPayloadType = 26
    }

    /// RFC 7587 §7: always said to be of two channels.
    private init(_ format: OpusFormat) {
        encodingName = "opus"
        clockRate = format.timescale
        channels = 2
        formatParameters = "sprop-stereo=\(format.channels > 1 ? 1 : 0)"
    }

    /// RFC 3640 §4.1 and §3.3.6.
    private init(_ format: AACFormat) {
        encodingName = "MPEG4-GENERIC"
        clockRate = format.timescale
        channels = format.channels
        formatParameters =
            "streamtype=5;profile-level-id=1;mode=AAC-hbr;config=\(Hexadecimal.encode(format.configuration))"
            + ";sizelength=13;indexlength=3;indexdeltalength=3"
    }

    /// RFC 3551 §4.5.14.
    private init(_ format: G711Format) {
        encodingName = format.law == .a ? "PCMA" : "PCMU"
        clockRate = format.timescale
        channels = format.channels == 1 ? nil : format.channels
        let isUsual = format.channels == 1 && format.sampleRate == 8000
        staticPayloadType = isUsual ? (format.law == .a ? 8 : 0) : nil
    }
}
