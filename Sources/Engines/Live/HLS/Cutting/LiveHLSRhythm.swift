import Media

/// How far apart pictures and key frames are: what must be known before the first playlist is written, since its target
/// durations never change.
struct LiveHLSRhythm: Hashable, Sendable {
    /// Between two key frames, the longest of late.
    var group: Duration
    /// Between two pictures. More than 0.
    var unit: Duration

    /// - Parameter limits: how long segments and parts shall be.
    /// - Parameter isQuick: whether segments are told in parts.
    func shape(_ limits: LiveHLSLimits, isQuick: Bool) -> LiveHLSShape {
        // Rounded up from a quarter on: a group that gets a little longer must still fit.
        let longest = max(group, limits.segment) + .milliseconds(750)
        return LiveHLSShape(
            target: max(1, Int(longest.components.seconds)),
            partTarget: isQuick ? partTarget(limits.part) : nil
        )
    }

    /// A multiple of a picture's duration, because all parts but the last of a segment must last at least 85 % of it (RFC
    /// 8216bis appendix B); rounded up to milliseconds.
    private func partTarget(_ wish: Duration) -> Duration {
        let one = max(unit.inNanoseconds, 1_000_000)
        let count = max(1, (wish.inNanoseconds + one - 1) / one)
        return .milliseconds(max(1, (count * one + 999_999) / 1_000_000))
    }
}
