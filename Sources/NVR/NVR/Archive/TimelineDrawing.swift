import Catalog
import Media

/// Makes of what the catalogue tells of a camera what is drawn: spans, gaps, shares.
struct TimelineDrawing {
    let range: Range<WallTime>
    let resolution: Duration
    let buckets: Int?
    let hasLosses: Bool
    let hasProtected: Bool
    let now: WallTime

    /// Gaps of a camera, at most: the longest are told.
    static let mostGaps = 2000

    func line(_ line: Timeline.Line) -> TimelineView.Line {
        let recorded = line.pieces.reduce(Duration.zero) { $0 + $1.recorded }
        let gaps = joined(line.gaps)
        let long = told(of: gaps)
        return TimelineView.Line(
            camera: line.camera.text,
            spans: spans(line.pieces),
            gaps: long.map(\.gap),
            recordedRatio: min(1, recorded.inSeconds / (range.upperBound - range.lowerBound).inSeconds),
            buckets: buckets.map { shares(line.pieces, of: $0) },
            events: nil,
            losses: hasLosses ? TimelineLosses(range, resolution).losses(gaps, besides: long, line.losses) : nil,
            protected: hasProtected ? line.protected : nil
        )
    }

    private func spans(_ pieces: [Timeline.Piece]) -> [Range<WallTime>] {
        var spans: [Range<WallTime>] = []
        for piece in pieces {
            guard let last = spans.last, piece.range.lowerBound - last.upperBound <= resolution else {
                spans.append(piece.range)
                continue
            }
            spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, piece.range.upperBound)
        }
        return spans
    }

    /// Gaps of one reason that are no further apart than the resolution, and how many they are.
    struct Joined: Hashable {
        var gap: TimelineView.Gap
        var count: Int
        var length: Duration { gap.range.upperBound - gap.range.lowerBound }
    }

    private func joined(_ gaps: [Timeline.Gap]) -> [Joined] {
        var joined: [Joined] = []
        var last: [GapReason: Int] = [:]
        for gap in gaps {
            let start = max(gap.start, range.lowerBound)
            let end = min(gap.end ?? max(now, gap.start), range.upperBound)
            guard start < end else { continue }
            let missing = min(gap.missing ?? end - start, end - start)
            if let index = last[gap.reason], start - joined[index].gap.range.upperBound <= resolution {
                let before = joined[index].gap.range
                joined[index].gap.range = before.lowerBound..<max(before.upperBound, end)
                joined[index].gap.missing += missing
                joined[index].count += 1
            } else {
                last[gap.reason] = joined.count
                let view = TimelineView.Gap(
                    range: start..<end,
                    missing: missing,
                    reason: gap.reason.rawValue,
                    sentence: gap.reason.sentence
                )
                joined.append(Joined(gap: view, count: 1))
            }
        }
        return joined
    }

    /// Those that are told: the long ones.
    private func told(of joined: [Joined]) -> [Joined] {
        let long = joined.filter { $0.length >= resolution }
        guard long.count > Self.mostGaps else { return long }
        let longest = long.sorted { $0.length > $1.length }.prefix(Self.mostGaps)
        return longest.sorted { $0.gap.range.lowerBound < $1.gap.range.lowerBound }
    }

    /// The marks of one kind and label, cut to the range.
    func events(_ series: EventMarks.Series) -> TimelineView.Events {
        let marks = series.marks.map { mark in
            let start = max(mark.start, range.lowerBound)
            let end = min(mark.end ?? max(now, start), range.upperBound)
            return TimelineView.Events.Mark(
                range: start..<max(start, end),
                count: mark.count,
                first: mark.first?.description
            )
        }
        return TimelineView.Events(kind: series.sort.kind, label: series.sort.label, marks: marks)
    }

    /// How much is recorded of each of so many equal parts of the range. What a piece has recorded is spread over it evenly.
    private func shares(_ pieces: [Timeline.Piece], of count: Int) -> [Double] {
        let whole = Double((range.upperBound - range.lowerBound).inNanoseconds)
        let width = whole / Double(count)
        var sums = [Double](repeating: 0, count: count)
        for piece in pieces {
            let low = Double((piece.range.lowerBound - range.lowerBound).inNanoseconds)
            let high = Double((piece.range.upperBound - range.lowerBound).inNanoseconds)
            let density = Double(piece.recorded.inNanoseconds) / max(high - low, 1)
            var bucket = min(max(Int(low / width), 0), count - 1)
            var position = low
            while position < high, bucket < count {
                let end = bucket == count - 1 ? high : min(high, Double(bucket + 1) * width)
                sums[bucket] += max(0, end - position) * density
                position = end
                bucket += 1
            }
        }
        return sums.map { (min(1, $0 / width) * 10_000).rounded() / 10_000 }
    }
}
