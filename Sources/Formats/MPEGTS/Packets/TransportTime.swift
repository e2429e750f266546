import Media

/// Times of a transport stream: ticks of 90 kHz, of which 33 bits are written (ISO/IEC 13818-1 §2.4.3.7). They wrap after
/// 26.5 hours, which players expect.
enum TransportTime {
    static let timescale: UInt32 = 90_000
    static let mask: Int64 = 0x1_FFFF_FFFF

    /// Added to all times, so that those of the first units, and clock references before them, do not wrap: ten seconds.
    static let origin: Int64 = 900_000

    /// Unwrapped ticks of 90 kHz.
    static func ticks(_ time: MediaTicks, timescale source: UInt32) -> Int64 {
        time.rescaled(from: source, to: timescale).count.saturatingAdding(origin)
    }
}
