import Media

/// The ticks of one track, of which there are `timescale` in a second.
struct TrackClock {
    let timescale: Int64

    /// Ticks beyond this are no time that any clock reaches; so differences never overflow.
    private static let bound = Int64(1) << 58

    static func bounded(_ ticks: Int64) -> Int64 { min(max(ticks, -bound), bound) }

    func nanoseconds(_ ticks: Int64) -> Int64 {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: timescale)
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow
            ? (ticks < 0 ? -Self.bound : Self.bound) : whole.saturatingAdding(rest * 1_000_000_000 / timescale)
    }

    func ticks(of duration: Duration) -> Int64 { ticks(ofNanoseconds: duration.inNanoseconds) }

    func ticks(ofNanoseconds nanoseconds: Int64) -> Int64 {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: timescale)
        return overflow
            ? (nanoseconds < 0 ? -Self.bound : Self.bound) : whole.saturatingAdding(rest * timescale / 1_000_000_000)
    }
}
