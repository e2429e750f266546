import Media
import NIOCore
import Stream

/// The clocks that the server reads.
enum SystemClocks {
    private static let source = SystemTimeSource()

    static var monotonic: MonotonicTime { source.monotonic }
    static var wall: WallTime { source.wall }
}

extension NIODeadline {
    /// The event loop's clock is the machine's monotonic one.
    init(_ time: MonotonicTime) { self = .uptimeNanoseconds(UInt64(max(time.nanoseconds, 0))) }
}
