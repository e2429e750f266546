/// A point on a track's own time line, in ticks of that track's timescale, unwrapped to 64 bits.
///
/// The zero is wherever the stream's epoch began. Ticks say nothing about the time of day: that estimate is kept
/// beside them as a ``WallTime`` and can be corrected without touching media (design §4).
package struct MediaTicks: Hashable, Comparable, Sendable {
    /// Ticks since the start of the epoch. May be negative after reordering around the start.
    package var count: Int64

    package init(_ count: Int64) { self.count = count }

    package static let zero = MediaTicks(0)

    package static func < (left: Self, right: Self) -> Bool { left.count < right.count }

    /// The distance in ticks between two points of one track; the nearest that there is where it is beyond 64 bits.
    package static func - (left: Self, right: Self) -> Int64 { left.count.saturatingSubtracting(right.count) }

    package static func + (left: Self, ticks: Int64) -> Self { Self(left.count.saturatingAdding(ticks)) }

    /// The same point on a time line of another timescale, rounded down, and bounded to 64 bits. Both timescales are
    /// ticks per second, > 0.
    package func rescaled(from source: UInt32, to target: UInt32) -> MediaTicks {
        guard source != target else { return self }
        var (quotient, remainder) = count.quotientAndRemainder(dividingBy: Int64(source))
        if remainder < 0 {
            quotient -= 1
            remainder += Int64(source)
        }
        let (whole, overflow) = quotient.multipliedReportingOverflow(by: Int64(target))
        guard !overflow else { return MediaTicks(quotient < 0 ? .min : .max) }
        let part = remainder.multipliedFullWidth(by: Int64(target))
        return MediaTicks(whole) + Int64(source).dividingFullWidth(part).quotient
    }
}
