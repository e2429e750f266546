import MP4
import Media

/// One track of the stream that a ``SegmentCutter`` cuts: its part of the fragment in the making, and the newest unit,
/// which is held back until its successor tells how long it lasts.
struct CutterTrack {
    struct Held {
        var unit: AccessUnit
        /// In ticks of the stream, corrected so that it never falls.
        var time: Int64
        var wall: WallTime
    }

    let kind: MediaKind
    let clock: TrackClock
    private(set) var held: Held?
    /// Of the unit that is held back.
    private(set) var heldBytes = 0
    private(set) var samples: [FragmentSample] = []
    private(set) var payloads: [Bytes] = []
    private(set) var bytes = 0
    /// Of the first sample of the fragment.
    private(set) var runStart: Int64 = 0
    private(set) var runWall = WallTime(nanoseconds: 0)
    /// When the oldest sample of the fragment reached us.
    private(set) var runArrival: MonotonicTime?
    /// How long units of this track last, as far as is known.
    private(set) var usualDuration: Int64
    /// Where the last complete sample ends: the next may not begin before.
    private(set) var end: Int64?
    /// Time of day there.
    private(set) var endWall: WallTime?
    /// The stream's ticks at the file's zero; nil until the file's first fragment is cut.
    var zero: Int64?

    /// In ticks. No sample lasts longer; a longer distance is a hole.
    let longestSample: Int64
    private static let longestSampleDuration: Duration = .seconds(10)

    /// - Parameter interval: between two units, where so much is wanted; one that is missed is no hole yet.
    init(_ format: TrackFormat, interval: Duration = .zero) {
        kind = format.kind
        clock = TrackClock(timescale: Int64(max(format.timescale, 1)))
        longestSample = clock.ticks(of: interval * 2 + Self.longestSampleDuration)
        usualDuration = format.usualDuration
    }

    /// Where `unit` goes on this track's time line: at its own time, unless that lies before what is there.
    func place(_ unit: AccessUnit) -> Int64 {
        let time = TrackClock.bounded(unit.decodeTime.count)
        return max(time, zero ?? .min, held?.time ?? end ?? .min)
    }

    /// Where the newest unit ends by estimate.
    var estimatedEnd: WallTime? {
        held.map { $0.wall + .nanoseconds(clock.nanoseconds(usualDuration)) } ?? endWall
    }

    /// Holds `unit` back. The one before must have been completed.
    mutating func hold(_ unit: AccessUnit, at time: Int64, wall: WallTime) {
        held = Held(unit: unit, time: time, wall: wall)
        heldBytes = unit.payload.count
    }

    /// A clock was set: the time of day of what is not in a fragment yet is another.
    mutating func moveWall(by nanoseconds: Int64) {
        if let wall = held?.wall { held?.wall = wall + .nanoseconds(nanoseconds) }
        endWall = endWall.map { $0 + .nanoseconds(nanoseconds) }
    }

    /// Adds the unit that was held back to the fragment: it lasts until `next`.
    mutating func complete(until next: Int64, wall: WallTime) {
        guard let held else { return }
        let duration = next - held.time
        // One hole is not what is usual; a slower rate is, after a few units.
        if duration > 0 { usualDuration = min(duration, 2 * max(usualDuration, 1)) }
        add(held, duration: duration, endWall: wall)
    }

    /// Adds the unit that was held back to the fragment without knowing its successor.
    mutating func completeByEstimate() {
        guard let held, let endWall = estimatedEnd else { return }
        add(held, duration: min(usualDuration, longestSample), endWall: endWall)
    }

    private mutating func add(_ held: Held, duration: Int64, endWall: WallTime) {
        if samples.isEmpty {
            runStart = held.time
            runWall = held.wall
            runArrival = held.unit.arrival
        }
        var flags = FragmentSample.Flags(rawValue: 0)
        if held.unit.isKey { flags.insert(.key) }
        if held.unit.flags.contains(.disposable) { flags.insert(.disposable) }
        samples.append(
            FragmentSample(
                size: UInt32(clamping: held.unit.payload.count),
                duration: UInt32(clamping: duration),
                presentationOffset: held.unit.presentationOffset,
                flags: flags
            )
        )
        payloads.append(held.unit.payload)
        bytes += held.unit.payload.count
        end = held.time + duration
        self.endWall = endWall
        self.held = nil
        heldBytes = 0
    }

    /// The fragment's run of this track, which begins anew; nil where it has no samples.
    mutating func takeRun(index: Int) -> (run: TrackRun, payloads: [Bytes], wall: WallTime)? {
        guard !samples.isEmpty else { return nil }
        defer {
            samples.removeAll(keepingCapacity: true)
            payloads.removeAll(keepingCapacity: true)
            bytes = 0
            runArrival = nil
        }
        let run = TrackRun(track: index, baseDecodeTime: max(0, runStart - (zero ?? runStart)), samples: samples)
        return (run, payloads, runWall)
    }

    /// The time of the first unit that the next fragment has.
    var firstTime: Int64? { samples.isEmpty ? held?.time : runStart }

    mutating func discard() -> Int {
        let count = samples.count + (held == nil ? 0 : 1)
        held = nil
        heldBytes = 0
        samples.removeAll(keepingCapacity: true)
        payloads.removeAll(keepingCapacity: true)
        bytes = 0
        runArrival = nil
        zero = nil
        return count
    }
}
