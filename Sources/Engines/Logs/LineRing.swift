import Logging
import Media

/// The newest lines, bounded in number and in bytes.
struct LineRing {
    private let mostLines: Int
    private let mostBytes: Int
    /// Lines before `head` are gone already; they are cut off when they are as many as those that are left.
    private var lines: [LogLine] = []
    private var head = 0
    private(set) var bytes = 0
    /// The number that the next line gets.
    private(set) var next: UInt64 = 1

    init(mostLines: Int, mostBytes: Int) {
        self.mostLines = max(1, mostLines)
        self.mostBytes = mostBytes
    }

    var count: Int { lines.count - head }

    /// The number of the oldest line that is kept; of the next one where there is none.
    var oldest: UInt64 { next - UInt64(count) }

    /// Gives the line its number and its time, and keeps it. The newest line is kept in any case.
    mutating func append(_ line: LogLine, at time: WallTime) {
        var line = line
        line.sequence = next
        line.time = time
        next += 1
        bytes += line.cost
        lines.append(line)
        while count > 1, count > mostLines || bytes > mostBytes { dropOldest() }
        if head > 64, head >= count {
            lines.removeFirst(head)
            head = 0
        }
    }

    private mutating func dropOldest() {
        bytes -= lines[head].cost
        // Its texts are let go at once.
        lines[head] = LogLine(
            sequence: 0,
            time: .init(nanoseconds: 0),
            level: .trace,
            label: "",
            source: "",
            message: ""
        )
        head += 1
    }

    mutating func removeAll() {
        lines = []
        head = 0
        bytes = 0
    }

    /// The lines of these numbers that are still kept.
    func lines(_ numbers: Range<UInt64>) -> ArraySlice<LogLine> {
        let first = max(numbers.lowerBound, oldest)
        let end = min(numbers.upperBound, next)
        guard first < end else { return [] }
        let start = head + Int(first - oldest)
        return lines[start..<start + Int(end - first)]
    }
}
