import GRDB

/// Of each hour and each day of a stream the longest loss that begins in it, and how many there are: kept by triggers, whoever writes.
///
/// Counted are gaps that have ended and are no longer than an hour; the others are few, and found by the index `gap_long`. What by
/// the camera's mode was not to be recorded is no loss.
enum LossTable {
    private static let hour = RecordedTimeTable.hour
    private static let day = RecordedTimeTable.day

    /// The condition for a gap to be counted; never NULL.
    static func isCounted(_ row: String) -> String {
        """
        (\(row).end_at IS NOT NULL AND \(row).start_at >= 0 AND \(row).end_at > \(row).start_at \
        AND \(row).end_at - \(row).start_at <= \(GapTable.usualLength) AND \(row).reason <> 'not-wanted')
        """
    }

    static func create(_ db: Database) throws {
        let counted = isCounted("gap")
        try db.execute(
            sql: """
                CREATE TABLE loss (
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    unit INTEGER NOT NULL,
                    start_at INTEGER NOT NULL,
                    number_of INTEGER NOT NULL,
                    first_at INTEGER NOT NULL,
                    last_at INTEGER NOT NULL,
                    missing INTEGER NOT NULL,
                    reason TEXT NOT NULL,
                    PRIMARY KEY (stream, unit, start_at)
                ) STRICT, WITHOUT ROWID;

                INSERT INTO loss
                    SELECT stream, \(hour), gap.start_at - gap.start_at % \(hour), count(*), gap.start_at, gap.end_at, \(longest), reason
                    FROM gap WHERE \(counted) GROUP BY stream, gap.start_at - gap.start_at % \(hour);
                INSERT INTO loss
                    SELECT stream, \(day), loss.start_at - loss.start_at % \(day), sum(number_of), first_at, last_at, max(missing), reason
                    FROM loss WHERE unit = \(hour) GROUP BY stream, loss.start_at - loss.start_at % \(day);

                CREATE TRIGGER loss_inserted AFTER INSERT ON gap WHEN \(isCounted("NEW"))
                    BEGIN \(added) \(daySummed("NEW")) END;
                CREATE TRIGGER loss_ended AFTER UPDATE OF stream, start_at, end_at, missing, reason ON gap
                    WHEN NOT \(isCounted("OLD")) AND \(isCounted("NEW"))
                    BEGIN \(added) \(daySummed("NEW")) END;
                CREATE TRIGGER loss_changed AFTER UPDATE OF stream, start_at, end_at, missing, reason ON gap
                    WHEN \(isCounted("OLD"))
                    BEGIN \(recounted("OLD")) \(recounted("NEW")) END;
                CREATE TRIGGER loss_deleted AFTER DELETE ON gap WHEN \(isCounted("OLD"))
                    BEGIN \(removed) \(daySummed("OLD")) END;

                CREATE INDEX segment_protected_time ON segment (stream, start_at, end_at) WHERE is_protected;
                """
        )
    }

    /// The columns beside it are those of the longest (SQLite: bare columns of an aggregate with max()).
    private static let longest = "max(coalesce(gap.missing, gap.end_at - gap.start_at))"

    private static func place(_ row: String, _ unit: Int64) -> String {
        "stream = \(row).stream AND unit = \(unit) AND start_at = \(row).start_at - \(row).start_at % \(unit)"
    }

    private static let added = """
        INSERT INTO loss (stream, unit, start_at, number_of, first_at, last_at, missing, reason)
        VALUES (NEW.stream, \(hour), NEW.start_at - NEW.start_at % \(hour), 1, NEW.start_at, NEW.end_at,
            coalesce(NEW.missing, NEW.end_at - NEW.start_at), NEW.reason)
        ON CONFLICT (stream, unit, start_at) DO UPDATE SET number_of = loss.number_of + 1,
            first_at = CASE WHEN excluded.missing > loss.missing THEN excluded.first_at ELSE loss.first_at END,
            last_at = CASE WHEN excluded.missing > loss.missing THEN excluded.last_at ELSE loss.last_at END,
            reason = CASE WHEN excluded.missing > loss.missing THEN excluded.reason ELSE loss.reason END,
            missing = max(excluded.missing, loss.missing);
        """

    /// The gaps of an hour are looked at again only where its longest goes.
    private static let removed = """
        UPDATE loss SET number_of = number_of - 1 WHERE \(place("OLD", hour));
        DELETE FROM loss WHERE \(place("OLD", hour)) AND (number_of <= 0 OR first_at = OLD.start_at);
        \(hourCounted("OLD", unless: "EXISTS (SELECT 1 FROM loss WHERE \(place("OLD", hour)))"))
        """

    private static func recounted(_ row: String) -> String {
        "DELETE FROM loss WHERE \(place(row, hour)); \(hourCounted(row, unless: "0")) \(daySummed(row))"
    }

    private static func hourCounted(_ row: String, unless: String) -> String {
        let start = "\(row).start_at - \(row).start_at % \(hour)"
        return """
            INSERT INTO loss (stream, unit, start_at, number_of, first_at, last_at, missing, reason)
                SELECT gap.stream, \(hour), \(start), count(*), gap.start_at, gap.end_at, \(longest), gap.reason
                FROM gap WHERE NOT \(unless) AND gap.stream = \(row).stream AND gap.start_at >= \(start)
                    AND gap.start_at < \(start) + \(hour) AND \(isCounted("gap"))
                GROUP BY gap.stream;
            """
    }

    /// A day's, of its hours.
    private static func daySummed(_ row: String) -> String {
        let start = "\(row).start_at - \(row).start_at % \(day)"
        return """
            DELETE FROM loss WHERE \(place(row, day));
            INSERT INTO loss (stream, unit, start_at, number_of, first_at, last_at, missing, reason)
                SELECT hours.stream, \(day), \(start), sum(hours.number_of), hours.first_at, hours.last_at, max(hours.missing),
                    hours.reason
                FROM loss AS hours WHERE hours.stream = \(row).stream AND hours.unit = \(hour)
                    AND hours.start_at >= \(start) AND hours.start_at < \(start) + \(day)
                GROUP BY hours.stream;
            """
    }

    // MARK: Queries

    /// Of a stream, of one bucket on, before another.
    static let losses = """
        SELECT first_at, last_at, missing, reason, number_of FROM loss
        WHERE stream = ? AND unit = ? AND start_at >= ? AND start_at < ? ORDER BY start_at
        """

    /// The first protected recording of a stream that begins in a stretch of time.
    static let nextProtected = """
        SELECT start_at, end_at FROM segment INDEXED BY segment_protected_time
        WHERE stream = ? AND is_protected AND start_at >= ? AND start_at < ? ORDER BY start_at LIMIT 1
        """
}
