/// Why something cannot be added to a playlist. The playlist is as it was before.
package enum PlaylistError: Error, Hashable, CustomStringConvertible {
    /// Rounded to whole seconds a segment lasts longer than the target duration, which must not change: a new playlist
    /// has to be begun.
    case segmentTooLong(Duration, target: Int)
    /// A part lasts longer than the part target.
    case partTooLong(Duration, target: Duration)
    /// Parts belong to a segment that has been begun, in a playlist of low latency.
    case noOpenSegment
    /// A segment that has been begun must be finished first.
    case openSegment
    /// The playlist has ended.
    case ended

    package var description: String {
        switch self {
        case .segmentTooLong(let duration, let target):
            "A segment of \(PlaylistDuration.text(duration)) s does not fit a playlist whose target duration is \(target) s."
        case .partTooLong(let duration, let target):
            "A part of \(PlaylistDuration.text(duration)) s does not fit a playlist whose part target is "
                + "\(PlaylistDuration.text(target)) s."
        case .noOpenSegment: "There is no segment, begun and not finished, that the part could belong to."
        case .openSegment: "The segment that was begun has not been finished."
        case .ended: "The playlist has ended; nothing can be added."
        }
    }
}
