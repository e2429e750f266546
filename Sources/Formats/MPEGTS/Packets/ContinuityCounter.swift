/// Counts the packets of one PID that have a payload, modulo 16 (ISO/IEC 13818-1 §2.4.3.3): a gap tells of a loss.
struct ContinuityCounter: Sendable {
    private var next: UInt8 = 0

    /// For the next packet with a payload.
    mutating func advance() -> UInt8 {
        defer { next = (next + 1) & 0xF }
        return next
    }

    /// Of the last packet with a payload: packets without one repeat it.
    var last: UInt8 { (next &- 1) & 0xF }
}
