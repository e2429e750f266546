/// What a camera offers (SDP, RFC 8866), as far as a recorder needs it.
package struct SessionDescription: Hashable, Sendable {
    /// `s=`; often a joke, never a name to rely on.
    package var name: String
    /// `a=tool`: the server's software, by which known faults can be told.
    package var tool: String?
    /// `a=control` of the whole session: the URL to play, or `*`.
    package var control: String?
    package var connectionAddress: String?
    package var direction: MediaDescription.Direction?
    package var media: [MediaDescription]

    package init(
        name: String,
        tool: String? = nil,
        control: String? = nil,
        connectionAddress: String? = nil,
        direction: MediaDescription.Direction? = nil,
        media: [MediaDescription]
    ) {
        self.name = name
        self.tool = tool
        self.control = control
        self.connectionAddress = connectionAddress
        self.direction = direction
        self.media = media
    }

    /// Indexes of the sections that a camera sends: all but the way to its loudspeaker and what is `inactive`.
    ///
    /// Which of `sendonly` and `recvonly` marks that way depends on whose words they are. ONVIF cameras take the
    /// viewer's side and mark it `sendonly` (ONVIF Streaming Specification §5.3); but where all video is `sendonly`, or
    /// everything is, the camera speaks for itself.
    package var receivableMedia: [Int] {
        let directions = media.map { $0.direction ?? direction }
        let active = media.indices.filter { directions[$0] != .inactive }
        let video = active.filter { media[$0].kind == "video" }
        let speaksForItself = (video.isEmpty ? active : video).allSatisfy { directions[$0] == .sendonly }
        let backChannel: MediaDescription.Direction = speaksForItself ? .recvonly : .sendonly
        let receivable = active.filter { directions[$0] != backChannel }
        return receivable.isEmpty ? Array(media.indices) : receivable
    }

    /// Indexes of the sections with the camera's own pictures or sound that come in RTP packets, in the camera's order.
    ///
    /// - Parameter kind: "video" or "audio".
    package func cameraMedia(kind: String) -> [Int] {
        receivableMedia.filter { media[$0].kind == kind && media[$0].isRTP && !media[$0].isONVIFMetadata }
    }
}

/// Why a text is not a session description.
package enum SDPError: Error, Hashable, CustomStringConvertible {
    /// More than 64 KiB.
    case tooLarge(Int)
    /// Neither a version nor any media in it.
    case notADescription

    package var description: String {
        switch self {
        case .tooLarge(let count): "a session description of \(count) bytes, more than 64 KiB"
        case .notADescription: "no session description: neither a version nor any media in it"
        }
    }
}
