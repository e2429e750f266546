package import Media

/// G.711 into RTP (RFC 3551 §4.5.14): the samples as they are, cut where they are too many for a packet.
package struct G711Packetizer: Sendable {
    private let channels: Int
    private let maximumSamples: Int

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: G711Format, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        channels = max(1, format.channels)
        maximumSamples = max(1, max(maximumPayload, 64) / channels)
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        let samples = unit.count / channels
        var position = 0
        while position < samples {
            let end = min(position + maximumSamples, samples)
            // A marker would say that a silence has ended (RFC 3551 §4.1).
            emit(unit.extracting(position * channels..<end * channels), false, UInt32(truncatingIfNeeded: position))
            position = end
        }
    }
}
