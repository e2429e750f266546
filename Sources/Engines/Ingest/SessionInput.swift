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

    init(ring: StreamRing, statistics: IngestStatistics) {
        assembler = StreamAssembler(ring: ring, statistics: statistics)
    }

    /// From here on packets may come on these channels.
    mutating func prepare(_ tracks: [ReceivedTrack], channels: [RTSPChannels], hasVideo: Bool) {
        routes = [UInt8](repeating: 0, count: 256)
        for (index, pair) in channels.enumerated() {
            routes[Int(pair.rtp)] = UInt8(index * 2 + 1)
            routes[Int(pair.rtcp)] = UInt8(index * 2 + 2)
        }
        framer.expect(channels: channels.flatMap { [$0.rtp, $0.rtcp] })
        assembler.prepare(tracks, hasVideo: hasVideo)
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
            case .skipped: break
            case .interleaved(let frame):
                let route = routes[Int(frame.channel)]
                guard route != 0 else { continue }
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
            assembler.receive(rtcp: packet, track: track)
        }
    }

    /// The counts up to now, with the rate that was measured over them.
    mutating func statistics(bitsPerSecond: Int) -> IngestStatistics {
        assembler.statistics(bitsPerSecond: bitsPerSecond)
    }
}
