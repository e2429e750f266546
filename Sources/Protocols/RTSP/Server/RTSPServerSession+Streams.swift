import Media
import SDP

extension RTSPServerSession {
    /// Asks the owner for the stream of a DESCRIBE, or of a SETUP by a client that knows it already.
    mutating func askForStream(_ request: RTSPRequest) -> [RTSPServerAction] {
        guard let url = url(of: request) else { return [reply(400, to: request)] }
        var target = url.target[...]
        if request.method == .setup, let slash = target.utf8.lastIndex(of: UInt8(ascii: "/")) {
            let last = target[target.utf8.index(after: slash)...]
            if last.hasASCIIPrefix("trackid=") { target = target[..<slash] }
        }
        let (path, query) = target.cut(at: "?")
        pending = .description(request)
        let name = RTSPStreamName(path: String(Self.trimmingSlashes(path)), query: query.map(String.init))
        return [.describe(name, user: user)]
    }

    func describe(_ request: RTSPRequest) -> [RTSPServerAction] {
        guard let stream, let url = url(of: request) else { return [reply(400, to: request)] }
        let base = url.description
        let fields = [
            ("Content-Base", base.utf8.last == UInt8(ascii: "/") ? base : base + "/"),
            ("Content-Type", "application/sdp"),
        ]
        return [reply(200, to: request, fields, body: Array(stream.serialized().utf8))]
    }

    mutating func setUp(_ request: RTSPRequest) -> [RTSPServerAction] {
        guard let media = media(of: request) else { return [reply(404, to: request)] }
        tracks.removeAll { $0.media == media }
        let offers = RTSPTransportHeader.all(in: request.headers["Transport"] ?? "")
        guard let (transport, header) = offers.compactMap({ self.transport(offered: $0) }).first else {
            return [reply(461, to: request)]
        }
        if identifier == nil { identifier = Hexadecimal.encode(random(8)) }
        tracks.append(RTSPServerTrack(media: media, transport: transport))
        urls[media] = request.url
        return [reply(200, to: request, [("Transport", header)])]
    }

    /// What is granted of an alternative, and the words for it; nil where that is nothing.
    private func transport(offered: RTSPTransportHeader) -> (RTSPTransport, header: String)? {
        guard !offered.isMulticast, !(offered.mode ?? "").isASCII("record") else { return nil }
        if offered.isTCP || offered.interleaved != nil {
            guard let channels = freeChannels(wanted: offered.channels) else { return nil }
            return (.interleaved(channels), "RTP/AVP/TCP;unicast;interleaved=\(channels.rtp)-\(channels.rtcp)")
        }
        guard let server = configuration.datagramPorts, let client = offered.clientPorts, isFree(client) else {
            return nil
        }
        let header =
            "RTP/AVP;unicast;client_port=\(client.rtp)-\(client.rtcp);server_port=\(server.rtp)-\(server.rtcp)"
        return (.datagrams(RTSPDatagrams(client: client, server: server)), header)
    }

    /// Nobody takes media on a port of the system's own; a request for that would have us bother some service there.
    private func isFree(_ ports: RTSPPorts) -> Bool {
        min(ports.rtp, ports.rtcp) >= 1024 && ports.rtp != ports.rtcp
            && !tracks.contains { $0.transport.datagrams?.client.overlaps(ports) ?? false }
    }

    static func withControls(_ description: SessionDescription) -> SessionDescription {
        var described = description
        described.control = "*"
        for index in described.media.indices { described.media[index].control = "trackID=\(index)" }
        return described
    }

    private func freeChannels(wanted: RTSPChannels?) -> RTSPChannels? {
        let taken = tracks.compactMap(\.transport.channels)
        let candidates = [wanted].compactMap { $0 } + (0...tracks.count * 2).map { RTSPChannels.usual(for: $0) }
        return candidates.first { pair in !taken.contains { $0.overlaps(pair) } }
    }

    /// The track that a SETUP names: by its control at the end, however the client joined it to the rest. The URL of
    /// the stream itself will do where there is but one track.
    private func media(of request: RTSPRequest) -> Int? {
        guard let stream, let url = url(of: request) else { return nil }
        let target = Self.trimmingSlashes(url.target[...])
        let end = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[target.utf8.index(after: $0)...] } ?? target
        if let media = stream.media.firstIndex(where: { $0.control.map { $0[...] == end } ?? false }) { return media }
        return stream.media.count == 1 && !end.hasASCIIPrefix("trackid=") ? 0 : nil
    }

    private func url(of request: RTSPRequest) -> CameraURL? {
        guard let url = try? CameraURL(request.url), !url.scheme.isHTTP else { return nil }
        return url
    }

    private static func trimmingSlashes(_ text: Substring) -> Substring {
        var bytes = text.utf8[...]
        while bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
        while bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        return Substring(bytes)
    }
}
