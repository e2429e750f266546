/// Opus (RFC 6716).
package struct OpusFormat: CodecFormat {
    package let channels: Int
    /// Samples at 48 kHz that a decoder drops at the stream's very beginning (RFC 7845 §4.2); 0 where not known, as of
    /// a camera's stream, which is joined somewhere.
    package let preSkip: UInt16

    package init(channels: Int, preSkip: UInt16 = 0) {
        self.channels = channels
        self.preSkip = preSkip
    }

    package var kind: MediaKind { .audio }
    package var name: String { "Opus" }
    /// RFC 7587 §4.1: 48 kHz, whatever the encoder was fed with.
    package var timescale: UInt32 { 48_000 }
    package var sound: SoundLayout? { SoundLayout(sampleRate: 48_000, channels: channels) }
    package var codecString: String { "opus" }
    /// 20 ms, as most send it.
    package var usualDuration: Int64 { 960 }

    /// How long a packet lasts, in ticks of 48 kHz, by its first byte (RFC 6716 §3.1 and §3.2).
    ///
    /// - Returns: nil for what is no packet: empty, or of no frames, or of more than 120 ms.
    package static func duration(ofPacket packet: Span<UInt8>) -> UInt32? {
        guard !packet.isEmpty else { return nil }
        let frames: UInt32
        switch packet[0] & 3 {
        case 0: frames = 1
        case 1, 2: frames = 2
        default:
            guard packet.count >= 2 else { return nil }
            frames = UInt32(packet[1] & 0x3F)
        }
        let duration = frames * frameDuration(configuration: packet[0] >> 3)
        return (1...5760).contains(duration) ? duration : nil
    }

    /// Table 2 of RFC 6716.
    private static func frameDuration(configuration: UInt8) -> UInt32 {
        switch configuration {
        case 0..<12: [480, 960, 1920, 2880][Int(configuration & 3)]  // SILK: 10, 20, 40 and 60 ms
        case 12..<16: [480, 960][Int(configuration & 1)]  // hybrid: 10 and 20 ms
        default: [120, 240, 480, 960][Int(configuration & 3)]  // CELT: 2.5, 5, 10 and 20 ms
        }
    }
}
