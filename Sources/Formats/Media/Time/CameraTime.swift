/// A camera's own idea of the time of day, as its RTCP sender reports say it: NTP 32.32 fixed point since
/// 1900-01-01T00:00:00Z (RFC 3550 §4). It is often wrong by hours, so it never becomes a ``WallTime`` by itself.
package struct CameraTime: Hashable, Comparable, Sendable {
    /// Seconds in the upper 32 bits, fraction of a second in the lower 32.
    package var ntp: UInt64

    package init(ntp: UInt64) { self.ntp = ntp }

    /// What we tell others that the time of day is: a ``WallTime`` in the form of NTP.
    package init(of wall: WallTime) {
        let (seconds, nanoseconds) = wall.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        // From 1900 to 1970 (RFC 3550 §4).
        let ntpSeconds = UInt64(truncatingIfNeeded: seconds + 2_208_988_800)
        ntp = ntpSeconds << 32 | UInt64(max(nanoseconds, 0)) << 32 / 1_000_000_000
    }

    package static func < (left: Self, right: Self) -> Bool { left.ntp < right.ntp }

    /// The distance between two reports of one camera, exact to a quarter of a nanosecond.
    package static func - (left: Self, right: Self) -> Duration {
        let difference = Int64(bitPattern: left.ntp &- right.ntp)
        let seconds = difference >> 32
        let fraction = difference & 0xFFFF_FFFF
        return .seconds(seconds) + .nanoseconds((fraction * 1_000_000_000) >> 32)
    }
}
