/// One `m=` section of a session description (RFC 8866 §5.14): a stream that can be had.
package struct MediaDescription: Hashable, Sendable {
    /// Which way the media goes, as the describing side sees it: a camera's picture is `sendonly` or, as most cameras
    /// have it, `recvonly`; a speaker that we could talk to is `sendonly` at ONVIF cameras.
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        case sendrecv, sendonly, recvonly, inactive
    }

    /// "video", "audio", "application" or whatever the camera made up; lower case.
    package var kind: String
    package var port: Int
    /// "RTP/AVP", "TCP/RTP/AVP", "MP2T/H2221/UDP"…
    package var `protocol`: String
    /// In the order of preference. What is not a number of 0…127 is left out.
    package var payloadTypes: [UInt8]
    package var control: String?
    /// Pictures per second.
    package var frameRate: Double?
    package var direction: Direction?
    /// `b=AS`, kilobits per second.
    package var bandwidth: Int?
    package var connectionAddress: String?
    /// What `a=rtpmap` says, by payload type.
    package var rtpMaps: [UInt8: RTPMap]
    /// What `a=fmtp` says, by payload type; see ``formatParameters(for:)``.
    package var parameters: [UInt8: [String: String]]

    package init(
        kind: String,
        port: Int = 0,
        protocol: String = "RTP/AVP",
        payloadTypes: [UInt8],
        control: String? = nil,
        frameRate: Double? = nil,
        direction: Direction? = nil,
        bandwidth: Int? = nil,
        connectionAddress: String? = nil,
        rtpMaps: [UInt8: RTPMap] = [:],
        parameters: [UInt8: [String: String]] = [:]
    ) {
        self.kind = kind
        self.port = port
        self.protocol = `protocol`
        self.payloadTypes = payloadTypes
        self.control = control
        self.frameRate = frameRate
        self.direction = direction
        self.bandwidth = bandwidth
        self.connectionAddress = connectionAddress
        self.rtpMaps = rtpMaps
        self.parameters = parameters
    }

    /// The coding of a payload type: what the camera says, or what RFC 3551 fixes for the static types that cameras
    /// use.
    package func rtpMap(for payloadType: UInt8) -> RTPMap? {
        rtpMaps[payloadType] ?? RTPMap.fixed[payloadType]
    }

    /// The parameters of a payload type (`a=fmtp`): keys in lower case, values as they are; a parameter without a value
    /// has an empty one. Empty where the camera gives none.
    package func formatParameters(for payloadType: UInt8) -> [String: String] {
        parameters[payloadType] ?? [:]
    }

    /// Whether the media comes in RTP packets: DVB boxes and proxies name the protocol in many ways.
    package var isRTP: Bool {
        `protocol`.utf8.split(separator: UInt8(ascii: "/")).contains { Substring($0).isASCII("rtp") }
    }
}

/// The coding of a payload type (RFC 8866 §6.6).
package struct RTPMap: Hashable, Sendable {
    /// In upper case, because names differ in nothing by case: "H264", "MPEG4-GENERIC".
    package let encoding: String
    /// Ticks per second of the RTP time stamps.
    package var clockRate: UInt32
    /// Channels of audio; 1 where nothing is said, and for video.
    package var channels: Int

    package init(encoding: String, clockRate: UInt32, channels: Int = 1) {
        self.encoding = encoding.uppercased()
        self.clockRate = clockRate
        self.channels = channels
    }

    /// Static payload types (RFC 3551 §6), as far as cameras use them.
    static let fixed: [UInt8: RTPMap] = [
        0: RTPMap(encoding: "PCMU", clockRate: 8000),
        8: RTPMap(encoding: "PCMA", clockRate: 8000),
        14: RTPMap(encoding: "MPA", clockRate: 90000),
        26: RTPMap(encoding: "JPEG", clockRate: 90000),
    ]
}
