package import Media

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
    /// What `a=framesize` (3GPP TS 26.234 §5.3.3.1) or `a=x-dimensions` says: all that is known of JPEG pictures of more
    /// than 2040 pixels, whose own headers cannot tell (RFC 2435 §3.1).
    package var pictureSize: PictureSize?
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
        pictureSize: PictureSize? = nil,
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
        self.pictureSize = pictureSize
        self.direction = direction
        self.bandwidth = bandwidth
        self.connectionAddress = connectionAddress
        self.rtpMaps = rtpMaps
        self.parameters = parameters
    }

    /// The coding of a payload type: what the camera says, even of a static type, or else what RFC 3551 fixes.
    package func rtpMap(for payloadType: UInt8) -> RTPMap? {
        rtpMaps[payloadType] ?? RTPMap.fixed[payloadType]
    }

    /// The parameters of a payload type (`a=fmtp`): keys in lower case, values as they are; a parameter without a value
    /// has an empty one. Empty where the camera gives none.
    package func formatParameters(for payloadType: UInt8) -> [String: String] {
        parameters[payloadType] ?? [:]
    }

    /// Whether these are a camera's events and states in XML (ONVIF Streaming Specification §5.1.2.1.1), plain or
    /// compressed: neither picture nor sound, and so left alone.
    package var isONVIFMetadata: Bool {
        payloadTypes.contains { type in
            rtpMap(for: type).map { $0.encoding[...].hasASCIIPrefix("vnd.onvif.metadata") } ?? false
        }
    }

    /// Whether its packets are encrypted one by one (SRTP, RFC 3711): `RTP/SAVP`, `RTP/SAVPF`.
    package var isEncrypted: Bool {
        `protocol`.uppercased().utf8.split(separator: UInt8(ascii: "/")).contains { $0.starts(with: "SAVP".utf8) }
    }

    /// Whether the media comes in RTP packets: DVB boxes and proxies name the protocol in many ways.
    package var isRTP: Bool {
        `protocol`.utf8.split(separator: UInt8(ascii: "/")).contains { Substring($0).isASCII("rtp") }
    }
}
