import Datagrams
import Live
import NIOCore
import RTSP

/// One client that plays: reads its stream's blocks as fast as it takes them, and sends each in one write, or as datagrams.
/// On the server's event loop.
final class StreamViewer {
    /// How a medium reaches the client.
    enum Way {
        case interleaved(RTSPChannels)
        case datagrams(packets: SocketAddress, reports: SocketAddress)
    }

    let source: PacketSource
    private let start: PacketStart
    private let channel: any Channel
    private let datagrams: DatagramSender?
    /// By medium; nil for what the client has not set up.
    private let ways: [Way?]
    private let onEnd: () -> Void
    private var reader: RenditionReader?
    private var numbering: PacketNumbering
    /// With which the client begins, read before it plays.
    private var first: RTPBlock?
    /// It has had a block with which a decoder can start.
    private var hasBegun = false
    private var isPlaying = false
    private var isOver = false
    /// Whether anything went into the connection since ``takeProgress()``.
    private var hasWritten = false

    /// - Parameters:
    ///   - start: what the client was told that the stream is.
    ///   - channel: the RTSP connection.
    ///   - port: from which datagrams go; nil where there are none.
    ///   - onEnd: called where the stream ends, not where the client leaves.
    init(
        _ source: PacketSource,
        _ start: PacketStart,
        ways: [Way?],
        channel: any Channel,
        port: DatagramSockets?,
        onEnd: @escaping () -> Void
    ) {
        self.source = source
        self.start = start
        self.ways = ways
        self.channel = channel
        self.onEnd = onEnd
        numbering = PacketNumbering(media: ways.count)
        datagrams = port.map { DatagramSender($0, on: channel.eventLoop) }
        datagrams?.onRoom = { [weak self] in self?.pump() }
    }

    /// Takes its place: at the beginning of the current group of pictures.
    ///
    /// - Returns: where each medium begins for this client, as far as it is known; nil where the stream is another than the
    ///   client was told.
    func takePlace() -> [RTSPBeginning]? {
        let viewer = NIOLoopBound(WeakReference(self), eventLoop: channel.eventLoop)
        reader = source.reader(on: channel.eventLoop) { viewer.value.object?.pump() }
        first = next()
        guard !isOver else { return nil }
        return first?.beginnings.filter { ways.indices.contains($0.media) && ways[$0.media] != nil } ?? []
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
        reader = nil
        first = nil
        datagrams?.stop()
        for case .datagrams(let packets, let reports)? in ways {
            datagrams?.port.forget(packets)
            datagrams?.port.forget(reports)
        }
    }

    /// The stream is over: says so to the client.
    func end() {
        if isPlaying {
            write(start.goodbye)
            channel.flush()
        }
        stop()
        onEnd()
    }

    func pump() {
        guard isPlaying, let reader else { return }
        // Before it reads: one that takes nothing is given nothing.
        reader.setWritable(hasRoom)
        var wrote = false
        while hasRoom, let block = takeFirst() ?? next() {
            numbering.take(block)
            write(block)
            wrote = true
        }
        if wrote { channel.flush() }
        reader.setWritable(hasRoom)
        if isOver, isPlaying { end() }
    }

    private func takeFirst() -> RTPBlock? {
        defer { first = nil }
        return first
    }

    /// The next block for this client; nil where there is none yet, or the stream is over.
    private func next() -> RTPBlock? {
        var items: [ViewerItem] = []
        var hasMore = true
        while hasMore, !isOver, let reader {
            items.removeAll(keepingCapacity: true)
            hasMore = reader.read(into: &items)
            if let block = take(items) { return block }
        }
        return nil
    }

    /// - Parameter items: at most one unit is among them.
    private func take(_ items: [ViewerItem]) -> RTPBlock? {
        for item in items {
            switch item {
            case .unit(let unit):
                guard !isOver, let block = unit.detail as? RTPBlock, hasBegun || block.isStart else { continue }
                hasBegun = true
                return block
            case .start(let new):
                // Who cannot go on must ask anew what there is.
                if (new.detail as? PacketStart)?.goesOn(as: start) != true { isOver = true }
            case .dropped: numbering.jump()
            case .unsuitable, .ended: isOver = true
            case .liveEdge, .fallsBehind, .interrupted: break
            }
        }
        return nil
    }

    private var hasRoom: Bool { channel.isWritable && datagrams?.isIdle != false }

    private func write(_ block: RTPBlock) {
        let adaptations = ways.indices.map { medium -> RTPBlock.Adaptation? in
            guard case .interleaved(let channels)? = ways[medium] else { return nil }
            return RTPBlock.Adaptation(channels: channels, shift: numbering.shifts[medium])
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
                datagrams.add(RTPBlock.shifted(packet, by: numbering.shifts[medium]), isReport: false, to: packets)
            }
        }
        datagrams.send()
    }

    // MARK: How it does

    /// The client has taken nothing for too long.
    var isStalled: Bool { reader?.isStalled ?? false }

    /// Whether the client has taken something from the connection since it was asked last: a sign of life, as some clients
    /// over TCP give no other.
    func takeProgress() -> Bool {
        defer { hasWritten = false }
        return hasWritten && channel.isWritable
    }
}
