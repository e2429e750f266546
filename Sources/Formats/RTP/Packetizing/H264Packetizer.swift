package import Media

/// H.264 into RTP, packetization mode 1 (RFC 6184).
package struct H264Packetizer: Sendable {
    private var packetizer: NALPacketizer<H264Syntax>

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: H264Format, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        packetizer = NALPacketizer(
            sets: format.sequenceParameterSets + format.pictureParameterSets,
            maximumPayload: maximumPayload
        )
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        packetizer.packetize(unit, isKey: isKey, emit: emit)
    }
}
