package import Media

/// Turns access units of one track into RTP payloads, for streams that we send. The inverse of ``Depacketizer``.
package struct Packetizer: Sendable {
    /// What receives the payloads, in order. The span is good only during the call.
    ///
    /// - Parameters:
    ///   - payload: at most the packetiser's maximum.
    ///   - marker: of the RTP header.
    ///   - offset: ticks to add to the access unit's timestamp; other than 0 only where long audio is cut.
    package typealias Emit = (_ payload: Span<UInt8>, _ marker: Bool, _ offset: UInt32) -> Void

    /// Payload bytes of a packet that fits everywhere, with room for IP, UDP, RTP, SRTP and a tunnel.
    package static let defaultMaximumPayload = 1400

    // Optionals for the reason given in `Depacketizer`.
    private var h264: H264Packetizer?
    private var h265: H265Packetizer?
    private var jpeg: JPEGPacketizer?
    private var aac: AACPacketizer?
    private var opus: OpusPacketizer?
    private var g711: G711Packetizer?

    /// - Parameters:
    ///   - orderDifference: of H.265: see ``H265Packetizer``. The session description must say the same
    ///     (``RTPPayloadDescription``).
    ///   - maximumPayload: bytes; at least 64 are taken.
    package init(
        format: TrackFormat,
        orderDifference: UInt16 = 0,
        maximumPayload: Int = Packetizer.defaultMaximumPayload
    ) {
        switch format {
        case .h264(let format): h264 = H264Packetizer(format: format, maximumPayload: maximumPayload)
        case .h265(let format):
            h265 = H265Packetizer(format: format, orderDifference: orderDifference, maximumPayload: maximumPayload)
        case .jpeg(let format): jpeg = JPEGPacketizer(format: format, maximumPayload: maximumPayload)
        case .opus(let format): opus = OpusPacketizer(format: format, maximumPayload: maximumPayload)
        case .aac(let format): aac = AACPacketizer(format: format, maximumPayload: maximumPayload)
        case .g711(let format): g711 = G711Packetizer(format: format, maximumPayload: maximumPayload)
        }
    }

    /// Emits the payloads of one access unit.
    ///
    /// - Parameters:
    ///   - unit: as ``Media/AccessUnit/payload``.
    ///   - isKey: of video: a decoder starts here, so parameter sets go before it.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Emit) {
        h264?.packetize(unit, isKey: isKey, emit: emit)
        h265?.packetize(unit, isKey: isKey, emit: emit)
        jpeg?.packetize(unit, isKey: isKey, emit: emit)
        aac?.packetize(unit, isKey: isKey, emit: emit)
        opus?.packetize(unit, isKey: isKey, emit: emit)
        g711?.packetize(unit, isKey: isKey, emit: emit)
    }

    /// Access units that RTP cannot carry, and of which nothing was emitted.
    package var leftOut: Int { jpeg?.leftOut ?? opus?.leftOut ?? 0 }
}
