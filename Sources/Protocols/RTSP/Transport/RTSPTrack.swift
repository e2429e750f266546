/// A stream that was set up and plays.
package struct RTSPTrack: Hashable, Sendable {
    /// Index into the session description's media.
    package var media: Int
    package var url: CameraURL
    package var transport: RTSPTransport
    /// Those that the description announces; of others there may be packets too. Empty where it names none.
    package var payloadTypes: [UInt8]
    /// The source of its packets, where the camera told; some tell one that they do not use.
    package var ssrc: UInt32?
    /// Sequence number of its first packet, where the camera told. A hint, no more.
    package var sequence: UInt16?
    /// RTP time stamp of the beginning of the play, where the camera told.
    package var rtpTime: UInt32?

    package init(
        media: Int,
        url: CameraURL,
        transport: RTSPTransport,
        payloadTypes: [UInt8] = [],
        ssrc: UInt32? = nil,
        sequence: UInt16? = nil,
        rtpTime: UInt32? = nil
    ) {
        self.media = media
        self.url = url
        self.transport = transport
        self.payloadTypes = payloadTypes
        self.ssrc = ssrc
        self.sequence = sequence
        self.rtpTime = rtpTime
    }
}
