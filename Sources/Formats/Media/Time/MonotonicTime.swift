/// Nanoseconds of the machine's monotonic clock (CLOCK_MONOTONIC): for intervals and deadlines, never shown to anyone.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func - (left: Self, right: Self) -> Duration {
        .nanoseconds(left.nanoseconds.saturatingSubtracting(right.nanoseconds))
    }

    package static func + (left: Self, interval: Duration) -> Self {
        Self(nanoseconds: left.nanoseconds.saturatingAdding(interval.inNanoseconds))
    }
}

extension Duration {
    /// Whole nanoseconds of this interval; saturates beyond ±292 years.
    package var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// The interval as a floating number of seconds, for messages and rates.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
