import GRDB

/// A table of things that last, each on one stream: segments, gaps. All of them are found by the time that they
/// overlap.
///
/// What overlaps a stretch of time starts before its end, and cannot start much before its beginning, because nearly
/// all rows are short. So an index by start finds them without a scan: the rows of usual length that start late enough
/// to reach the stretch, and, from a partial index that is all but empty, the few unusually long ones before them.
///
/// Such a table has the columns `id`, `stream`, `start_at`, `end_at` and three indexes, named after it:
/// `…_by_stream (stream, start_at, id, end_at, …)`, `…_by_start (start_at, id, end_at)` and
/// `…_long (start_at, id, end_at, stream)`, the last with the condition `isLong`. They are named in the queries, so
/// that no statistics can lead the planner astray.
struct TimelineTable: Sendable {
    let name: String
    /// The columns of a whole row; those of the stream come first: `camera_stream.camera, camera_stream.kind`.
    let columns: String
    /// The length in nanoseconds up to which a row is not in the partial index.
    let usualLength: Int64
    /// The condition of the partial index, word for word.
    let isLong: String
}

/// Which rows are wanted.
struct TimelineWindow: Sendable {
    /// Rows that overlap `from..<to`.
    var from: Int64?
    var to: Int64?
    var after: (start: Int64, id: Int64)?
    var isProtected: Bool?
    var isEvent: Bool?
    var order = SegmentQuery.Order.ascending
    var limit: Int
}

/// On which streams.
enum TimelineScope: Sendable {
    case stream(Int64)
    case everything(StreamKind?)
}

/// What is read of each row.
enum TimelineSelection: Sendable {
    case whole
    /// `start_at, end_at, id` alone, which the indexes hold.
    case times
    /// `start_at, id` alone, which the indexes hold.
    case keys
}

/// One of the two queries of which the answer is made.
struct TimelinePart: Equatable, Sendable {
    var isLong: Bool
    /// The least and greatest start.
    var low: Int64
    var high: Int64
}

extension TimelineTable {
    /// Calls `body` with the wanted rows in their order.
    func forEachRow(
        _ db: Database,
        _ window: TimelineWindow,
        _ scope: TimelineScope,
        _ selection: TimelineSelection = .whole,
        _ body: (Row) throws -> Void
    ) throws {
        var remaining = max(0, window.limit)
        for part in parts(of: window) where remaining > 0 {
            let (sql, arguments) = query(part, window, scope, selection, limit: remaining)
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
            while let row = try rows.next() {
                try body(row)
                remaining -= 1
            }
        }
    }

    /// The parts of the window, in the order of their rows.
    func parts(of window: TimelineWindow) -> [TimelinePart] {
        var low = Int64.min
        var high = Int64.max
        if let to = window.to {
            guard to > .min else { return [] }
            high = to - 1
        }
        if let after = window.after {
            switch window.order {
            case .ascending: low = after.start
            case .descending: high = min(high, after.start)
            }
        }
        var parts = [TimelinePart(isLong: false, low: low, high: high)]
        if let from = window.from {
            guard window.to.map({ from < $0 }) ?? true else { return [] }
            let (reach, overflow) = from.subtractingReportingOverflow(usualLength)
            if !overflow, reach > low {
                parts = [
                    TimelinePart(isLong: true, low: low, high: min(high, reach - 1)),
                    TimelinePart(isLong: false, low: reach, high: high),
                ]
            }
        }
        if window.order == .descending { parts.reverse() }
        return parts.filter { $0.low <= $0.high }
    }

    func query(
        _ part: TimelinePart,
        _ window: TimelineWindow,
        _ scope: TimelineScope,
        _ selection: TimelineSelection,
        limit: Int
    ) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func add(_ condition: String, _ values: StatementArguments = []) {
            conditions.append(condition)
            arguments += values
        }

        var index = "\(name)_by_start"
        if case .stream(let number) = scope {
            add("\(name).stream = ?", [number])
            index = "\(name)_by_stream"
        }
        add("start_at BETWEEN ? AND ?", [part.low, part.high])
        if part.isLong {
            add(isLong)
            index = "\(name)_long"
        }
        if case .everything(let kind?) = scope { add("camera_stream.kind = ?", [kind.rawValue]) }
        if let from = window.from { add("(end_at IS NULL OR end_at > ? OR start_at >= ?)", [from, from]) }
        if let after = window.after {
            let beyond = window.order == .ascending ? ">" : "<"
            add("(start_at \(beyond) ? OR \(name).id \(beyond) ?)", [after.start, after.id])
        }
        if let isProtected = window.isProtected { add("is_protected = ?", [isProtected]) }
        if let isEvent = window.isEvent { add("is_event = ?", [isEvent]) }

        let selected =
            switch selection {
            // Spelled as a cross join, the order of the loops is fixed: the index first.
            case .whole:
                "\(columns) FROM \(name) INDEXED BY \(index) CROSS JOIN camera_stream ON number = \(name).stream"
            case .times: "start_at, end_at, \(name).id FROM \(name) INDEXED BY \(index)"
            case .keys: "start_at, \(name).id FROM \(name) INDEXED BY \(index)"
            }
        let direction = window.order == .ascending ? "ASC" : "DESC"
        let sql = """
            SELECT \(selected) WHERE \(conditions.joined(separator: " AND ")) \
            ORDER BY start_at \(direction), \(name).id \(direction) LIMIT ?
            """
        return (sql, arguments + [limit])
    }
}
