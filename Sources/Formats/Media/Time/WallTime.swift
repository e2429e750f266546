/// Nanoseconds since 1970-01-01T00:00:00Z, UTC, without leap seconds: the time of day as this server estimates it.
package struct WallTime: Hashable, Comparable, Sendable {
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
