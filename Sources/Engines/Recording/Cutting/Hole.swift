import Catalog
import Media

/// A time of which units of the leading track are missing.
struct Hole {
    let start: WallTime
    let end: WallTime
    let reason: GapReason
    let detail: String
    /// Whether so much is missing that the picture before cannot be said to last until the next: another file begins, so
    /// that the timeline shows the hole as one.
    let isLong: Bool

    private static let longestLoss: Duration = .seconds(2)
    /// A shorter hole is none.
    private static let shortestLoss: Duration = .milliseconds(200)

    /// What is missing before `unit`; nil where nothing is.
    ///
    /// - Parameters:
    ///   - time: of the unit, on its track's time line; `wall` is its time of day.
    ///   - last: when the unit before it was.
    init?(before unit: AccessUnit, at time: Int64, wall: WallTime, after last: Int64, of track: CutterTrack) {
        let distance = time - last
        let isLoss = unit.flags.contains(.afterLoss)
        let isPause = distance > track.longestSample
        guard isPause || isLoss else { return nil }
        let shortest = max(track.clock.ticks(of: Self.shortestLoss), 2 * track.usualDuration)
        guard isPause || distance > shortest, let start = track.estimatedEnd else { return nil }
        self.start = start
        end = max(start, wall)
        reason = isLoss ? .lost : .noVideo
        detail =
            isLoss ? "Packets were lost on the way from the camera." : "The camera was connected and sent no picture."
        isLong = isPause || distance > track.clock.ticks(of: Self.longestLoss)
    }
}
