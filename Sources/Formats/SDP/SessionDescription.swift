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

    /// The parameters of a payload type of one section. Some cameras put them into another section, so where this one
    /// has none, a section that does not use the payload type itself is asked.
    package func formatParameters(for payloadType: UInt8, ofMedia index: Int) -> [String: String] {
        guard media.indices.contains(index) else { return [:] }
        if let own = media[index].parameters[payloadType] { return own }
        let stray = media.first { !$0.payloadTypes.contains(payloadType) && $0.parameters[payloadType] != nil }
        return stray?.formatParameters(for: payloadType) ?? [:]
    }

    /// Indexes of the sections that we can receive: all but back channels. Where everything is marked as a back
    /// channel, the camera has the words the wrong way round, and nothing is one.
    package var receivableMedia: [Int] {
        let receivable = media.indices.filter { index in
            switch media[index].direction ?? direction {
            case nil, .recvonly, .sendrecv: true
            case .sendonly, .inactive: false
            }
        }
        return receivable.isEmpty ? Array(media.indices) : receivable
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
