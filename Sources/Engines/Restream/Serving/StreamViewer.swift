import Media
import NIOCore
import RTSP

/// One client that plays: reads its camera's blocks as fast as it takes them, and sends each in one write, or as datagrams.
/// On the server's event loop.
final class StreamViewer: PacketFeed.Viewer {
    /// How a medium reaches the client.
    enum Way {
        case interleaved(RTSPChannels)
        case datagrams(packets: SocketAddress, reports: SocketAddress)
    }

    let feed: PacketFeed
    private let channel: any Channel
    private let datagrams: DatagramSender?
    /// By medium; nil for what the client has not set up.
    private let ways: [Way?]
    private let onEnd: () -> Void
    private var cursor: PacketCursor
    private var isPlaying = false
    /// Since when the client takes nothing.
    private var blockedSince: MonotonicTime?
    /// Whether anything went into the connection since ``takeProgress()``.
    private var hasWritten = false

    /// - Parameters:
    ///   - channel: the RTSP connection.
    ///   - port: from which datagrams go; nil where there are none.
    ///   - onEnd: called where the stream ends, not where the client leaves.
    init(
        _ feed: PacketFeed,
        ways: [Way?],
        channel: any Channel,
        port: DatagramPort?,
        onEnd: @escaping () -> Void
    ) {
        self.feed = feed
        self.ways = ways
        self.channel = channel
        self.onEnd = onEnd
        cursor = PacketCursor(startingIn: feed.log, media: ways.count)
        datagrams = port.map { DatagramSender($0, on: channel.eventLoop) }
        datagrams?.onRoom = { [weak self] in self?.pump() }
    }

    /// Where each medium begins for this client, as far as it is known.
    var beginnings: [RTSPBeginning] {
        let number = cursor.next
        guard number >= feed.log.first, number < feed.log.end else { return [] }
        let time = feed.log[number].time
        return ways.indices.compactMap { medium in
            guard ways[medium] != nil, let next = feed.builder.beginning(of: medium, at: time) else { return nil }
            let sequence = feed.log.firstBlock(of: medium, from: number)?.firstSequence ?? next.sequence
            return RTSPBeginning(media: medium, sequence: sequence, timestamp: next.timestamp)
        }
    }

    // MARK: Playing

    func play(onReport heard: @escaping () -> Void) {
        isPlaying = true
        for case .datagrams(let packets, let reports)? in ways {
            datagrams?.port.listen(for: packets, heard)
            datagrams?.port.listen(for: reports, heard)
        }
        pump()
    }

    /// Sends nothing more.
    func stop() {
        isPlaying = false
        feed.remove(self)
        datagrams?.stop()
        for case .datagrams(let packets, let reports)? in ways {
            datagrams?.port.forget(packets)
            datagrams?.port.forget(reports)
        }
    }

    /// The stream is over: says so to the client.
    func end() {
        if isPlaying, let goodbye = feed.builder.goodbye(at: SystemClocks.wall) {
            write(goodbye)
            channel.flush()
        }
        stop()
        onEnd()
    }

    func pump() {
        guard isPlaying else { return }
        var wrote = false
        while hasRoom, let block = cursor.read(feed.log) {
            write(block)
            wrote = true
        }
        if wrote { channel.flush() }
        blockedSince = hasRoom ? nil : blockedSince ?? SystemClocks.monotonic
    }

    private var hasRoom: Bool { channel.isWritable && datagrams?.isIdle != false }

    private func write(_ block: RTPBlock) {
        let adaptations = ways.indices.map { medium -> RTPBlock.Adaptation? in
            guard case .interleaved(let channels)? = ways[medium] else { return nil }
            return RTPBlock.Adaptation(channels: channels, shift: cursor.omitted[medium])
        }
        if adaptations.contains(where: { $0 != nil }) {
            let frames = block.adapted(to: adaptations)
            if frames.readableBytes > 0 {
                channel.write(frames, promise: nil)
                hasWritten = true
            }
        }
        guard let datagrams else { return }
        for (channel, packet) in block.packets {
            let medium = Int(channel / 2)
            guard ways.indices.contains(medium), case .datagrams(let packets, let reports)? = ways[medium] else {
                continue
            }
            if channel % 2 == 1 {
                datagrams.add(packet, isReport: true, to: reports)
            } else {
                datagrams.add(RTPBlock.shifted(packet, by: cursor.omitted[medium]), isReport: false, to: packets)
            }
        }
        datagrams.send()
    }

    // MARK: How it does

    /// For how long the client has taken nothing.
    func stall(at now: MonotonicTime) -> Duration { blockedSince.map { now - $0 } ?? .zero }

    /// Whether the client has taken something from the connection since it was asked last: a sign of life, as some clients
    /// over TCP give no other.
    func takeProgress() -> Bool {
        defer { hasWritten = false }
        return hasWritten && channel.isWritable
    }
}
