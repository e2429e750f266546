import Media
import Stream

/// Makes access units of pictures that come over HTTP. They have no time of their own: a picture's time is that at which
/// its last byte reached us.
///
/// Knows no socket; the ring is all that it writes. Used on the camera's event loop alone.
struct ImageAssembler {
    private let ring: StreamRing
    private var counts: IngestStatistics
    private var format: JPEGFormat?
    private var epochStart: MonotonicTime?
    private var last = MediaTicks(-1)

    /// - Parameter statistics: of the sessions before, which are counted on from.
    init(ring: StreamRing, statistics: IngestStatistics) {
        self.ring = ring
        counts = statistics
        counts.sessions += 1
    }

    var isStreaming: Bool { epochStart != nil }

    /// Of this session: what came as pictures and is none.
    private(set) var unreadable = 0

    /// - Returns: whether it is a picture.
    mutating func receive(_ picture: Bytes, at arrival: MonotonicTime, wall: WallTime) -> Bool {
        guard let outline = try? JPEGOutline(parsing: picture.span) else {
            counts.damagedUnits += 1
            unreadable += 1
            return false
        }
        let format = JPEGFormat(size: outline.size)
        let whole = Self.whole(picture, outline)
        if format != self.format { begin(format, at: arrival) }
        guard let epochStart else { return false }
        let elapsed = MediaTicks((arrival - epochStart).inNanoseconds).rescaled(
            from: 1_000_000_000,
            to: format.timescale
        )
        let time = max(elapsed, last + 1)
        last = time
        ring.append(
            AccessUnit(track: 0, payload: whole, decodeTime: time, arrival: arrival, wall: wall, flags: .key)
        )
        counts.videoUnits += 1
        counts.bytes += whole.count
        counts.lastUnit = wall
        return true
    }

    /// Without what some cameras send behind the picture, and with the end that others leave out.
    private static func whole(_ picture: Bytes, _ outline: JPEGOutline) -> Bytes {
        if outline.isEnded { return picture.slice(0..<outline.length) }
        var arena = ByteArena(chunkCapacity: picture.count + 2)
        outline.append(picture.span, to: &arena)
        return arena.finish()
    }

    private mutating func begin(_ format: JPEGFormat, at arrival: MonotonicTime) {
        self.format = format
        epochStart = arrival
        last = MediaTicks(-1)
        let stream = StreamFormat(tracks: [.jpeg(format)])
        counts.format = stream
        ring.begin(stream)
    }

    var statistics: IngestStatistics { counts }
}
