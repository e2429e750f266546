import Media

/// The content of a `dOps` box (Encapsulation of Opus in ISO Base Media File Format, §4.3.2).
struct OpusConfiguration {
    let format: OpusFormat

    init(_ format: OpusFormat) { self.format = format }

    init(parsing body: Span<UInt8>) throws(MP4Error) {
        var reader = ByteReader(body, of: .dOps)
        guard try reader.uint8() == 0 else { throw .malformed(.dOps, "a version other than 0") }
        let channels = Int(try reader.uint8())
        let preSkip = try reader.uint16()
        try reader.skip(6)  // the encoder's sample rate, and a gain that cameras do not use
        // Of more than two channels the packets are several in one, which nothing here takes apart.
        guard try reader.uint8() == 0, (1...2).contains(channels) else {
            throw .malformed(.dOps, "\(channels) channels of an unusual order")
        }
        format = OpusFormat(channels: channels, preSkip: preSkip)
    }

    func write(to writer: inout BoxWriter) {
        writer.uint8(0)
        writer.uint8(UInt8(clamping: format.channels))
        writer.uint16(format.preSkip)
        writer.uint32(48_000)
        writer.uint16(0)
        writer.uint8(0)
    }
}
