/// The fixed header of an RTP packet, and where its payload lies (RFC 3550 §5.1).
package struct RTPHeader: Hashable, Sendable {
    package var marker: Bool
    /// 0…127.
    package var payloadType: UInt8
    package var sequence: UInt16
    /// In ticks of the payload's clock; wraps.
    package var timestamp: UInt32
    package var ssrc: UInt32
    /// The payload within the packet: contributing sources, header extension and padding are taken off. May be empty.
    package var payload: Range<Int>

    /// Reads the header of a whole packet.
    package init(_ packet: Span<UInt8>) throws(RTPError) {
        guard packet.count >= Self.length else { throw .truncated }
        let first = packet[0]
        guard first >> 6 == 2 else { throw .version(first >> 6) }
        marker = packet[1] & 0x80 != 0
        payloadType = packet[1] & 0x7F
        sequence = packet.bigEndian16(at: 2)
        timestamp = packet.bigEndian32(at: 4)
        ssrc = packet.bigEndian32(at: 8)

        var start = Self.length + Int(first & 0x0F) * 4
        var end = packet.count
        if first & 0x10 != 0 {
            guard start + 4 <= end else { throw .truncated }
            start += 4 + Int(packet.bigEndian16(at: start + 2)) * 4
        }
        guard start <= end else { throw .truncated }
        if first & 0x20 != 0 {
            guard end > start else { throw .malformed("padding in a packet without room for it") }
            let padding = Int(packet[end - 1])
            guard padding <= end - start else { throw .malformed("\(padding) bytes of padding in \(end - start)") }
            end -= padding
        }
        payload = start..<end
    }

    /// A header to be written; `payload` is where ``append(to:)`` makes the payload begin.
    package init(marker: Bool, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType & 0x7F
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload = Self.length..<Self.length
    }

    /// Bytes of a header without contributing sources and extension.
    package static let length = 12

    /// Appends the 12 bytes of the header.
    package func append(to output: inout [UInt8]) {
        output.append(0x80)
        output.append((marker ? 0x80 : 0) | payloadType)
        output.appendBigEndian(sequence)
        output.appendBigEndian(timestamp)
        output.appendBigEndian(ssrc)
    }
}
