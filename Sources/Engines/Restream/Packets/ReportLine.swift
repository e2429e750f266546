import Media

/// The line between the time of day and a rendition's own time that its senders' reports draw.
///
/// Receivers lay their pictures by it, so that each move of it is a jerk to them: the time of day of units is an estimate that is
/// corrected by up to a tenth while a camera is new, and FFmpeg showed two pictures of 40 ms 1.4 ms apart for that. So the line
/// follows the estimate slowly, and takes it over at once only where it is far off, as when a clock was set.
struct ReportLine {
    /// It moves by one nanosecond in so many: about what clocks drift.
    static let patience: Int64 = 2000
    /// Nanoseconds.
    static let farthest: Int64 = 1_000_000_000

    /// From the rendition's time to the time of day, and where that was told last.
    private var last: (offset: Int64, time: Int64)?

    /// The time of day to report.
    ///
    /// - Parameters:
    ///   - time: on the rendition's time line, in nanoseconds.
    ///   - estimate: what is known of the time of day then.
    mutating func wall(at time: Int64, estimate: WallTime) -> WallTime {
        let target = estimate.nanoseconds.saturatingSubtracting(time)
        var offset = target
        if let last {
            let error = target.saturatingSubtracting(last.offset)
            if error.magnitude <= Self.farthest.magnitude {
                let most = max(0, time.saturatingSubtracting(last.time)) / Self.patience
                offset = last.offset.saturatingAdding(min(max(error, -most), most))
            }
        }
        last = (offset, time)
        return WallTime(nanoseconds: time.saturatingAdding(offset))
    }
}
