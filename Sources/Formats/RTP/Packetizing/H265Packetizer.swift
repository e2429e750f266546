package import Media

/// H.265 into RTP, without decoding order numbers (RFC 7798).
package struct H265Packetizer: Sendable {
    private var packetizer: NALPacketizer<H265Syntax>

    /// - Parameter maximumPayload: bytes; at least 64 are taken.
    package init(format: H265Format, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        packetizer = NALPacketizer(
            sets: format.videoParameterSets + format.sequenceParameterSets + format.pictureParameterSets,
            maximumPayload: maximumPayload
        )
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        packetizer.packetize(unit, isKey: isKey, emit: emit)
    }
}
