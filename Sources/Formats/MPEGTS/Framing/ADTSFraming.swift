import Media

/// AAC in ADTS frames (ISO/IEC 13818-7 §6.2, ISO/IEC 14496-3 §1.A.2.2), one in each PES packet.
///
/// The header has two bits for the kind, so it carries AAC Main, LC, SSR and LTP, and the two kinds of HE-AAC as the LC that
/// they stand upon, in which players find the rest by themselves. Low delay kinds and frames of 960 samples it cannot say.
struct ADTSFraming: ElementaryFraming {
    /// Bytes of the header.
    private static let headerLength = 7
    /// The length with its header takes 13 bits.
    private static let largestFrame = 0x1FFF

    private let profile: UInt8
    private let frequencyIndex: UInt8
    private let channelConfiguration: UInt8

    init?(_ format: AACFormat) {
        guard let core = try? Self.core(of: format.configuration), (1...4).contains(core.objectType),
            (1...7).contains(core.channelConfiguration), format.samplesPerFrame == 1024,
            let index = AACFormat.sampleRates.firstIndex(of: format.sampleRate)
        else { return nil }
        profile = core.objectType - 1
        frequencyIndex = UInt8(index)
        channelConfiguration = core.channelConfiguration
    }

    var streamType: UInt8 { 0x0F }
    var streamIdentifier: UInt8 { PESHeader.StreamIdentifier.audio }
    var descriptors: [UInt8] { [] }

    func appendHead(of payload: Span<UInt8>, isKey: Bool, to head: inout [UInt8]) throws(MPEGTSError) -> Int {
        let length = Self.headerLength + payload.count
        guard length <= Self.largestFrame else { throw .tooLarge(payload.count) }
        head.append(0xFF)
        head.append(0xF1)  // MPEG-4, layer 0, no checksum
        head.append(profile << 6 | frequencyIndex << 2 | channelConfiguration >> 2)
        head.append(channelConfiguration << 6 | UInt8(truncatingIfNeeded: length >> 11))
        head.append(UInt8(truncatingIfNeeded: length >> 3))
        head.append(UInt8(truncatingIfNeeded: length << 5) | 0x1F)
        head.append(0xFC)  // the buffer's fullness is not told; one raw data block
        return payload.count
    }

    /// Beneath spectral band replication and parametric stereo (ISO/IEC 14496-3 §1.6.2.1).
    private static func core(
        of configuration: [UInt8]
    ) throws(ParameterSetError) -> (objectType: UInt8, channelConfiguration: UInt8) {
        var reader = BitReader(configuration.span)
        var type = try objectType(&reader)
        try skipFrequency(&reader)
        let channels = UInt8(truncatingIfNeeded: try reader.bits(4))
        if type == 5 || type == 29 {
            try skipFrequency(&reader)
            type = try objectType(&reader)
        }
        return (type, channels)
    }

    private static func objectType(_ reader: inout BitReader) throws(ParameterSetError) -> UInt8 {
        let type = try reader.bits(5)
        return UInt8(truncatingIfNeeded: type == 31 ? 32 + (try reader.bits(6)) : type)
    }

    private static func skipFrequency(_ reader: inout BitReader) throws(ParameterSetError) {
        if try reader.bits(4) == 15 { try reader.skip(24) }
    }
}
