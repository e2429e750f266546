/// What stands between the header of a transport packet and its payload (ISO/IEC 13818-1 §2.4.3.4), stuffing apart.
struct AdaptationField: Sendable {
    /// A decoder can start with the access unit that begins in this packet.
    var isRandomAccess = false
    /// What came before of the same stream does not count: the counters begin anew.
    var isDiscontinuous = false
    /// The programme clock reference, in ticks of 90 kHz, unwrapped.
    var clock: Int64?

    static let none = AdaptationField()

    private var isEmpty: Bool { !isRandomAccess && !isDiscontinuous && clock == nil }

    /// Bytes that it takes without stuffing, with its length byte.
    var length: Int { isEmpty ? 0 : clock == nil ? 2 : 8 }

    /// - Parameter total: bytes to fill, ``length`` or more, with the length byte; not 0.
    func write(total: Int, to output: inout [UInt8]) {
        output.append(UInt8(truncatingIfNeeded: total - 1))
        // A single byte of stuffing is a field of length 0.
        guard total > 1 else { return }
        output.append((isDiscontinuous ? 0x80 : 0) | (isRandomAccess ? 0x40 : 0) | (clock == nil ? 0 : 0x10))
        if let clock { Self.write(clock, to: &output) }
        output.append(contentsOf: repeatElement(0xFF, count: total - max(length, 2)))
    }

    /// 33 bits of the base, six reserved ones, and nine bits of 27 MHz, which are 0 (§2.4.3.5).
    private static func write(_ clock: Int64, to output: inout [UInt8]) {
        let base = UInt64(bitPattern: clock & TransportTime.mask)
        output.append(UInt8(truncatingIfNeeded: base >> 25))
        output.append(UInt8(truncatingIfNeeded: base >> 17))
        output.append(UInt8(truncatingIfNeeded: base >> 9))
        output.append(UInt8(truncatingIfNeeded: base >> 1))
        output.append(UInt8(truncatingIfNeeded: (base & 1) << 7) | 0x7E)
        output.append(0)
    }
}
