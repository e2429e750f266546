import GRDB

/// In which hours of a stream protected recordings lie: kept by triggers, whoever writes.
///
/// A row has the hours of a week as bits, in three numbers of 56, so that a year is 53 rows however much is protected. Weeks are
/// counted from 1970 on. Counted are the recordings that ``RecordedTimeTable`` counts, and pauses are no concern: the file is
/// protected as a whole. Open and unusually long ones are found by their own indexes.
enum ProtectedTimeTable {
    private static let hour = RecordedTimeTable.hour
    private static let week = 7 * RecordedTimeTable.day
    private static let columns = ["first", "second", "third"]
    private static let bits: Int64 = 56

    /// The condition for a recording to be counted.
    static func isCounted(_ row: String) -> String { "\(row).is_protected AND \(RecordedTimeTable.isCounted(row))" }

    /// A recording of two hours at most lies in three hours.
    private static let shifts = "(SELECT 0 AS shift UNION ALL SELECT \(hour) UNION ALL SELECT \(2 * hour))"

    static func create(_ db: Database) throws {
        let noted = "stream, start_at, end_at, is_open, is_protected"
        try db.execute(
            sql: """
                CREATE TABLE protected_time (
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    start_at INTEGER NOT NULL,
                    \(columns.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")),
                    PRIMARY KEY (stream, start_at)
                ) STRICT, WITHOUT ROWID;

                INSERT INTO protected_time
                    SELECT stream, bucket - bucket % \(week), \(columns.indices.map { "sum(\(mask($0)))" }.joined(separator: ", "))
                    FROM (
                        SELECT DISTINCT segment.stream AS stream,
                            segment.start_at - segment.start_at % \(hour) + shift AS bucket
                        FROM segment INDEXED BY segment_protected_time CROSS JOIN \(shifts)
                        WHERE \(isCounted("segment"))
                            AND segment.start_at - segment.start_at % \(hour) + shift < segment.end_at
                    ) GROUP BY 1, 2;

                CREATE TRIGGER protected_time_inserted AFTER INSERT ON segment WHEN \(isCounted("NEW")) BEGIN \(added) END;
                CREATE TRIGGER protected_time_deleted AFTER DELETE ON segment WHEN \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER protected_time_left AFTER UPDATE OF \(noted) ON segment WHEN \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER protected_time_come AFTER UPDATE OF \(noted) ON segment WHEN \(isCounted("NEW")) BEGIN \(added) END;
                """
        )
    }

    /// The bit of the hour `bucket` in a column, 0 in the others.
    private static func mask(_ column: Int) -> String {
        let place = "(bucket % \(week) / \(hour))"
        return "CASE \(place) / \(bits) WHEN \(column) THEN 1 << (\(place) % \(bits)) ELSE 0 END"
    }

    private static func noted(_ buckets: String) -> String {
        """
        INSERT INTO protected_time (stream, start_at, \(columns.joined(separator: ", ")))
        SELECT stream, bucket - bucket % \(week), \(columns.indices.map(mask).joined(separator: ", ")) FROM (\(buckets)) WHERE true
        ON CONFLICT (stream, start_at) DO UPDATE SET
        \(columns.map { "\($0) = protected_time.\($0) | excluded.\($0)" }.joined(separator: ", "));

        """
    }

    private static let added: String = noted(
        """
        SELECT NEW.stream AS stream, NEW.start_at - NEW.start_at % \(hour) + shift AS bucket
        FROM \(shifts) WHERE NEW.start_at - NEW.start_at % \(hour) + shift < NEW.end_at
        """
    )

    /// Forgets the hours of a recording, and notes those again in which others lie, which begin two hours earlier at most.
    private static let removed: String = {
        let bucket = "OLD.start_at - OLD.start_at % \(hour) + shift"
        let forgotten = columns.indices.map { column in
            """
            \(columns[column]) = \(columns[column]) & ~(SELECT sum(\(mask(column))) FROM (
                SELECT \(bucket) AS bucket FROM \(shifts) WHERE \(bucket) < OLD.end_at
            ) WHERE bucket - bucket % \(week) = protected_time.start_at)
            """
        }
        let others = noted(
            """
            SELECT OLD.stream AS stream, \(bucket) AS bucket FROM \(shifts) WHERE \(bucket) < OLD.end_at AND EXISTS (
                SELECT 1 FROM segment INDEXED BY segment_protected_time
                WHERE segment.stream = OLD.stream AND \(isCounted("segment"))
                    AND segment.start_at > \(bucket) - \(SegmentTable.usualLength) AND segment.start_at < \(bucket) + \(hour)
                    AND segment.end_at > \(bucket)
            )
            """
        )
        let weeks = "stream = OLD.stream AND start_at > OLD.start_at - \(week) AND start_at < OLD.end_at"
        return """
            UPDATE protected_time SET \(forgotten.joined(separator: ", ")) WHERE \(weeks);
            \(others)
            DELETE FROM protected_time WHERE \(weeks) AND \(columns.joined(separator: " | ")) = 0;
            """
    }()

    // MARK: Reading

    /// Of a stream, after one beginning, before another.
    static let weeks = """
        SELECT start_at, \(columns.joined(separator: ", ")) FROM protected_time
        WHERE stream = ? AND start_at > ? AND start_at < ? ORDER BY start_at
        """

    /// Of all streams, those that are not among the hours: open or unusually long.
    static let others = """
        SELECT stream, start_at, end_at FROM segment INDEXED BY segment_long
        WHERE end_at - start_at > \(SegmentTable.usualLength) AND start_at < ? AND end_at > ? AND is_protected
        UNION ALL
        SELECT stream, start_at, end_at FROM segment INDEXED BY segment_open
        WHERE is_open AND start_at < ? AND end_at > ? AND end_at - start_at <= \(SegmentTable.usualLength) AND is_protected
        """

    /// Calls `body` with hours that follow one another and in each of which something is protected, by time.
    static func forEachRun(
        of stream: Int64,
        from: Int64,
        to: Int64,
        _ db: Database,
        _ body: (_ start: Int64, _ end: Int64) -> Void
    ) throws {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: weeks), arguments: [stream, from - week, to])
        while let row = try rows.next() {
            let start: Int64 = row[0]
            for column in columns.indices {
                let first = start + Int64(column) * bits * hour
                var rest = UInt64(bitPattern: row[1 + column])
                var place: Int64 = 0
                while rest != 0 {
                    let (clear, set) = (
                        rest.trailingZeroBitCount, (~(rest >> rest.trailingZeroBitCount)).trailingZeroBitCount
                    )
                    body(first + (place + Int64(clear)) * hour, first + (place + Int64(clear + set)) * hour)
                    place += Int64(clear + set)
                    rest >>= UInt64(clear + set)
                }
            }
        }
    }
}
