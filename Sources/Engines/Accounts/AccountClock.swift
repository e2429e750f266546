package import Media

/// The clocks that accounts are measured by: the time of day for what outlives a start, the other for waiting.
package struct AccountClock: Sendable {
    package let wall: @Sendable () -> WallTime
    package let monotonic: @Sendable () -> MonotonicTime

    package init(wall: @escaping @Sendable () -> WallTime, monotonic: @escaping @Sendable () -> MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }
}
