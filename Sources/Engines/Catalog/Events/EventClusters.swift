import Media

/// Makes marks of events that come by camera and in the order of their starts.
///
/// Time is cut into stretches that begin at multiples of their length, so that a mark stays where it is when another
/// range is asked for.
struct EventClusters<Sort: Hashable> {
    private struct Series {
        private var place = Int64.min
        private(set) var marks: [EventMarks.Mark] = []

        mutating func add(_ place: Int64, start: Int64, end: Int64?, count: Int, first: CameraEventID?) {
            let end = end.map(WallTime.init)
            guard place == self.place, let last = marks.indices.last else {
                self.place = place
                marks.append(.init(start: WallTime(nanoseconds: start), end: end, count: count, first: first))
                return
            }
            marks[last].count += count
            if let known = marks[last].end { marks[last].end = end.map { max(known, $0) } }
        }
    }

    /// Nanoseconds.
    let cell: Int64
    private var lines: [[Sort: Series]]

    /// - Parameter cell: 1 or more.
    init(cell: Int64, lines: Int) {
        self.cell = cell
        self.lines = Array(repeating: [:], count: lines)
    }

    /// - Parameters:
    ///   - start: 0 or later, and not before that of any of the same line and sort.
    ///   - end: nil while it lasts.
    ///   - first: of an event itself; nil of a sum.
    mutating func add(line: Int, _ sort: Sort, start: Int64, end: Int64?, count: Int, first: CameraEventID?) {
        lines[line][sort, default: Series()].add(start / cell, start: start, end: end, count: count, first: first)
    }

    /// The marks of each line.
    func series(_ name: (Sort) -> EventSort) -> [[EventMarks.Series]] {
        lines.map { line in
            line.map { EventMarks.Series(sort: name($0), marks: $1.marks) }.sorted { $0.sort < $1.sort }
        }
    }
}

extension EventMarkQuery {
    /// The stretch of time as it is read: nothing is before 1970, and sums do not overflow.
    var readable: (from: Int64, to: Int64) { (max(0, from.nanoseconds), min(Self.end, to.nanoseconds)) }

    /// No event is later.
    static let end: Int64 = 9_000_000_000_000_000_000

    /// How long the stretches are in which events become one mark, in nanoseconds: as asked for, but so long that there are
    /// not too many marks though each of `series` has one in every stretch.
    func cell(series: Int, most: Int) -> Int64 {
        let (from, to) = readable
        let share = max(0, to - from) / Int64(most) + 1
        let (least, overflow) = share.multipliedReportingOverflow(by: Int64(max(1, series)))
        return min(Self.end, max(1, resolution.inNanoseconds, overflow ? Self.end : least))
    }
}

extension Dictionary where Value == Int {
    /// The keys of the most, at most so many; of two that have as many the lesser.
    func most(_ count: Int) -> Set<Key> where Key: Comparable {
        guard self.count > count else { return Set(keys) }
        return Set(sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key))
    }
}
