import Catalog
import Media

/// Makes marks of losses that are too short to be told each: one for each stretch of the resolution, of the longest in it.
struct TimelineLosses {
    private let range: Range<WallTime>
    private let resolution: Duration

    private struct Candidate {
        var reason: GapReason
        var mark: TimelineView.Losses.Mark
    }

    init(_ range: Range<WallTime>, _ resolution: Duration) {
        self.range = range
        self.resolution = resolution
    }

    /// - Parameters:
    ///   - told: those of the gaps that are told by themselves.
    ///   - sums: what the catalogue has instead of single gaps.
    func losses(
        _ gaps: [TimelineDrawing.Joined],
        besides told: [TimelineDrawing.Joined],
        _ sums: [Timeline.Loss]
    ) -> [TimelineView.Losses] {
        let told = Set(told)
        var candidates: [Candidate] = []
        candidates.reserveCapacity(sums.count)
        for joined in gaps where joined.gap.reason != GapReason.notWanted.rawValue && !told.contains(joined) {
            let mark = TimelineView.Losses.Mark(
                range: joined.gap.range,
                missing: joined.gap.missing,
                count: joined.count
            )
            candidates.append(Candidate(reason: GapReason(rawValue: joined.gap.reason) ?? .other, mark: mark))
        }
        for loss in sums {
            let start = max(loss.start, range.lowerBound)
            let end = min(loss.end, range.upperBound)
            guard start < end else { continue }
            let missing = min(loss.missing, end - start)
            let mark = TimelineView.Losses.Mark(range: start..<end, missing: missing, count: loss.count)
            candidates.append(Candidate(reason: loss.reason, mark: mark))
        }
        // Both come by time, so that there is little to sort.
        candidates.sort { $0.mark.range.lowerBound < $1.mark.range.lowerBound }
        return grouped(longest(of: candidates))
    }

    /// Of all in one stretch of the resolution the longest, with how many there are.
    private func longest(of candidates: [Candidate]) -> [Candidate] {
        let step = max(1, resolution.inNanoseconds)
        var longest: [Candidate] = []
        var last: Int64?
        for candidate in candidates {
            let cell = (candidate.mark.range.lowerBound.nanoseconds - range.lowerBound.nanoseconds) / step
            guard cell == last, let known = longest.last else {
                longest.append(candidate)
                last = cell
                continue
            }
            var best = known.mark.missing >= candidate.mark.missing ? known : candidate
            best.mark.count = known.mark.count + candidate.mark.count
            longest[longest.count - 1] = best
        }
        return longest
    }

    private func grouped(_ candidates: [Candidate]) -> [TimelineView.Losses] {
        var groups: [GapReason: [TimelineView.Losses.Mark]] = [:]
        for candidate in candidates { groups[candidate.reason, default: []].append(candidate.mark) }
        return groups.map { TimelineView.Losses(reason: $0.rawValue, sentence: $0.sentence, marks: $1) }
            .sorted { $0.reason < $1.reason }
    }
}
