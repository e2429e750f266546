import SDP

/// The way on which a track's packets come.
package enum RTSPTransport: Hashable, Sendable {
    /// In the RTSP connection itself (RFC 2326 §10.12).
    case interleaved(RTSPChannels)
}

/// The two channels of a track within the RTSP connection.
package struct RTSPChannels: Hashable, Sendable {
    package var rtp: UInt8
    package var rtcp: UInt8

    package init(rtp: UInt8, rtcp: UInt8) {
        self.rtp = rtp
        self.rtcp = rtcp
    }

    /// The pair that is usual for the n-th track (0…127).
    static func usual(for index: Int) -> RTSPChannels {
        let rtp = UInt8(clamping: min(index, 127) * 2)
        return RTSPChannels(rtp: rtp, rtcp: rtp + 1)
    }

    func overlaps(_ other: RTSPChannels) -> Bool {
        rtp == other.rtp || rtp == other.rtcp || rtcp == other.rtp || rtcp == other.rtcp
    }
}

/// A stream that was set up and plays.
package struct RTSPTrack: Hashable, Sendable {
    /// Index into the session description's media.
    package var media: Int
    package var url: RTSPURL
    package var transport: RTSPTransport
    /// The source of its packets, where the camera told; some tell one that they do not use.
    package var ssrc: UInt32?
    /// Sequence number of its first packet, where the camera told. A hint, no more.
    package var sequence: UInt16?
    /// RTP time stamp of the beginning of the play, where the camera told.
    package var rtpTime: UInt32?

    package init(
        media: Int,
        url: RTSPURL,
        transport: RTSPTransport,
        ssrc: UInt32? = nil,
        sequence: UInt16? = nil,
        rtpTime: UInt32? = nil
    ) {
        self.media = media
        self.url = url
        self.transport = transport
        self.ssrc = ssrc
        self.sequence = sequence
        self.rtpTime = rtpTime
    }
}

/// One alternative of a `Transport` header (RFC 2326 §12.39), as far as we need it. Parameters may come in any order,
/// and what is malformed counts as absent.
struct RTSPTransportHeader {
    var isTCP = false
    var isMulticast = false
    var interleaved: ClosedRange<UInt8>?
    /// Whether one channel was named and not two.
    var namesOneChannel = false
    /// Whether it speaks of UDP's ports.
    var hasPorts = false
    var ssrc: UInt32?
    var mode: Substring?

    static func all(in text: String) -> [RTSPTransportHeader] {
        text[...].fields(separatedBy: ",").prefix(16).map(RTSPTransportHeader.init)
    }

    private init(_ text: Substring) {
        for (index, field) in text.fields(separatedBy: ";").enumerated() {
            let (name, value) = field.cut(at: "=")
            if index == 0 { isTCP = name.lowercased().utf8.suffix(4).elementsEqual("/tcp".utf8) }
            switch name.lowercased() {
            case "multicast": isMulticast = true
            case "interleaved": readChannels(value ?? "")
            case "server_port", "client_port", "port": hasPorts = true
            case "ssrc": ssrc = value.flatMap { UInt32($0, radix: 16) }
            case "mode": mode = value
            default: break
            }
        }
    }

    private mutating func readChannels(_ text: Substring) {
        let (first, second) = text.cut(at: "-")
        guard let first = UInt8(first) else { return }
        namesOneChannel = second == nil
        guard first < 255, let last = second.map({ UInt8($0) }) ?? first + 1, last > first else { return }
        interleaved = first...last
    }

    /// The pair of channels, unless it is missing or makes no sense.
    var channels: RTSPChannels? {
        // With one number n the control channel is n + 1; an odd n was never meant for media.
        guard let interleaved, !namesOneChannel || interleaved.lowerBound % 2 == 0 else { return nil }
        return RTSPChannels(rtp: interleaved.lowerBound, rtcp: interleaved.upperBound)
    }
}
