import Media

/// One alternative of a `Transport` header (RFC 2326 §12.39), as far as we need it. Parameters may come in any order,
/// unknown ones among them, and what is malformed counts as absent.
struct RTSPTransportHeader {
    var isTCP = false
    var isMulticast = false
    /// Whether it speaks of channels, sense or not.
    var namesChannels = false
    var interleaved: ClosedRange<UInt8>?
    /// Whether one channel was named and not two.
    var namesOneChannel = false
    /// Whether it speaks of UDP's ports.
    var hasPorts = false
    var clientPorts: RTSPPorts?
    var serverPorts: RTSPPorts?
    var source: Substring?
    var ssrc: UInt32?
    /// Whether there is a source identifier that is none.
    var hasUnreadableSSRC = false
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
            case "interleaved":
                namesChannels = true
                readChannels(value ?? "")
            case "client_port":
                hasPorts = true
                clientPorts = Self.ports(value ?? "")
            case "server_port":
                hasPorts = true
                serverPorts = Self.ports(value ?? "")
            case "port": hasPorts = true
            case "source": source = value
            case "ssrc":
                ssrc = value.flatMap { UInt32($0, radix: 16) }
                hasUnreadableSSRC = ssrc == nil
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

    /// One number n means n and n + 1. OpenIPC and others write 0 or 1 where they know no port.
    private static func ports(_ text: Substring) -> RTSPPorts? {
        let (first, second) = text.cut(at: "-")
        guard let rtp = UInt16(first), rtp > 1 else { return nil }
        if let rtcp = second.flatMap({ UInt16($0) }), rtcp >= rtp { return RTSPPorts(rtp: rtp, rtcp: rtcp) }
        return rtp < .max ? RTSPPorts(rtp: rtp, rtcp: rtp + 1) : nil
    }

    /// The pair of channels, unless it is missing or makes no sense.
    var channels: RTSPChannels? {
        // With one number n the control channel is n + 1; an odd n was never meant for media.
        guard let interleaved, !namesOneChannel || interleaved.lowerBound % 2 == 0 else { return nil }
        return RTSPChannels(rtp: interleaved.lowerBound, rtcp: interleaved.upperBound)
    }

    /// The host that sends, as far as it can be one: some write 0.0.0.0 for themselves.
    var sourceHost: String? {
        guard let source, let host = RTSPAuthority(source)?.host, host != "0.0.0.0", host != "::" else { return nil }
        return host
    }
}
