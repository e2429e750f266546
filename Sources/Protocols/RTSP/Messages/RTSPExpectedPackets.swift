/// What the packets of the tracks look like that were set up: the signs by which a framer tells a frame from what only
/// begins with a dollar sign.
struct RTSPExpectedPackets: Sendable {
    private struct Track {
        /// Empty for any.
        var payloadTypes: [UInt8]
        /// Of the newest packet in step; what the camera announced is not to be relied on.
        var source: UInt32?

        func has(payloadType type: UInt8) -> Bool { payloadTypes.isEmpty || payloadTypes.contains(type) }
    }

    private var tracks: [Track] = []
    /// By channel: 0 for none, else the track's index doubled, plus 1, plus 1 more for its RTCP.
    private var routes = [UInt8](repeating: 0, count: 256)
    private var longest = 0
    private(set) var areAnything = false

    private static let smallestLimit = 2048
    /// After so many bytes in vain the source may be a new one.
    private static let searchForSource = 64 * 1024

    /// Every frame will do, but none is a sign of being in step again.
    static var anything: RTSPExpectedPackets {
        var packets = RTSPExpectedPackets([])
        packets.areAnything = true
        return packets
    }

    init(_ granted: [RTSPTrack]) {
        for track in granted.prefix(64) {
            guard let channels = track.transport.channels else { continue }
            let route = UInt8(tracks.count * 2 + 1)
            routes[Int(channels.rtp)] = route
            routes[Int(channels.rtcp)] = route + 1
            tracks.append(Track(payloadTypes: track.payloadTypes))
        }
    }

    func knows(_ channel: UInt8) -> Bool { routes[Int(channel)] != 0 }

    /// So many bytes of a packet tell all that can be told of it.
    static let telling = 12

    /// Whether a packet can be one of its channel's track (RFC 3550 §5.1, §6.4).
    ///
    /// - Parameter packet: so many bytes of it as ``telling``, or all.
    func fits(_ packet: Span<UInt8>, on channel: UInt8) -> Bool {
        if areAnything { return true }
        let route = routes[Int(channel)]
        guard route != 0, packet.count >= 8, packet[0] >> 6 == 2 else { return false }
        if route % 2 == 0 { return (200...207).contains(packet[1]) }
        return packet.count >= Self.telling && tracks[Int(route - 1) / 2].has(payloadType: packet[1] & 0x7F)
    }

    /// Whether the end of `length` bytes, which do not fit, is to be awaited: not that of junk with a length out of all
    /// proportion, while packets come behind it.
    func isWorthAwaiting(_ packet: Span<UInt8>, of length: Int) -> Bool {
        isUsual(length) || packet[0] >> 6 == 2
    }

    /// Remembers a packet of `length` bytes that came in step and fitted.
    mutating func learn(_ packet: Span<UInt8>, of length: Int, on channel: UInt8) {
        if length > longest { longest = length }
        let route = routes[Int(channel)]
        guard route % 2 == 1, packet.count >= Self.telling else { return }
        let (track, source) = (Int(route - 1) / 2, Self.source(of: packet))
        if tracks[track].source != source { tracks[track].source = source }
    }

    /// Whether a packet of `length` bytes, which fits, is sign enough of being in step again after so many bytes that
    /// were not.
    func isConvincing(_ packet: Span<UInt8>, of length: Int, on channel: UInt8, after skipped: Int) -> Bool {
        guard !areAnything, isUsual(length) else { return false }
        let route = routes[Int(channel)]
        if route % 2 == 0 { return ((Int(packet[2]) << 8 | Int(packet[3])) + 1) * 4 <= length }
        guard skipped < Self.searchForSource, let source = tracks[Int(route - 1) / 2].source else { return true }
        return Self.source(of: packet) == source
    }

    private func isUsual(_ length: Int) -> Bool { longest == 0 || length <= max(longest, Self.smallestLimit) }

    private static func source(of packet: Span<UInt8>) -> UInt32 {
        (8..<12).reduce(0) { $0 << 8 | UInt32(packet[$1]) }
    }
}
