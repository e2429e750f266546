import Media

/// Opus as FFmpeg, GStreamer and VLC know it, by the only mapping that was published: ETSI's draft “Opus Interactive Audio
/// Codec; Transport Multiplexing”, version 0.1.3. Private data (stream type 6) with the registration `Opus` and DVB's
/// extension descriptor with the number of channels; each packet stands behind a header with its length. Apple's players do
/// not play it.
struct OpusFraming: ElementaryFraming {
    /// So that a PES packet can say its length.
    private static let largestPacket = 0xF000

    private let channels: UInt8

    /// One and two channels: more are several streams in one packet, which cameras do not send.
    init?(_ format: OpusFormat) {
        guard (1...2).contains(format.channels) else { return nil }
        channels = UInt8(format.channels)
    }

    var streamType: UInt8 { 0x06 }
    var streamIdentifier: UInt8 { PESHeader.StreamIdentifier.privateStream }
    /// registration_descriptor (ISO/IEC 13818-1 §2.6.8), and extension_descriptor (EN 300 468 §6.2.18.1) with tag 0x80 and
    /// channel_config_code.
    var descriptors: [UInt8] { [0x05, 4] + Array("Opus".utf8) + [0x7F, 2, 0x80, channels] }

    /// opus_control_header(): the prefix 0x3FF, nothing to trim, and the length, 255 at a time.
    func appendHead(of payload: Span<UInt8>, isKey: Bool, to head: inout [UInt8]) throws(MPEGTSError) -> Int {
        guard payload.count <= Self.largestPacket else { throw .tooLarge(payload.count) }
        head.append(0x7F)
        head.append(0xE0)
        head.append(contentsOf: repeatElement(0xFF, count: payload.count / 255))
        head.append(UInt8(truncatingIfNeeded: payload.count % 255))
        return payload.count
    }
}
