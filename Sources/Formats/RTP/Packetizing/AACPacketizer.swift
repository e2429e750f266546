package import Media

/// AAC into RTP, mode AAC-hbr (RFC 3640 §3.3.6): one access unit in a packet, or in several if it is large.
package struct AACPacketizer: Sendable {
    private let maximumPayload: Int
    private var scratch: [UInt8] = []

    /// AU-size has 13 bits.
    package static let largestUnit = 8191

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: AACFormat, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        self.maximumPayload = max(maximumPayload, 64)
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``. An access unit that is empty or larger than ``largestUnit``, which
    /// AAC of up to ten channels never is, cannot be sent and is left out.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        guard (1...Self.largestUnit).contains(unit.count) else { return }
        var position = 0
        while position < unit.count {
            let end = min(position + maximumPayload - 4, unit.count)
            scratch.removeAll(keepingCapacity: true)
            scratch.appendBigEndian(UInt16(16))
            scratch.appendBigEndian(UInt16(unit.count) << 3)
            scratch.append(unit.extracting(position..<end))
            emit(scratch.span, end == unit.count, 0)
            position = end
        }
    }
}
