import GRDB

/// How much of each hour and each day is recorded, of each stream: kept by triggers, whoever writes.
///
/// Counted are recordings that are complete and not unusually long. The others are few, and found by the indexes
/// `segment_open` and `segment_long`: to count an open one at each of its commits would cost more than it spares. Of those with
/// pauses the parts are counted in their stead (``PartTable``).
enum RecordedTimeTable {
    static let hour: Int64 = 3_600_000_000_000
    static let day: Int64 = 24 * hour
    /// No recording is later: sums do not overflow.
    static let end: Int64 = 9_000_000_000_000_000_000

    /// The condition for a recording to be counted.
    static func isCounted(_ row: String) -> String {
        """
        NOT \(row).is_open AND \(row).start_at >= 0 AND \(row).end_at < \(end) AND \(row).end_at > \(row).start_at \
        AND \(row).end_at - \(row).start_at <= \(SegmentTable.usualLength)
        """
    }

    /// A recording of two hours at most lies in three hours and two days.
    private static let places: String = """
        SELECT \(hour) AS unit, 0 AS shift UNION ALL SELECT \(hour), \(hour) UNION ALL SELECT \(hour), \(2 * hour) \
        UNION ALL SELECT \(day), 0 UNION ALL SELECT \(day), \(day)
        """

    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE recorded_time (
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    unit INTEGER NOT NULL,
                    start_at INTEGER NOT NULL,
                    recorded INTEGER NOT NULL,
                    PRIMARY KEY (stream, unit, start_at)
                ) STRICT, WITHOUT ROWID;

                INSERT INTO recorded_time (stream, unit, start_at, recorded)
                    SELECT stream, unit, bucket, sum(min(last, bucket + unit) - max(first, bucket)) FROM (
                        SELECT segment.stream AS stream, unit, segment.start_at - segment.start_at % unit + shift AS bucket,
                            segment.start_at AS first, segment.end_at AS last
                        FROM segment CROSS JOIN (\(places)) WHERE \(isCounted("segment"))
                    ) WHERE bucket < last GROUP BY stream, unit, bucket;

                CREATE TRIGGER recorded_time_inserted AFTER INSERT ON segment WHEN \(isCounted("NEW")) BEGIN \(added) END;
                CREATE TRIGGER recorded_time_deleted AFTER DELETE ON segment WHEN \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER recorded_time_left AFTER UPDATE OF stream, start_at, end_at, is_open ON segment
                    WHEN \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER recorded_time_come AFTER UPDATE OF stream, start_at, end_at, is_open ON segment
                    WHEN \(isCounted("NEW")) BEGIN \(added) END;
                """
        )
    }

    /// Counts the parts of recordings with pauses instead of these.
    static func countParts(_ db: Database) throws {
        func isCountedPart(_ row: String) -> String {
            let length = "\(row).end_at - \(row).start_at"
            return "\(row).start_at >= 0 AND \(row).end_at < \(end) AND \(length) <= \(SegmentTable.usualLength)"
        }
        let changes = "stream, start_at, end_at, is_open, pauses"
        try db.execute(
            sql: """
                DROP TRIGGER recorded_time_inserted;
                DROP TRIGGER recorded_time_deleted;
                DROP TRIGGER recorded_time_left;
                DROP TRIGGER recorded_time_come;
                CREATE TRIGGER recorded_time_inserted AFTER INSERT ON segment
                    WHEN NEW.pauses IS NULL AND \(isCounted("NEW")) BEGIN \(added) END;
                CREATE TRIGGER recorded_time_deleted AFTER DELETE ON segment
                    WHEN OLD.pauses IS NULL AND \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER recorded_time_left AFTER UPDATE OF \(changes) ON segment
                    WHEN OLD.pauses IS NULL AND \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER recorded_time_come AFTER UPDATE OF \(changes) ON segment
                    WHEN NEW.pauses IS NULL AND \(isCounted("NEW")) BEGIN \(added) END;
                CREATE TRIGGER recorded_time_part_inserted AFTER INSERT ON segment_part
                    WHEN \(isCountedPart("NEW")) BEGIN \(added) END;
                CREATE TRIGGER recorded_time_part_deleted AFTER DELETE ON segment_part
                    WHEN \(isCountedPart("OLD")) BEGIN \(removed) END;
                """
        )
    }

    private static let added: String = """
        INSERT INTO recorded_time (stream, unit, start_at, recorded)
        SELECT NEW.stream, unit, bucket, min(NEW.end_at, bucket + unit) - max(NEW.start_at, bucket)
        FROM (SELECT unit, NEW.start_at - NEW.start_at % unit + shift AS bucket FROM (\(places)))
        WHERE bucket < NEW.end_at
        ON CONFLICT (stream, unit, start_at) DO UPDATE SET recorded = recorded + excluded.recorded;
        """

    private static let removed: String = [hour, day].map { unit -> String in
        let places: String = """
            stream = OLD.stream AND unit = \(unit) AND start_at > OLD.start_at - \(unit) AND start_at < OLD.end_at
            """
        return """
            UPDATE recorded_time
            SET recorded = recorded - (min(OLD.end_at, start_at + unit) - max(OLD.start_at, start_at)) WHERE \(places);
            DELETE FROM recorded_time WHERE \(places) AND recorded <= 0;
            """
    }.joined(separator: "\n")

    // MARK: Queries

    /// The sums of a stream from one bucket on, before another.
    static let sums = """
        SELECT start_at, recorded FROM recorded_time
        WHERE stream = ? AND unit = ? AND start_at >= ? AND start_at < ? ORDER BY start_at LIMIT ?
        """

    /// The recordings themselves, as far as they are counted, and those with pauses.
    static let segments = """
        SELECT start_at, end_at, id FROM segment INDEXED BY segment_by_stream
        WHERE stream = ? AND start_at BETWEEN ? AND ? AND end_at > ? AND NOT is_open AND end_at > start_at
            AND end_at - start_at <= \(SegmentTable.usualLength)
        ORDER BY start_at LIMIT ?
        """

    /// Of all streams, those with pauses too.
    static let longSegments = """
        SELECT stream, start_at, end_at, id FROM segment INDEXED BY segment_long
        WHERE end_at - start_at > \(SegmentTable.usualLength) AND start_at < ? AND end_at > ?
        """

    /// Of all streams.
    static let openSegments = """
        SELECT stream, start_at, end_at, id FROM segment INDEXED BY segment_open
        WHERE is_open AND start_at < ? AND end_at > ? AND end_at - start_at <= \(SegmentTable.usualLength)
        """

    private static let gapColumns = "stream, start_at, end_at, missing, reason"

    /// Of all streams, those that last or are longer than an hour.
    static let longGaps = """
        SELECT \(gapColumns) FROM gap INDEXED BY gap_long
        WHERE (end_at IS NULL OR end_at - start_at > \(GapTable.usualLength)) AND start_at < ?
            AND (end_at IS NULL OR end_at > ?)
        ORDER BY start_at LIMIT ?
        """

    /// Of one stream, the others.
    static let shortGaps = """
        SELECT \(gapColumns) FROM gap INDEXED BY gap_by_stream
        WHERE stream = ? AND start_at BETWEEN ? AND ? AND end_at > ? AND end_at - start_at <= \(GapTable.usualLength)
        ORDER BY start_at LIMIT ?
        """
}
