import Glibc
package import Media
import Synchronization

/// The clocks that engines read, injected so that tests can turn them.
package protocol TimeSource: Sendable {
    var monotonic: MonotonicTime { get }
    var wall: WallTime { get }
}

/// The machine's own clocks.
package struct SystemTimeSource: TimeSource {
    package init() {}

    package var monotonic: MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }
    package var wall: WallTime { WallTime(nanoseconds: Self.read(CLOCK_REALTIME)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Clocks that stand still until they are moved: for tests.
package final class ManualTimeSource: TimeSource {
    private let state: Mutex<(monotonic: MonotonicTime, wall: WallTime)>

    package init(monotonic: MonotonicTime = .init(nanoseconds: 0), wall: WallTime) {
        state = Mutex((monotonic, wall))
    }

    package var monotonic: MonotonicTime { state.withLock { $0.monotonic } }
    package var wall: WallTime { state.withLock { $0.wall } }

    package func advance(by interval: Duration) {
        state.withLock { $0 = ($0.monotonic + interval, $0.wall + interval) }
    }

    /// Steps the time of day alone, as an administrator or NTP does.
    package func stepWall(by interval: Duration) {
        state.withLock { $0.wall = $0.wall + interval }
    }
}
