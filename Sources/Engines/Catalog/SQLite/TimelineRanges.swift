import Media

/// Makes one of stretches of time that are no further apart than the resolution.
struct TimelineRanges {
    /// Nanoseconds.
    struct Part {
        var low: Int64
        var high: Int64
    }

    private let resolution: Int64
    private var parts: [Part] = []

    init(_ resolution: Int64) { self.resolution = resolution }

    /// - Parameter part: begins no earlier than the one before.
    mutating func add(_ part: Part) {
        guard let last = parts.last, part.low - last.high <= resolution else { return parts.append(part) }
        parts[parts.count - 1].high = max(last.high, part.high)
    }

    var told: [Range<WallTime>] { parts.map { WallTime(nanoseconds: $0.low)..<WallTime(nanoseconds: $0.high) } }
}
