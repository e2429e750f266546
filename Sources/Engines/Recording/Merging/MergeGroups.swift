import Catalog
import Media

/// Puts neighbouring recordings of a stream together that can be joined: a value that is fed rows in the order of their
/// starts, and gives groups.
///
/// They have the same format, epoch and run, lie on the same volume, are kept in the same way, so that none loses its
/// protection or gets another's, and nothing is missing between them.
struct MergeGroups {
    let rule: MergeRule
    let now: WallTime

    /// Two neighbours are no further apart, and overlap by no more: their times of day are estimates.
    static let tolerance: Duration = .milliseconds(500)
    /// Bytes of a joined file. Beyond, copying takes too long for one piece of work.
    static let mostBytes: Int64 = 8 << 30

    private(set) var open: [SegmentRecord] = []
    private var bytes: Int64 = 0

    init(_ rule: MergeRule, now: WallTime) {
        self.rule = rule
        self.now = now
    }

    /// Whether a recording is old enough; those that begin later are not older.
    func isOfAge(_ row: SegmentRecord) -> Bool { !row.isOpen && row.end + rule.leastAge <= now }

    /// - Returns: the group that `row` does not belong to any more, whether or not it is worth joining.
    mutating func add(_ row: SegmentRecord) -> [SegmentRecord]? {
        if let last = open.last, let first = open.first, continues(row, after: last, in: first) {
            open.append(row)
            bytes += row.bytes
            return nil
        }
        defer {
            open = [row]
            bytes = row.bytes
        }
        return open.isEmpty ? nil : open
    }

    /// What is left, if nothing can come to it any more: its stretch of time is over.
    var isOver: Bool {
        guard let first = open.first else { return false }
        let window = max(rule.window.inNanoseconds, 1)
        let (end, overflow) = (index(first.start) + 1).multipliedReportingOverflow(by: window)
        return overflow || WallTime(nanoseconds: end) + rule.leastAge <= now
    }

    func isWorth(_ group: [SegmentRecord]) -> Bool { group.count >= max(2, rule.leastMembers) }

    private func index(_ time: WallTime) -> Int64 {
        let window = max(rule.window.inNanoseconds, 1)
        let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: window)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func continues(_ row: SegmentRecord, after last: SegmentRecord, in first: SegmentRecord) -> Bool {
        guard row.run == last.run, row.epoch == last.epoch, row.node == last.node, row.volume == last.volume,
            row.isProtected == last.isProtected, row.isEvent == last.isEvent, row.keepUntil == last.keepUntil,
            row.videoCodec == last.videoCodec, row.audioCodec == last.audioCodec, row.width == last.width,
            row.height == last.height, index(row.start) == index(first.start),
            // The joined file lies in the folder of a day.
            UTCDay(row.id.nanoseconds) == UTCDay(first.id.nanoseconds),
            bytes <= Self.mostBytes - min(row.bytes, Self.mostBytes)
        else { return false }
        let (distance, overflow) = row.start.nanoseconds.subtractingReportingOverflow(last.end.nanoseconds)
        return !overflow && distance.magnitude <= Self.tolerance.inNanoseconds.magnitude
    }
}

/// A stream whose recordings are joined.
struct MergePlace: Hashable, Sendable {
    var camera: CameraID
    var stream: StreamKind
}
