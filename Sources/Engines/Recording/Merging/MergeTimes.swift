import Catalog
import MP4
import Media

/// Where the recordings that are joined come to lie on the time line of the new file: those without a hole between them as far
/// apart as on the camera's own, what follows a pause right behind what comes before it.
struct MergeTimes {
    private let timings: [TrackTiming]
    /// Of each track, where its last sample ends.
    private(set) var ends: [Int64]
    /// The first recording since the last pause, and where its zero lies in the new file.
    private var part: MergeMember
    private var zero: [Int64]
    private var before: SegmentRecord?
    /// Of each track of the recording that is being copied, what is added to its times.
    private(set) var shift: [Int64]

    init(_ first: MergeMember) {
        timings = first.movie.tracks.compactMap(\.timing)
        ends = Array(repeating: 0, count: timings.count)
        part = first
        zero = ends
        shift = ends
    }

    /// The next recording begins.
    mutating func begin(_ member: MergeMember) throws(MergeFailure) {
        defer { before = member.row }
        if let before, !MergeGroups.goesOn(member.row, after: before) {
            part = member
            zero = next
        }
        shift = zip(zero, try member.shifts(after: part)).map { $0.saturatingAdding($1) }
    }

    /// Some samples have been copied.
    mutating func end(_ run: TrackRun) { ends[run.track] = run.baseDecodeTime + run.duration }

    /// The first moment that is after all samples, in ticks of each track.
    private var next: [Int64] {
        guard let lead = timings.first?.timescale else { return ends }
        var latest: Int64 = 0
        for (end, timing) in zip(ends, timings) {
            // What is rounded down is before it.
            let own = timing.timescale == lead ? end : Self.ticks(end, from: timing.timescale, to: lead) + 1
            latest = max(latest, own)
        }
        return zip(ends, timings).map { end, timing in max(end, Self.ticks(latest, from: lead, to: timing.timescale)) }
    }

    private static func ticks(_ count: Int64, from source: UInt32, to target: UInt32) -> Int64 {
        MediaTicks(count).rescaled(from: max(source, 1), to: max(target, 1)).count
    }

    // MARK: Pauses

    /// The pauses that a file of these recordings has.
    ///
    /// - Throws: where they do not go together.
    static func pauses(between members: [MergeMember]) throws(MergeFailure) -> [RecordingPause] {
        guard var part = members.first else { return [] }
        var pauses: [RecordingPause] = []
        var (fragment, end, before) = (0, part.row.end, part.row)
        for (index, member) in members.enumerated() {
            defer { before = member.row }
            if index == 0 || MergeGroups.goesOn(member.row, after: before) {
                _ = try member.shifts(after: part)
            } else {
                try member.requireKind(of: part)
                guard member.row.start > end else {
                    throw .incompatible("\(member.row.key) begins before the recording ends that comes before it.")
                }
                pauses.append(
                    RecordingPause(
                        fragment: fragment,
                        start: end,
                        end: member.row.start,
                        run: member.row.run,
                        epoch: member.row.epoch
                    )
                )
                part = member
            }
            fragment += member.truth.entries.count
            end = max(end, member.row.end)
        }
        return pauses
    }
}
