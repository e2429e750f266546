import Media
import RTSP
import Stream

/// What comes in on a session's connection: interleaved packets go to the assembler at once, messages are handed out.
/// One value, so that a read costs one check of exclusive access and not one per packet.
struct SessionInput: ~Copyable {
    private var framer = RTSPFramer()
    private(set) var assembler: StreamAssembler
    /// Per interleaved channel: 0 for none, else the track's index doubled, plus 1, plus 1 more for its RTCP.
    private var routes = [UInt8](repeating: 0, count: 256)
    private var controlChannels: [UInt8?] = []
    /// Whether the second track is only there because the camera sends nothing without it.
    private var leavesOutSound = false
    /// How often the step was lost in the connection, and how many channels were used that nobody set up, since the
    /// owner last asked.
    private(set) var unnoticed = (lossesOfStep: 0, foreignChannels: 0)

    init(ring: StreamRing, statistics: IngestStatistics) {
        assembler = StreamAssembler(ring: ring, statistics: statistics)
    }

    /// From here on packets may come, on these channels or, where a track has none, by UDP.
    mutating func prepare(
        _ tracks: [ReceivedTrack],
        as granted: [RTSPTrack],
        hasVideo: Bool,
        takesAudio: Bool
    ) {
        routes = [UInt8](repeating: 0, count: 256)
        controlChannels = granted.map { $0.transport.channels?.rtcp }
        for (index, track) in granted.enumerated() {
            guard let pair = track.transport.channels else { continue }
            routes[Int(pair.rtp)] = UInt8(index * 2 + 1)
            routes[Int(pair.rtcp)] = UInt8(index * 2 + 2)
        }
        leavesOutSound = hasVideo && !takesAudio
        framer.expect(granted)
        assembler.prepare(leavesOutSound ? Array(tracks.prefix(1)) : tracks, hasVideo: hasVideo)
    }

    /// What the answer to PLAY says of each track's start.
    mutating func play(timestamps: [UInt32?]) { assembler.play(timestamps: timestamps) }

    /// Takes the packets of `input` up to the next message; nil when all of it is consumed.
    mutating func next(
        in input: Span<UInt8>,
        at arrival: MonotonicTime,
        wall: WallTime
    ) throws(RTSPFramingError) -> RTSPMessage? {
        while let part = try framer.next(in: input) {
            switch part {
            case .message(let message): return message
            case .skipped:
                assembler.noteSkippedBytes()
                unnoticed.lossesOfStep += 1
            case .interleaved(let frame):
                let route = routes[Int(frame.channel)]
                guard route != 0 else {
                    unnoticed.foreignChannels += 1
                    continue
                }
                if let range = frame.rangeInInput {
                    deliver(input.extracting(range), by: route, at: arrival, wall: wall)
                } else {
                    // A reference more for the time of one packet: a span of the framer's own would bar all of `self`.
                    let held = framer
                    deliver(held.payload(of: frame, in: input), by: route, at: arrival, wall: wall)
                }
            }
        }
        return nil
    }

    private mutating func deliver(_ packet: Span<UInt8>, by route: UInt8, at arrival: MonotonicTime, wall: WallTime) {
        let track = Int(route - 1) / 2
        if route % 2 == 1 {
            assembler.receive(rtp: packet, track: track, at: arrival, wall: wall)
        } else {
            assembler.receive(rtcp: packet, track: track, at: arrival)
        }
    }

    // MARK: Datagrams

    mutating func receive(datagram packet: Span<UInt8>, track: Int, at arrival: MonotonicTime, wall: WallTime) {
        assembler.receive(rtp: packet, track: track, at: arrival, wall: wall)
    }

    mutating func receive(report packet: Span<UInt8>, track: Int, at arrival: MonotonicTime) {
        assembler.receive(rtcp: packet, track: track, at: arrival)
    }

    /// Packets that came too early are waited for no longer than this asks.
    mutating func releaseHeld(now: MonotonicTime, wall: WallTime) { assembler.releaseHeld(now: now, wall: wall) }

    // MARK: Reports

    var trackCount: Int { controlChannels.count }

    /// Where reports about a track go within the connection; nil of one that comes by UDP.
    func controlChannel(of track: Int) -> UInt8? { controlChannels[track] }

    mutating func receiverReport(track: Int, now: MonotonicTime) -> [UInt8]? {
        assembler.receiverReport(track: track, now: now)
    }

    mutating func takeUnnoticed() -> (lossesOfStep: Int, foreignChannels: Int) {
        defer { unnoticed = (0, 0) }
        return unnoticed
    }

    /// Packets of sources that nobody asked for.
    var foreignPackets: Int { assembler.foreignPackets }
    var statistics: IngestStatistics { assembler.statistics }
    var counts: StreamWatch.Counts { assembler.watched }
}
