import Media

/// How many requests a connection may make: so many at once, and then so many a second.
struct RequestPace {
    private let burst: Double
    private let rate: Double
    private var tokens: Double
    private var last: MonotonicTime

    init(burst: Int, perSecond: Int, now: MonotonicTime) {
        self.burst = Double(burst)
        rate = Double(perSecond)
        tokens = Double(burst)
        last = now
    }

    /// Whether one more is within bounds.
    mutating func take(now: MonotonicTime) -> Bool {
        tokens = min(burst, tokens + max(0, (now - last).inSeconds) * rate)
        last = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
