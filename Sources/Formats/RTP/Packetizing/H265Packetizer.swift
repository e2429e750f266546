package import Media

/// H.265 into RTP (RFC 7798).
package struct H265Packetizer: Sendable {
    private var packetizer: NALPacketizer<H265Syntax>

    /// - Parameters:
    ///   - orderDifference: what the session description says as `sprop-max-don-diff`. Above 0, decoding order numbers
    ///     are written: in front of a NAL unit that has a packet to itself, of each in an aggregation packet, and of the
    ///     first fragment (§4.4.1 to §4.4.3). Units are sent in their order all the same.
    ///   - maximumPayload: bytes; at least 64 are taken.
    package init(
        format: H265Format,
        orderDifference: UInt16 = 0,
        maximumPayload: Int = Packetizer.defaultMaximumPayload
    ) {
        packetizer = NALPacketizer(
            sets: format.videoParameterSets + format.sequenceParameterSets + format.pictureParameterSets,
            hasOrder: orderDifference > 0,
            maximumPayload: maximumPayload
        )
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        packetizer.packetize(unit, isKey: isKey, emit: emit)
    }
}
