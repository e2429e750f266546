package import Media

/// What there is of a stream in a stretch of time: the spans that are recorded, and the gaps with their reasons.
package struct Coverage: Hashable, Sendable {
    /// The recorded spans in their order: disjoint, not empty, cut to the stretch that was asked for.
    package var spans: [Range<WallTime>]
    /// The recorded gaps that overlap the stretch, by start; whole, not cut.
    package var gaps: [GapRecord]

    package init(spans: [Range<WallTime>], gaps: [GapRecord]) {
        self.spans = spans
        self.gaps = gaps
    }
}

/// Joins segments, given in the order of their starts, to spans.
struct SpanJoiner {
    private let from: WallTime
    private let to: WallTime
    private let tolerance: Int64
    private var spans: [Range<WallTime>] = []
    private var current: Range<WallTime>?

    init(from: WallTime, to: WallTime, tolerance: Duration) {
        self.from = from
        self.to = to
        self.tolerance = max(0, tolerance.inNanoseconds)
    }

    mutating func add(start: WallTime, end: WallTime) {
        let start = max(start, from)
        let end = min(end, to)
        guard start < end else { return }
        guard let span = current else {
            current = start..<end
            return
        }
        let (hole, overflow) = start.nanoseconds.subtractingReportingOverflow(span.upperBound.nanoseconds)
        if !overflow, hole <= tolerance {
            current = span.lowerBound..<max(span.upperBound, end)
        } else {
            spans.append(span)
            current = start..<end
        }
    }

    consuming func finish() -> [Range<WallTime>] {
        if let current { spans.append(current) }
        return spans
    }
}
