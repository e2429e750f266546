/// What stands before an access unit in its PES packet (ISO/IEC 13818-1 §2.4.3.6).
struct PESHeader {
    /// `stream_id` (table 2-22).
    enum StreamIdentifier {
        static let privateStream: UInt8 = 0xBD
        static let audio: UInt8 = 0xC0
        static let video: UInt8 = 0xE0
    }

    var streamIdentifier: UInt8
    /// Unwrapped ticks of 90 kHz.
    var presentation: Int64
    /// Not after the presentation; not written where it is the same.
    var decoding: Int64

    private static let startCodePrefix: [UInt8] = [0, 0, 1]
    private static let noLength: [UInt8] = [0, 0]

    /// Appends the header with a length of 0, to be mended by ``setLength(of:following:)``.
    func write(to head: inout [UInt8]) {
        let isReordered = presentation != decoding
        head.append(contentsOf: Self.startCodePrefix)
        head.append(streamIdentifier)
        head.append(contentsOf: Self.noLength)
        // '10', not scrambled, and data_alignment_indicator: an access unit begins here.
        head.append(0x84)
        head.append(isReordered ? 0xC0 : 0x80)
        head.append(isReordered ? 10 : 5)
        Self.write(presentation, prefix: isReordered ? 0x30 : 0x20, to: &head)
        if isReordered { Self.write(decoding, prefix: 0x10, to: &head) }
    }

    /// Says in `head`, which begins with a header, how long the PES packet is, so that a demultiplexer need not wait for the
    /// next to see its end. 0, of unknown length, is allowed for video alone: only pictures are that large.
    ///
    /// - Parameter count: bytes after `head`.
    static func setLength(of head: inout [UInt8], following count: Int) {
        let length = UInt16(exactly: head.count - 6 + count) ?? 0
        head[4] = UInt8(truncatingIfNeeded: length >> 8)
        head[5] = UInt8(truncatingIfNeeded: length)
    }

    /// Three, fifteen and fifteen bits, each before a marker bit.
    private static func write(_ time: Int64, prefix: UInt8, to head: inout [UInt8]) {
        let bits = UInt64(bitPattern: time & TransportTime.mask)
        head.append(prefix | UInt8(truncatingIfNeeded: bits >> 29 & 0x0E) | 1)
        head.append(UInt8(truncatingIfNeeded: bits >> 22))
        head.append(UInt8(truncatingIfNeeded: bits >> 14 & 0xFE) | 1)
        head.append(UInt8(truncatingIfNeeded: bits >> 7))
        head.append(UInt8(truncatingIfNeeded: bits << 1 & 0xFE) | 1)
    }
}
