/// The way on which a track's packets come.
package enum RTSPTransport: Hashable, Sendable {
    /// In the RTSP connection itself (RFC 2326 §10.12).
    case interleaved(RTSPChannels)
    /// In UDP datagrams beside the RTSP connection.
    case datagrams(RTSPDatagrams)

    package var channels: RTSPChannels? {
        if case .interleaved(let channels) = self { channels } else { nil }
    }

    package var datagrams: RTSPDatagrams? {
        if case .datagrams(let datagrams) = self { datagrams } else { nil }
    }
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

/// The two UDP ports of a track at one end.
package struct RTSPPorts: Hashable, Sendable {
    package var rtp: UInt16
    package var rtcp: UInt16

    package init(rtp: UInt16, rtcp: UInt16) {
        self.rtp = rtp
        self.rtcp = rtcp
    }

    func overlaps(_ other: RTSPPorts) -> Bool {
        rtp == other.rtp || rtp == other.rtcp || rtcp == other.rtp || rtcp == other.rtcp
    }
}

/// How a track's datagrams go.
package struct RTSPDatagrams: Hashable, Sendable {
    /// Where the client takes them.
    package var client: RTSPPorts
    /// From where the server sends them. Nil where it did not tell: then its ports are learned from the first packet,
    /// but only from one that comes from the address of the RTSP connection's other end.
    package var server: RTSPPorts?
    /// The host that sends them, a name or an address, where that is another than the RTSP connection's other end.
    /// A stranger wrote it: check it like any address before anything is sent there.
    package var source: String?

    package init(client: RTSPPorts, server: RTSPPorts? = nil, source: String? = nil) {
        self.client = client
        self.server = server
        self.source = source
    }
}
