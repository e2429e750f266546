import Catalog
import Media

/// Puts neighbouring recordings of a stream together that can be joined: a value that is fed rows in the order of their
/// starts, and gives groups.
///
/// They lie on the same volume, are kept in the same way, so that none loses its protection or gets another's, and have the
/// same format, epoch and run, with nothing missing between them. Where the rule joins across pauses there may be time between
/// them: then none of them is joined of others already, so that nothing is copied again and again.
struct MergeGroups {
    let rule: MergeRule
    let now: WallTime

    /// Two neighbours are no further apart, and overlap by no more: their times of day are estimates.
    static let tolerance: Duration = .milliseconds(500)
    /// Bytes of a joined file. Beyond, copying takes too long for one piece of work.
    static let mostBytes: Int64 = 8 << 30
    /// A stream of which nothing was recorded for so long is not being recorded: what is written has a row by then.
    private static let quiet: Duration = .seconds(5)

    private(set) var open: [SegmentRecord] = []
    private var bytes: Int64 = 0
    private var pauses = 0
    private var hasMerged = false

    init(_ rule: MergeRule, now: WallTime) {
        self.rule = rule
        self.now = now
    }

    /// Whether a recording is old enough; those that begin later are not older.
    func isOfAge(_ row: SegmentRecord) -> Bool { !row.isOpen && row.end + rule.leastAge <= now }

    /// - Returns: the group that `row` does not belong to any more, whether or not it is worth joining.
    mutating func add(_ row: SegmentRecord) -> [SegmentRecord]? {
        if let last = open.last, let first = open.first, belongs(row, after: last, to: first) {
            let isSeamless = Self.goesOn(row, after: last)
            if isSeamless && (pauses == 0 || !row.isMerged) || !isSeamless && mayPause(before: row, after: last) {
                open.append(row)
                bytes += row.bytes
                if !isSeamless { pauses += 1 }
                hasMerged = hasMerged || row.isMerged
                return nil
            }
        }
        defer {
            open = [row]
            bytes = row.bytes
            pauses = 0
            hasMerged = row.isMerged
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

    /// Whether what is left, the newest of its stream, need not wait until its stretch of time is over: nothing is being
    /// recorded. What is recorded later is joined by itself.
    var isQuiet: Bool {
        guard rule.joinsAcrossPauses, let last = open.last else { return false }
        return last.end + max(rule.leastAge, Self.quiet) <= now
    }

    func isWorth(_ group: [SegmentRecord]) -> Bool { group.count >= max(2, rule.leastMembers) }

    private func index(_ time: WallTime) -> Int64 {
        let window = max(rule.window.inNanoseconds, 1)
        let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: window)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Whether a recording goes on where another ends, on the same clock.
    static func goesOn(_ row: SegmentRecord, after last: SegmentRecord) -> Bool {
        guard row.run == last.run, row.epoch == last.epoch else { return false }
        let (distance, overflow) = row.start.nanoseconds.subtractingReportingOverflow(last.end.nanoseconds)
        return !overflow && distance.magnitude <= tolerance.inNanoseconds.magnitude
    }

    private func mayPause(before row: SegmentRecord, after last: SegmentRecord) -> Bool {
        rule.joinsAcrossPauses && row.start > last.end && pauses < SegmentRecord.mostPauses
            && !row.isMerged && !hasMerged
    }

    private func belongs(_ row: SegmentRecord, after last: SegmentRecord, to first: SegmentRecord) -> Bool {
        guard row.node == last.node, row.volume == last.volume, row.isProtected == last.isProtected,
            row.isEvent == last.isEvent, row.keepUntil == last.keepUntil, row.videoCodec == last.videoCodec,
            row.audioCodec == last.audioCodec, row.width == last.width, row.height == last.height,
            row.pauses.isEmpty, last.pauses.isEmpty, index(row.start) == index(first.start)
        else { return false }
        // The joined file lies in the folder of a day.
        return UTCDay(row.id.nanoseconds) == UTCDay(first.id.nanoseconds)
            && bytes <= Self.mostBytes - min(row.bytes, Self.mostBytes)
    }
}

/// A stream whose recordings are joined.
struct MergePlace: Hashable, Sendable {
    var camera: CameraID
    var stream: StreamKind
}
