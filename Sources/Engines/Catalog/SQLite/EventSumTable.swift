import GRDB

/// How many events of each sort began in each hour and each day, of each camera: kept by triggers, whoever writes.
///
/// A row has the hours of a day, or the days of a week, side by side: so a year of a camera and a sort is 53 rows. Weeks
/// are counted from 1970 on.
struct EventSumTable: Sendable {
    let name: String
    /// Nanoseconds of a row.
    let row: Int64
    let parts: Int

    /// Nanoseconds of a part.
    var part: Int64 { row / Int64(parts) }

    static let days = EventSumTable(name: "event_days", row: 7 * RecordedTimeTable.day, parts: 7)
    static let hours = EventSumTable(name: "event_hours", row: RecordedTimeTable.day, parts: 24)

    /// The condition for an event to be counted.
    private static func isCounted(_ row: String) -> String {
        "\(row).start_at >= 0 AND \(row).start_at < \(EventMarkQuery.end)"
    }

    private static let isOther = """
        (OLD.camera <> NEW.camera OR OLD.kind <> NEW.kind OR OLD.label <> NEW.label OR OLD.start_at <> NEW.start_at)
        """

    static func create(_ db: Database) throws {
        // The number of a sort is not declared as a reference: to let one go would be to look for it in all sums.
        try db.execute(
            sql: """
                CREATE TABLE event_sort (
                    number INTEGER PRIMARY KEY NOT NULL,
                    kind TEXT NOT NULL,
                    label TEXT NOT NULL,
                    UNIQUE (kind, label)
                ) STRICT;
                INSERT INTO event_sort (kind, label)
                    SELECT DISTINCT kind, label FROM camera_event WHERE \(isCounted("camera_event"));
                """
        )
        for table in [days, hours] { try db.execute(sql: table.creation) }
        let added: String = sortAdded + days.added + hours.added
        let removed: String = hours.removed + days.removed + sortRemoved
        try db.execute(
            sql: """
                CREATE INDEX event_days_by_sort ON event_days (sort);
                CREATE TRIGGER event_sum_inserted AFTER INSERT ON camera_event WHEN \(isCounted("NEW")) BEGIN \(added) END;
                CREATE TRIGGER event_sum_deleted AFTER DELETE ON camera_event WHEN \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER event_sum_left AFTER UPDATE OF camera, kind, label, start_at ON camera_event
                    WHEN \(isOther) AND \(isCounted("OLD")) BEGIN \(removed) END;
                CREATE TRIGGER event_sum_come AFTER UPDATE OF camera, kind, label, start_at ON camera_event
                    WHEN \(isOther) AND \(isCounted("NEW")) BEGIN \(added) END;
                """
        )
    }

    private static let sortAdded = "INSERT OR IGNORE INTO event_sort (kind, label) VALUES (NEW.kind, NEW.label);\n"

    private static let sortRemoved = """
        DELETE FROM event_sort WHERE kind = OLD.kind AND label = OLD.label
            AND NOT EXISTS (SELECT 1 FROM event_days WHERE sort = number);

        """

    private var columns: [String] { (0..<parts).map { "part_\($0)" } }

    /// For each part whether the event of a row is in it.
    private func isIn(_ row: String) -> [String] {
        (0..<parts).map { "(\(row).start_at % \(self.row) / \(part) = \($0))" }
    }

    private var creation: String {
        let sums = isIn("camera_event").map { "sum\($0)" }.joined(separator: ", ")
        return """
            CREATE TABLE \(name) (
                camera TEXT NOT NULL,
                start_at INTEGER NOT NULL,
                sort INTEGER NOT NULL,
                \(columns.map { "\($0) INTEGER NOT NULL" }.joined(separator: ",\n")),
                PRIMARY KEY (camera, start_at, sort)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO \(name)
                SELECT camera, start_at - start_at % \(row), number, \(sums)
                FROM camera_event CROSS JOIN event_sort
                ON event_sort.kind = camera_event.kind AND event_sort.label = camera_event.label
                WHERE \(Self.isCounted("camera_event")) GROUP BY 1, 2, 3;
            """
    }

    private var added: String {
        """
        INSERT INTO \(name)
        SELECT NEW.camera, NEW.start_at - NEW.start_at % \(row), number, \(isIn("NEW").joined(separator: ", "))
        FROM event_sort WHERE kind = NEW.kind AND label = NEW.label
        ON CONFLICT (camera, start_at, sort) DO UPDATE SET
        \(columns.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", "));

        """
    }

    private var removed: String {
        let place = """
            camera = OLD.camera AND start_at = OLD.start_at - OLD.start_at % \(row)
            AND sort = (SELECT number FROM event_sort WHERE kind = OLD.kind AND label = OLD.label)
            """
        let less = zip(columns, isIn("OLD")).map { "\($0) = \($0) - \($1)" }.joined(separator: ", ")
        return """
            UPDATE \(name) SET \(less) WHERE \(place);
            DELETE FROM \(name) WHERE \(place) AND \(columns.joined(separator: " + ")) <= 0;

            """
    }

    // MARK: Queries

    /// The rows of a camera from one beginning on, before another.
    var rows: String {
        """
        SELECT start_at, sort, \(columns.joined(separator: ", ")) FROM \(name)
        WHERE camera = ? AND start_at >= ? AND start_at < ? ORDER BY start_at
        """
    }

    /// The events themselves.
    static let events = """
        SELECT id, start_at, end_at, kind, label FROM camera_event INDEXED BY camera_event_by_camera
        WHERE camera = ? AND start_at >= ? AND start_at < ? ORDER BY start_at, id LIMIT ?
        """
}
