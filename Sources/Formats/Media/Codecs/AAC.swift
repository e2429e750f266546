/// AAC (ISO/IEC 14496-3).
package struct AACFormat: CodecFormat {
    /// AudioSpecificConfig, unaltered (ISO/IEC 14496-3 §1.6.2.1).
    package let configuration: [UInt8]
    package let objectType: UInt8
    /// Samples per second of the track's time line; the RTP clock rate (RFC 3640 §3.1).
    package let sampleRate: UInt32
    package let channels: Int
    /// Samples of one access unit at `sampleRate`: 1024 or 960, of the low-delay kinds 512 or 480.
    package let samplesPerFrame: Int

    package init(configuration: [UInt8]) throws(ParameterSetError) {
        var reader = BitReader(configuration.span)
        let type = try Self.readObjectType(&reader)
        objectType = type
        sampleRate = try Self.readSampleRate(&reader)
        let layout = try reader.bits(4)
        guard layout <= 7 else { throw .unsupported("channel configuration \(layout)") }
        // 7 is 7.1; 0 defers to a program configuration element, which cameras do not send.
        channels = layout == 7 ? 8 : max(1, Int(layout))
        var coreType = type
        if type == 5 || type == 29 {
            // Spectral band replication says its own sample rate, and then which kind it stands upon (§1.6.2.1).
            _ = try Self.readSampleRate(&reader)
            coreType = try Self.readObjectType(&reader)
        }
        let isShort = (try? reader.flag()) == true
        let isLowDelay = coreType == 23 || coreType == 39
        samplesPerFrame = isLowDelay ? (isShort ? 480 : 512) : (isShort ? 960 : 1024)
        self.configuration = configuration
    }

    package var kind: MediaKind { .audio }
    package var name: String { "AAC" }
    package var timescale: UInt32 { sampleRate }
    package var sound: SoundLayout? { SoundLayout(sampleRate: Int(sampleRate), channels: channels) }
    package var usualDuration: Int64 { Int64(samplesPerFrame) }
    package var codecString: String { "mp4a.40.\(objectType)" }

    /// By samplingFrequencyIndex (ISO/IEC 14496-3 table 1.18).
    package static let sampleRates: [UInt32] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    private static func readObjectType(_ reader: inout BitReader) throws(ParameterSetError) -> UInt8 {
        let type = try reader.bits(5)
        let value = type == 31 ? 32 + (try reader.bits(6)) : type
        guard value > 0 else { throw .malformed("audio object type 0") }
        return UInt8(value)
    }

    private static func readSampleRate(_ reader: inout BitReader) throws(ParameterSetError) -> UInt32 {
        let index = Int(try reader.bits(4))
        if index == 15 {
            let rate = try reader.bits(24)
            guard rate > 0 else { throw .malformed("a sample rate of 0") }
            return rate
        }
        guard index < sampleRates.count else { throw .malformed("sampling frequency index \(index)") }
        return sampleRates[index]
    }
}
