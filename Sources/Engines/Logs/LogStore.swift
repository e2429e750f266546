package import Logging
package import Media
import Synchronization

/// The newest lines of the log, in memory, and the level from which on there are lines at all.
///
/// Thread-safe. A line takes the lock for the time of an append; a query takes it for a few hundred lines at a time and
/// compares them without it, so that no writer waits for a reader.
package final class LogStore: Sendable {
    /// Enough for a day of a recorder that is well, and for the hour in which it was not.
    package static let usualLines = 20_000
    package static let usualBytes = 8 << 20

    private let ring: Mutex<LineRing>
    private let levelNumber: Atomic<Int>
    private let clock: @Sendable () -> WallTime

    /// Lines that are copied out under one lock.
    private static let portion: UInt64 = 256

    /// - Parameter clock: the time of day.
    package init(
        level: Logger.Level = .info,
        mostLines: Int = usualLines,
        mostBytes: Int = usualBytes,
        clock: @escaping @Sendable () -> WallTime
    ) {
        ring = Mutex(LineRing(mostLines: mostLines, mostBytes: mostBytes))
        levelNumber = Atomic(Self.number(of: level))
        self.clock = clock
    }

    // MARK: Writing

    /// From which level on lines are written, here and on the console; may be changed at any time.
    package var level: Logger.Level {
        get { Self.level(levelNumber.load(ordering: .relaxed)) }
        set { levelNumber.store(Self.number(of: newValue), ordering: .relaxed) }
    }

    private static func number(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }

    /// Asked before every line, also those that are not written: a table would cost more than the rest of the question.
    private static func level(_ number: Int) -> Logger.Level {
        switch number {
        case 0: .trace
        case 1: .debug
        case 2: .info
        case 3: .notice
        case 4: .warning
        case 5: .error
        default: .critical
        }
    }

    /// Keeps a line; its number and time are given to it here.
    func append(_ line: LogLine) {
        ring.withLock { ring in
            // Read under the lock, so that times rise with the numbers.
            ring.append(line, at: clock())
        }
    }

    /// Forgets all lines; the numbers go on.
    package func clear() { ring.withLock { $0.removeAll() } }

    /// Lines, and bytes of memory, that are kept now.
    package var kept: (lines: Int, bytes: Int) { ring.withLock { ($0.count, $0.bytes) } }

    // MARK: Reading

    /// The lines that match: the newest of them, or the oldest after ``LogQuery/after``.
    package func lines(_ query: LogQuery) -> LogPage {
        let limit = min(max(1, query.limit), LogQuery.mostLines)
        let (oldest, next) = ring.withLock { ($0.oldest, $0.next) }
        let end = min(next, query.before ?? .max)
        var page = LogPage()
        page.newest = next - 1
        if let after = query.after {
            // A number that was never given is one of an earlier run of the program.
            let start = after < next ? after + 1 : oldest
            page.hasGap = after >= next || start < oldest
            follow(query, max(start, oldest)..<max(start, oldest, end), limit, &page)
        } else {
            lookBack(query, oldest..<max(oldest, end), limit, &page)
        }
        return page
    }

    private func follow(_ query: LogQuery, _ numbers: Range<UInt64>, _ limit: Int, _ page: inout LogPage) {
        var position = numbers.lowerBound
        while position < numbers.upperBound {
            let end = min(position + Self.portion, numbers.upperBound)
            for line in portion(position..<end) where query.matches(line) {
                guard page.lines.count < limit else {
                    page.hasMore = true
                    page.newest = page.lines.last?.sequence ?? 0
                    return
                }
                page.lines.append(line)
            }
            position = end
        }
    }

    private func lookBack(_ query: LogQuery, _ numbers: Range<UInt64>, _ limit: Int, _ page: inout LogPage) {
        var found: [LogLine] = []
        var position = numbers.upperBound
        while position > numbers.lowerBound, !page.hasMore {
            let start = max(numbers.lowerBound, position - min(position, Self.portion))
            for line in portion(start..<position).reversed() where query.matches(line) {
                if found.count == limit {
                    page.hasMore = true
                    break
                }
                found.append(line)
            }
            position = start
        }
        page.lines = found.reversed()
    }

    private func portion(_ numbers: Range<UInt64>) -> [LogLine] {
        ring.withLock { Array($0.lines(numbers)) }
    }
}
