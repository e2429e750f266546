package import Media

/// Opus into RTP (RFC 7587): each Opus packet in one.
package struct OpusPacketizer: Sendable {
    /// Packets larger than the maximum: Opus cannot be cut. Only 60 ms and more of the highest rates are.
    package private(set) var leftOut = 0

    private let maximumPayload: Int

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: OpusFormat, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        self.maximumPayload = max(maximumPayload, 64)
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        guard (1...maximumPayload).contains(unit.count) else {
            leftOut += 1
            return
        }
        // A marker would say that a silence has ended (RFC 7587 §4.1).
        emit(unit, false, 0)
    }
}
