import GRDB

/// The first rows of several streams together, as one list.
///
/// A walk over the index by time would read past all rows of other streams, however many there are. Instead each stream
/// is read by its own index, a few rows ahead, and on only where all of these belong to the answer: what is read is
/// bounded by the number of streams and the length of the answer.
enum TimelineMerge {
    private struct Key: Comparable {
        var start: Int64
        var id: Int64

        static func < (left: Self, right: Self) -> Bool { (left.start, left.id) < (right.start, right.id) }
    }

    private struct Source {
        var stream: Int64
        var last: Key?
        var isExhausted = false
    }

    /// The fewest rows that are read of a stream at once: to find the place costs as much as a few rows.
    private static let least = 4

    /// - Returns: the ids of the rows, in the order of the window and no more than its limit, and how many rows were read
    ///   to find them.
    static func page(
        of table: TimelineTable,
        _ streams: [Int64],
        _ window: TimelineWindow,
        _ db: Database
    ) throws -> (ids: [Int64], read: Int) {
        guard window.limit > 0, !streams.isEmpty else { return ([], 0) }
        let precedes: (Key, Key) -> Bool = window.order == .ascending ? { $0 < $1 } : { $0 > $1 }
        var sources = streams.map { Source(stream: $0) }
        var keys: [Key] = []
        var sum = 0
        var unfinished = Array(sources.indices)
        var batch = min(window.limit, max(least, 2 * (window.limit / streams.count)))
        while !unfinished.isEmpty {
            for index in unfinished { sum += try read(batch, of: &sources[index], table, window, db, into: &keys) }
            keys.sort(by: precedes)
            if keys.count > window.limit { keys.removeLast(keys.count - window.limit) }
            let end = keys.count == window.limit ? keys.last : nil
            unfinished = sources.indices.filter { index in
                guard !sources[index].isExhausted, let last = sources[index].last else { return false }
                return end.map { precedes(last, $0) } ?? true
            }
            batch = min(window.limit, 2 * batch)
        }
        return (keys.map(\.id), sum)
    }

    private static func read(
        _ count: Int,
        of source: inout Source,
        _ table: TimelineTable,
        _ window: TimelineWindow,
        _ db: Database,
        into keys: inout [Key]
    ) throws -> Int {
        var window = window
        window.limit = count
        if let last = source.last { window.after = (last.start, last.id) }
        var found = 0
        try table.forEachRow(db, window, .stream(source.stream), .keys) { row in
            let key = Key(start: row[0], id: row[1])
            keys.append(key)
            source.last = key
            found += 1
        }
        source.isExhausted = found < count
        return found
    }
}
