import GRDB
import Media

/// What tells which recordings go next: their terms, the totals of each stream on each volume, and the indexes that give
/// the oldest of each kind without reading the others.
enum RetentionTables {
    /// Word for word the condition of the index of those that go by their cameras' rules.
    static let followsRule = "NOT is_open AND NOT is_protected AND keep_until IS NULL"

    /// - `segment_expiry` holds what may go by its camera's rule, each kind of each stream on each volume by itself and by
    ///   age: the next to go is one step away, however many protected ones are older. The rows are read too, to see that
    ///   they are as the index says, so it holds no more than their order.
    /// - `segment_kept_until` holds the few with a time of their own, `segment_protected` the few that are protected.
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE segment ADD COLUMN is_event INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE segment ADD COLUMN keep_until INTEGER;
                CREATE INDEX segment_expiry ON segment (stream, volume, is_event, start_at, id)
                    WHERE \(followsRule);
                CREATE INDEX segment_kept_until ON segment (keep_until, id) WHERE keep_until IS NOT NULL;
                CREATE INDEX segment_protected ON segment (stream, volume, bytes) WHERE is_protected;
                ALTER TABLE camera_stream ADD COLUMN kept_from INTEGER;

                DROP TRIGGER segment_inserted;
                DROP TRIGGER segment_grown;
                DROP TRIGGER segment_deleted;
                CREATE TABLE stream_volume (
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    volume TEXT NOT NULL,
                    segments INTEGER NOT NULL,
                    bytes INTEGER NOT NULL,
                    PRIMARY KEY (stream, volume)
                ) STRICT, WITHOUT ROWID;
                INSERT INTO stream_volume (stream, volume, segments, bytes)
                    SELECT stream, volume, count(*), sum(bytes) FROM segment GROUP BY stream, volume;
                CREATE TRIGGER segment_inserted AFTER INSERT ON segment BEGIN
                    INSERT INTO stream_volume (stream, volume, segments, bytes)
                    VALUES (NEW.stream, NEW.volume, 1, NEW.bytes)
                    ON CONFLICT (stream, volume) DO UPDATE
                    SET segments = segments + 1, bytes = bytes + excluded.bytes;
                END;
                CREATE TRIGGER segment_grown AFTER UPDATE OF bytes ON segment BEGIN
                    UPDATE stream_volume SET bytes = bytes + NEW.bytes - OLD.bytes
                    WHERE stream = NEW.stream AND volume = NEW.volume;
                END;
                CREATE TRIGGER segment_deleted AFTER DELETE ON segment BEGIN
                    UPDATE stream_volume SET segments = segments - 1, bytes = bytes - OLD.bytes
                    WHERE stream = OLD.stream AND volume = OLD.volume;
                END;
                ALTER TABLE camera_stream DROP COLUMN total_segments;
                ALTER TABLE camera_stream DROP COLUMN total_bytes;
                """
        )
    }

    private static let columns = "segment.id, camera, kind, volume, start_at, end_at, bytes, is_event, keep_until"

    static func expirable(_ query: ExpirableQuery, stream: Int64) -> (sql: String, arguments: StatementArguments) {
        var conditions = "stream = ? AND volume = ? AND is_event = ? AND \(followsRule)"
        var arguments: StatementArguments = [stream, query.volume, query.isEvent]
        if let before = query.before {
            conditions += " AND start_at < ?"
            arguments += [before.nanoseconds]
        }
        if let after = query.after {
            // As one comparison of rows it is a range of the index.
            conditions += " AND (start_at, id) > (?, ?)"
            arguments += [after.start.nanoseconds, after.id.nanoseconds]
        }
        let sql = """
            SELECT id, start_at, end_at, bytes FROM segment INDEXED BY segment_expiry \
            WHERE \(conditions) ORDER BY start_at, id LIMIT ?
            """
        return (sql, arguments + [max(0, query.limit)])
    }

    static func segment(_ row: Row, of query: ExpirableQuery) -> ExpirableSegment {
        ExpirableSegment(
            id: RecordingID(nanoseconds: row[0]),
            camera: query.camera,
            stream: query.stream,
            volume: query.volume,
            start: WallTime(nanoseconds: row[1]),
            end: WallTime(nanoseconds: row[2]),
            bytes: row[3],
            isEvent: query.isEvent
        )
    }

    static func expirableByOwnTime(
        until time: WallTime?,
        after: ExpirableSegment?,
        limit: Int
    ) -> (sql: String, arguments: StatementArguments) {
        var conditions = "keep_until <= ?"
        var arguments: StatementArguments = [time?.nanoseconds ?? .max]
        if let after {
            conditions += " AND (keep_until, segment.id) > (?, ?)"
            arguments += [after.keepUntil?.nanoseconds ?? .min, after.id.nanoseconds]
        }
        let sql = """
            SELECT \(columns) FROM segment INDEXED BY segment_kept_until \
            CROSS JOIN camera_stream ON number = segment.stream \
            WHERE \(conditions) AND NOT is_open AND NOT is_protected ORDER BY keep_until, segment.id LIMIT ?
            """
        return (sql, arguments + [max(0, limit)])
    }

    /// A row of `columns`.
    static func segment(_ row: Row) throws -> ExpirableSegment {
        ExpirableSegment(
            id: RecordingID(nanoseconds: row[0]),
            camera: try CameraTable.id(row[1]),
            stream: try CameraTable.kind(row[2]),
            volume: row[3],
            start: WallTime(nanoseconds: row[4]),
            end: WallTime(nanoseconds: row[5]),
            bytes: row[6],
            isEvent: row[7],
            keepUntil: (row[8] as Int64?).map(WallTime.init)
        )
    }

    /// Deletes one recording, if it is as it was when it was looked at, and remembers its file.
    static func expire(_ segment: ExpirableSegment, _ db: Database) throws -> FileRemoval? {
        let evident = try SegmentTable.evident(segment.id, db)
        let deletion = try db.cachedStatement(
            sql: """
                DELETE FROM segment WHERE id = ? AND NOT is_protected AND NOT is_open AND keep_until IS ? AND is_event = ?
                    AND end_at = ?
                RETURNING id, node, volume, "key"
                """
        )
        let arguments: StatementArguments = [
            segment.id.nanoseconds, segment.keepUntil?.nanoseconds, segment.isEvent, segment.end.nanoseconds,
        ]
        guard let removal = try Row.fetchOne(deletion, arguments: arguments).map(SegmentTable.removal) else {
            return nil
        }
        try SegmentTable.remember(removal, db)
        if let evident {
            let reason = RemovalReason.retention.rawValue
            try EvidenceTable.note(evident.row, .removed, because: reason, entries: evident.entries, db)
        }
        // What goes by itself, or as an event, says nothing of what lay around it.
        if segment.keepUntil == nil, !segment.isEvent {
            try db.cachedStatement(
                sql:
                    "UPDATE camera_stream SET kept_from = max(coalesce(kept_from, ?1), ?1) WHERE camera = ?2 AND kind = ?3"
            ).execute(arguments: [segment.end.nanoseconds, segment.camera.text, segment.stream.rawValue])
        }
        return removal
    }

    /// The sum of what was recorded of one stream from a time on, and when that began.
    static let throughput = """
        SELECT total(bytes), min(start_at) FROM segment INDEXED BY segment_by_stream
        WHERE stream = ? AND start_at >= ?
        """
    static let newestVolume = """
        SELECT volume FROM segment INDEXED BY segment_by_stream WHERE stream = ? ORDER BY start_at DESC, id DESC LIMIT 1
        """

    static let deleteGaps = """
        DELETE FROM gap WHERE id IN (
            SELECT id FROM gap INDEXED BY gap_by_stream WHERE stream = ? AND start_at <= ? AND end_at <= ?
            ORDER BY start_at LIMIT ?)
        """
}
