import Media

/// The time of day of a unit, from its media time and the arrivals of the least delayed units of the last minute.
///
/// Arrival alone jitters with the network and with the camera's bursts; the stream's own clock runs evenly but drifts. So
/// media time is laid over arrival with the smallest delay seen, and follows it slowly (design §4: wall time is an estimate
/// kept beside media time). Two cameras forced more:
///
/// * One that sends a burst of old pictures after PLAY: what is known of the delay gets better fast at first, so the first
///   minute follows faster.
/// * One that stamps 25 pictures a second and delivers 21: its media time is wrong by a fifth for ever, and the delay grows
///   without end. The slope of the smallest delays shows that, and they are carried forward along it.
struct WallClockEstimator {
    private struct Window {
        var start: MonotonicTime
        /// Nanoseconds from media time to arrival, of the least delayed unit.
        var smallest: Int64
        var at: MonotonicTime
    }

    private static let windowLength: Duration = .seconds(5)
    private static let windowCount = 12
    /// Nanoseconds per second.
    private static let usualSlew = 500_000.0
    private static let slewAtFirst = 100_000_000.0
    private static let first: Duration = .seconds(60)
    /// Less than this is the drift of a clock, and the minimum follows it by itself.
    private static let leastSlope = 2_000_000.0
    /// One that shows from the beginning.
    private static let steepSlope = 50_000_000.0

    private var windows: [Window] = []
    private var began: MonotonicTime?
    private var offset: Double?
    private var lastArrival: MonotonicTime?
    /// How fast the delays grow, in nanoseconds per second; 0 where the stream's clock is right.
    private var slope = 0.0

    /// - Parameters:
    ///   - media: nanoseconds on the stream's time line.
    ///   - arrival: when the unit reached us.
    ///   - wall: the time of day at `arrival`.
    mutating func wall(ofMedia media: Int64, arrival: MonotonicTime, wall: WallTime) -> WallTime {
        let delay = arrival.nanoseconds &- media
        note(delay, at: arrival)
        let start = began ?? arrival
        began = start
        let target = target(at: arrival)
        let next: Double
        if let offset, let lastArrival {
            let slew = (arrival - start < Self.first ? Self.slewAtFirst : Self.usualSlew) + abs(slope)
            let most = max(0, (arrival - lastArrival).inSeconds) * slew
            next = offset + min(max(target - offset, -most), most)
        } else {
            next = target
        }
        offset = next
        lastArrival = arrival
        return WallTime(nanoseconds: wall.nanoseconds &- (delay &- Int64(min(max(next, -0x1p62), 0x1p62))))
    }

    private mutating func note(_ delay: Int64, at arrival: MonotonicTime) {
        if let last = windows.last, arrival - last.start < Self.windowLength {
            if delay < last.smallest {
                windows[windows.count - 1].smallest = delay
                windows[windows.count - 1].at = arrival
            }
            return
        }
        windows.append(Window(start: arrival, smallest: delay, at: arrival))
        if windows.count > Self.windowCount { windows.removeFirst() }
        slope = measuredSlope()
    }

    /// The smallest of the delays, each carried forward to now.
    private func target(at now: MonotonicTime) -> Double {
        windows.reduce(Double.infinity) { least, window in
            min(least, Double(window.smallest) + slope * (now - window.at).inSeconds)
        }
    }

    /// Least squares over the windows that are complete; 0 where they are too few, or the slope is small.
    private func measuredSlope() -> Double {
        let complete = windows.dropLast()
        guard complete.count >= 2, let origin = complete.first else { return 0 }
        let points = complete.map { window in
            (x: (window.at - origin.at).inSeconds, y: Double(window.smallest &- origin.smallest))
        }
        let count = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        guard spread > 0 else { return 0 }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
        return abs(slope) < (complete.count >= 4 ? Self.leastSlope : Self.steepSlope) ? 0 : slope
    }
}
