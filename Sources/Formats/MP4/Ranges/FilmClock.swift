import Media

/// Where recordings come to lie on the time line of a film: what goes on follows on the media's clock; across a gap the time
/// goes on by the wall time that the gap lasted.
package struct FilmClock: Hashable, Sendable {
    /// Ticks per second of the leading track.
    package let timescale: UInt32
    /// Where the film ends so far, in ticks of the leading track since its zero.
    package private(set) var end: Int64
    private let firstTick: Int64
    private let firstWall: Int64
    private var isFirst = true

    /// - Parameters:
    ///   - first: the first part.
    ///   - zero: the film's, in ticks of track 0 since the zero of the first part's file.
    package init(first: FragmentSpan, zero: Int64, timescale: UInt32) {
        self.timescale = max(timescale, 1)
        firstTick = first.startTick.saturatingSubtracting(zero)
        firstWall = first.startWall
        end = 0
    }

    /// When the first sample of the next part is decoded.
    package mutating func start(of span: FragmentSpan, continuing: Bool) -> Int64 {
        if isFirst {
            isFirst = false
            return firstTick
        }
        guard !continuing else { return end }
        let elapsed = span.startWall.saturatingSubtracting(firstWall)
        // A clock that was set back does not bring the film back.
        return max(end, firstTick.saturatingAdding(rescale(elapsed, from: 1_000_000_000, to: timescale)))
    }

    /// A part goes up to here.
    package mutating func advance(to tick: Int64) { end = max(end, tick) }
}
