package import Media

/// Takes the RTP packets of one track, in order, and gives access units: push one, then pull with ``next()`` until nil.
///
/// Nothing that a camera sends is fatal: what cannot be used is dropped, counted in ``counts``, and the next unit is
/// flagged ``Media/AccessUnit/Flags/afterLoss``.
package struct Depacketizer: Sendable {
    // One of these is there. Not an enumeration: Swift changes the value of an optional in place, but an enumeration's
    // would be copied out and back for every packet.
    private var h264: H264Depacketizer?
    private var h265: H265Depacketizer?
    private var jpeg: JPEGDepacketizer?
    private var aac: AACDepacketizer?
    private var opus: OpusDepacketizer?
    private var g711: G711Depacketizer?

    package init(_ depacketizer: H264Depacketizer) { h264 = depacketizer }
    package init(_ depacketizer: H265Depacketizer) { h265 = depacketizer }
    package init(_ depacketizer: JPEGDepacketizer) { jpeg = depacketizer }
    package init(_ depacketizer: AACDepacketizer) { aac = depacketizer }
    package init(_ depacketizer: OpusDepacketizer) { opus = depacketizer }
    package init(_ depacketizer: G711Depacketizer) { g711 = depacketizer }

    /// Takes one packet.
    ///
    /// - Parameters:
    ///   - payload: the part of the packet at ``RTPHeader/payload``.
    ///   - afterLoss: packets before this one are missing (``SequenceTracker/Place/isAfterLoss``).
    ///   - arena: where units are put together. It must be this depacketiser's alone, and always the same: half a unit
    ///     is pending in it between packets. So a stream of video and audio has two arenas.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        h264?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
        h265?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
        jpeg?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
        aac?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
        opus?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
        g711?.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
    }

    /// The next unit that is complete.
    package mutating func next() -> DepacketizedUnit? {
        if h264 != nil { return h264?.next() }
        if h265 != nil { return h265?.next() }
        if jpeg != nil { return jpeg?.next() }
        if aac != nil { return aac?.next() }
        if opus != nil { return opus?.next() }
        return g711?.next()
    }

    /// What the unit that ``next()`` returned last needs. Nil until the parameter sets are known.
    package var format: TrackFormat? {
        h264?.format ?? h265?.format ?? jpeg?.format ?? aac?.format ?? opus?.format ?? g711?.format
    }

    /// Goes up whenever ``format`` becomes another one; 0 as long as there is none. Cheap: ask after every unit.
    package var formatVersion: Int {
        if let h264 { return h264.formatVersion }
        if let h265 { return h265.formatVersion }
        if let jpeg { return jpeg.formatVersion }
        return aac?.formatVersion ?? opus?.formatVersion ?? g711?.formatVersion ?? 0
    }

    /// Ticks per second of timestamps and durations. Some cameras' differs from the format's timescale.
    package var clockRate: UInt32 {
        if let h264 { return h264.clockRate }
        if let h265 { return h265.clockRate }
        if let jpeg { return jpeg.clockRate }
        return aac?.clockRate ?? opus?.clockRate ?? g711?.clockRate ?? 0
    }

    package var counts: DepacketizerCounts {
        if let h264 { return h264.counts }
        if let h265 { return h265.counts }
        if let jpeg { return jpeg.counts }
        return aac?.counts ?? opus?.counts ?? g711?.counts ?? DepacketizerCounts()
    }
}

extension Depacketizer {
    /// The depacketiser for what a session description announces.
    ///
    /// - Parameters:
    ///   - encoding: of `a=rtpmap`, in any case: H264, H265, JPEG, OPUS, MPEG4-GENERIC, PCMU, PCMA.
    ///   - clockRate: of `a=rtpmap`.
    ///   - channels: of `a=rtpmap`; nil where it does not say.
    ///   - parameters: of `a=fmtp`, keys in lower case. Unknown ones are not looked at.
    ///   - pictureSize: of `a=framesize` or `a=x-dimensions`, for JPEG.
    package static func make(
        encoding: String,
        clockRate: UInt32,
        channels: Int?,
        parameters: [String: String],
        pictureSize: PictureSize? = nil
    ) throws(RTPError) -> Depacketizer {
        switch encoding.uppercased() {
        case "H264":
            let sets = parameters["sprop-parameter-sets"] ?? ""
            return Depacketizer(try H264Depacketizer(parameterSets: sets, clockRate: clockRate))
        case "H265", "HEVC": return Depacketizer(try makeH265(clockRate: clockRate, parameters: parameters))
        case "JPEG": return Depacketizer(try JPEGDepacketizer(clockRate: clockRate, size: pictureSize))
        case "OPUS":
            // RFC 7587 §7: 48 kHz and two channels, whatever is announced; players take one from two of a kind.
            let channels = parameters["sprop-stereo"] == "0" ? 1 : 2
            return Depacketizer(OpusDepacketizer(format: OpusFormat(channels: channels)))
        case "MPEG4-GENERIC":
            return Depacketizer(try makeAAC(clockRate: clockRate, parameters: parameters))
        case "PCMU":
            return Depacketizer(try makeG711(.mu, clockRate: clockRate, channels: channels))
        case "PCMA":
            return Depacketizer(try makeG711(.a, clockRate: clockRate, channels: channels))
        default:
            throw .unsupported("the codec \(encoding.prefix(32))")
        }
    }

    private static func makeH265(
        clockRate: UInt32,
        parameters: [String: String]
    ) throws(RTPError) -> H265Depacketizer {
        try H265Depacketizer(
            parameterSets: H265Depacketizer.ParameterSets(
                video: parameters["sprop-vps"] ?? "",
                sequence: parameters["sprop-sps"] ?? "",
                picture: parameters["sprop-pps"] ?? ""
            ),
            hasOrder: (parameters["sprop-max-don-diff"].flatMap { Int($0) } ?? 0) > 0,
            clockRate: clockRate
        )
    }

    /// Further fields of AU headers (RFC 3640 §4.1): for scalable and interleaved audio.
    private static let unsupportedAACFields = [
        "ctsdeltalength", "dtsdeltalength", "randomaccessindication", "streamstateindication",
        "auxiliarydatasizelength",
    ]

    private static func makeAAC(
        clockRate: UInt32,
        parameters: [String: String]
    ) throws(RTPError) -> AACDepacketizer {
        let isLowRate = parameters["mode"]?.lowercased() == "aac-lbr"
        func number(_ key: String, default value: Int) throws(RTPError) -> Int {
            guard let text = parameters[key], !text.isEmpty else { return value }
            guard let number = Int(text), (0...32).contains(number) else {
                throw .malformed("\(key)=\(text.prefix(32))")
            }
            return number
        }
        // Some cameras leave out what the mode implies anyway (RFC 3640 §3.3.5 and §3.3.6).
        let layout = AACDepacketizer.HeaderLayout(
            sizeLength: try number("sizelength", default: isLowRate ? 6 : 13),
            indexLength: try number("indexlength", default: isLowRate ? 2 : 3),
            indexDeltaLength: try number("indexdeltalength", default: isLowRate ? 2 : 3)
        )
        for key in unsupportedAACFields {
            guard try number(key, default: 0) == 0 else { throw .unsupported("AAC with \(key)") }
        }
        guard let text = parameters["config"], let configuration = Hexadecimal.decode(forgiving: text),
            !configuration.isEmpty
        else {
            throw .malformed("no usable AAC configuration (config)")
        }
        do {
            let format = try AACFormat(configuration: configuration)
            return try AACDepacketizer(format: format, clockRate: clockRate, layout: layout)
        } catch let error as RTPError {
            throw error
        } catch {
            throw .malformed("an AAC configuration that cannot be read: \(text.prefix(32))")
        }
    }

    private static func makeG711(
        _ law: G711Format.Law,
        clockRate: UInt32,
        channels: Int?
    ) throws(RTPError) -> G711Depacketizer {
        guard G711Format.sampleRates.contains(clockRate) else { throw .unsupported("G.711 at \(clockRate) Hz") }
        let channels = channels ?? 1
        guard (1...8).contains(channels) else { throw .unsupported("G.711 with \(channels) channels") }
        return G711Depacketizer(format: G711Format(law: law, channels: channels, sampleRate: clockRate))
    }
}
