import Media

/// Durations as playlists write them: decimal numbers of seconds, to the microsecond. All comparisons are of what is
/// written, so that a client comes to the same result.
enum PlaylistDuration {
    /// To the nearest; nothing is shorter than 0.
    static func microseconds(_ duration: Duration) -> Int64 {
        let nanoseconds = max(0, duration.inNanoseconds)
        return nanoseconds / 1000 + (nanoseconds % 1000 >= 500 ? 1 : 0)
    }

    /// To the nearest, halves up: what must not exceed the target duration (RFC 8216 §4.3.3.1).
    static func wholeSeconds(_ duration: Duration) -> Int {
        let microseconds = microseconds(duration)
        return Int(microseconds / 1_000_000 + (microseconds % 1_000_000 >= 500_000 ? 1 : 0))
    }

    /// With one decimal at least, and six at most.
    static func text(microseconds: Int64) -> String {
        var decimals = String(microseconds % 1_000_000)
        decimals = String(repeating: "0", count: 6 - decimals.utf8.count) + decimals
        while decimals.utf8.count > 1, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(microseconds / 1_000_000).\(decimals)"
    }

    static func text(_ duration: Duration) -> String { text(microseconds: microseconds(duration)) }
}
