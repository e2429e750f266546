import Media

/// The time of day of a unit, from its media time and the arrival of the least delayed unit of the last minute.
///
/// Arrival alone jitters with the network and with the camera's bursts; the stream's own clock runs evenly but drifts.
/// So media time is laid over arrival with the smallest delay seen, and follows it by at most 500 ppm (design §4:
/// wall time is an estimate kept beside media time).
struct WallClockEstimator {
    /// Half of the time that a smallest delay counts.
    private static let window: Duration = .seconds(30)
    private static let slewPerMillion: Int64 = 500

    private var windowStart: MonotonicTime?
    private var smallest: (current: Int64, previous: Int64) = (.max, .max)
    private var offset: Int64?
    private var lastArrival: MonotonicTime?

    /// - Parameters:
    ///   - media: nanoseconds on the stream's time line.
    ///   - arrival: when the unit reached us.
    ///   - wall: the time of day at `arrival`.
    mutating func wall(ofMedia media: Int64, arrival: MonotonicTime, wall: WallTime) -> WallTime {
        let delay = arrival.nanoseconds &- media
        note(delay, at: arrival)
        let target = min(smallest.current, smallest.previous)
        let next: Int64
        if let offset, let lastArrival {
            let most = max(0, arrival.nanoseconds - lastArrival.nanoseconds) / 1_000_000 * Self.slewPerMillion
            next = offset + min(max(target - offset, -most), most)
        } else {
            next = target
        }
        offset = next
        lastArrival = arrival
        return WallTime(nanoseconds: wall.nanoseconds &- (delay &- next))
    }

    private mutating func note(_ delay: Int64, at arrival: MonotonicTime) {
        if let start = windowStart, arrival - start < Self.window {
            smallest.current = min(smallest.current, delay)
        } else {
            smallest = (delay, windowStart == nil ? .max : smallest.current)
            windowStart = arrival
        }
    }
}
