import Media

/// One track of a stream that is cut: its newest unit, which is held back until its successor tells how long it lasts.
struct LiveHLSTrack {
    let timescale: UInt32
    /// In ticks.
    private(set) var held: (unit: AccessUnit, time: Int64)?
    /// How long units last, by the last of them.
    var usual: Int64
    /// The stream's ticks at the time line's zero; nil before it has one.
    var zero: Int64?

    /// Ticks beyond this are no time that any clock reaches; so differences never overflow.
    private static let bound = Int64(1) << 58

    init(_ format: TrackFormat) {
        timescale = max(format.timescale, 1)
        usual = max(format.usualDuration, 1)
    }

    /// Where `unit` goes: at its own time, unless that lies before the unit that is held.
    func place(_ unit: AccessUnit) -> Int64 {
        max(min(max(unit.decodeTime.count, -Self.bound), Self.bound), held?.time ?? .min)
    }

    mutating func hold(_ unit: AccessUnit, at time: Int64) { held = (unit, time) }

    /// - Returns: what was held, if anything was.
    mutating func release() -> (unit: AccessUnit, time: Int64)? {
        defer { held = nil }
        return held
    }

    /// Nanoseconds since the time line's zero.
    func nanoseconds(_ time: Int64) -> Int64 {
        MediaTicks(time - (zero ?? 0)).rescaled(from: timescale, to: 1_000_000_000).count
    }

    func duration(from start: Int64, to end: Int64) -> Duration { .nanoseconds(nanoseconds(end) - nanoseconds(start)) }
}
