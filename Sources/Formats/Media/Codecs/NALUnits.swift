/// NAL units of an access unit payload, each after its four-byte length.
package enum NALUnits {
    /// Calls `body` with the range of every NAL unit in `payload`. Returns false if a length does not fit, after
    /// calling it for those before.
    @discardableResult
    package static func forEach(in payload: Span<UInt8>, _ body: (Range<Int>) -> Void) -> Bool {
        var position = 0
        while position + 4 <= payload.count {
            var length = 0
            for index in 0..<4 { length = length << 8 | Int(payload[position + index]) }
            position += 4
            guard length <= payload.count - position else { return false }
            body(position..<position + length)
            position += length
        }
        return position == payload.count
    }

    /// The NAL units of bytes that begin with one and may have start codes in them (H.264 and H.265 annex B), without
    /// the zeros before a start code; empty ones are left out.
    package static func split(_ bytes: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var zeros = 0
        for index in bytes.indices {
            if bytes[index] == 1, zeros >= 2 {
                ranges.append(start..<max(start, index - zeros))
                start = index + 1
            }
            zeros = bytes[index] == 0 ? zeros + 1 : 0
        }
        ranges.append(start..<bytes.count)
        return ranges.filter { !$0.isEmpty }
    }

    /// The raw byte sequence payload of a NAL unit after its header of `headerLength` bytes: emulation prevention
    /// bytes (the 3 of 00 00 03) taken out (H.264 §7.4.1, H.265 §7.4.2).
    package static func rawPayload(of unit: Span<UInt8>, headerLength: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(unit.count)
        var zeros = 0
        for index in headerLength..<max(headerLength, unit.count) {
            let byte = unit[index]
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            output.append(byte)
        }
        return output
    }
}
