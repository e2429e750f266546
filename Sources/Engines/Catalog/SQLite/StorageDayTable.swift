import GRDB
package import Media

/// What came and went day by day, of each stream on each volume. Triggers count it; it is noted as of a day by whoever knows
/// which day it is.
enum StorageDayTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE stream_volume ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE stream_volume ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
                CREATE TABLE storage_day (
                    day INTEGER NOT NULL,
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    volume TEXT NOT NULL,
                    written INTEGER NOT NULL,
                    deleted INTEGER NOT NULL,
                    held INTEGER NOT NULL,
                    PRIMARY KEY (day, stream, volume)
                ) STRICT, WITHOUT ROWID;

                DROP TRIGGER segment_inserted;
                DROP TRIGGER segment_grown;
                DROP TRIGGER segment_deleted;
                CREATE TRIGGER segment_inserted AFTER INSERT ON segment BEGIN
                    INSERT INTO stream_volume (stream, volume, segments, bytes, written)
                    VALUES (NEW.stream, NEW.volume, 1, NEW.bytes, NEW.bytes)
                    ON CONFLICT (stream, volume) DO UPDATE
                    SET segments = segments + 1, bytes = bytes + excluded.bytes, written = written + excluded.bytes;
                END;
                CREATE TRIGGER segment_grown AFTER UPDATE OF bytes ON segment WHEN OLD.bytes <> NEW.bytes BEGIN
                    UPDATE stream_volume SET bytes = bytes + NEW.bytes - OLD.bytes,
                        written = written + max(0, NEW.bytes - OLD.bytes), deleted = deleted + max(0, OLD.bytes - NEW.bytes)
                    WHERE stream = NEW.stream AND volume = NEW.volume;
                END;
                CREATE TRIGGER segment_deleted AFTER DELETE ON segment BEGIN
                    UPDATE stream_volume SET segments = segments - 1, bytes = bytes - OLD.bytes,
                        deleted = deleted + OLD.bytes
                    WHERE stream = OLD.stream AND volume = OLD.volume;
                END;
                """
        )
    }

    /// What was counted as written and as deleted, though it was only put into another file of the same stream and volume.
    static func forget(_ bytes: Int64, writtenAndDeletedOf segment: SegmentRecord, _ db: Database) throws {
        guard bytes > 0 else { return }
        try db.cachedStatement(
            sql: """
                UPDATE stream_volume SET written = written - ?1, deleted = deleted - ?1
                WHERE stream = (SELECT stream FROM segment WHERE id = ?2) AND volume = ?3
                """
        ).execute(arguments: [bytes, segment.id.nanoseconds, segment.volume])
    }

    static func note(on day: WallTime, forgettingBefore oldest: WallTime, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO storage_day (day, stream, volume, written, deleted, held)
                SELECT ?, stream, volume, written, deleted, bytes FROM stream_volume WHERE \(isToBeNoted)
                ON CONFLICT (day, stream, volume) DO UPDATE
                SET written = written + excluded.written, deleted = deleted + excluded.deleted, held = excluded.held
                """,
            arguments: [day.nanoseconds]
        )
        try db.execute(sql: "UPDATE stream_volume SET written = 0, deleted = 0 WHERE written <> 0 OR deleted <> 0")
        try db.execute(sql: "DELETE FROM storage_day WHERE day < ?", arguments: [oldest.nanoseconds])
    }

    private static let isToBeNoted = "segments > 0 OR written <> 0 OR deleted <> 0"

    /// Rows of a day, a stream and a volume, by these; of `today` there may be two, the later of which is not noted yet.
    private static let days = """
        SELECT day, camera, kind, volume, written, deleted, held FROM (
            SELECT day, stream, volume, written, deleted, held, 0 AS is_pending FROM storage_day WHERE day >= ?1 AND day < ?2
            UNION ALL
            SELECT ?3, stream, volume, written, deleted, bytes, 1 FROM stream_volume
            WHERE (\(isToBeNoted)) AND ?3 >= ?1 AND ?3 < ?2
        ) CROSS JOIN camera_stream ON number = stream ORDER BY day, camera, kind, volume, is_pending
        """

    /// Read from the index alone.
    private static let counts = """
        SELECT camera, (
            SELECT count(*) FROM segment INDEXED BY segment_by_stream WHERE stream = number AND start_at >= ?1 AND start_at < ?2
        ) FROM camera_stream
        """

    static func counts(in stretch: Range<WallTime>, _ db: Database) throws -> [CameraID: Int] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: counts),
            arguments: [stretch.lowerBound.nanoseconds, stretch.upperBound.nanoseconds]
        )
        var found: [CameraID: Int] = [:]
        while let row = try rows.next() {
            let count: Int = row[1]
            if count > 0 { found[try CameraTable.id(row[0]), default: 0] += count }
        }
        return found
    }

    static func days(from: WallTime, to: WallTime, today: WallTime, _ db: Database) throws -> [StorageDay] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: days),
            arguments: [from.nanoseconds, to.nanoseconds, today.nanoseconds]
        )
        var found: [StorageDay] = []
        while let row = try rows.next() {
            let next = StorageDay(
                day: WallTime(nanoseconds: row[0]),
                camera: try CameraTable.id(row[1]),
                stream: try CameraTable.kind(row[2]),
                volume: row[3],
                written: row[4],
                deleted: row[5],
                held: row[6]
            )
            if let last = found.last, last.isOfSamePlace(as: next) {
                found[found.count - 1].written += next.written
                found[found.count - 1].deleted += next.deleted
                found[found.count - 1].held = next.held
            } else {
                found.append(next)
            }
        }
        return found
    }
}

extension StorageDay {
    fileprivate func isOfSamePlace(as other: StorageDay) -> Bool {
        day == other.day && camera == other.camera && stream == other.stream && volume == other.volume
    }
}

extension SQLiteCatalog {
    package func noteStorage(on day: WallTime, forgettingBefore oldest: WallTime) async throws(CatalogError) {
        try await write { db in try StorageDayTable.note(on: day, forgettingBefore: oldest, db) }
    }

    package func storageDays(
        from: WallTime,
        to: WallTime,
        today: WallTime
    ) async throws(CatalogError) -> [StorageDay] {
        try await read { db in try StorageDayTable.days(from: from, to: to, today: today, db) }
    }

    package func segmentCounts(in stretches: [Range<WallTime>]) async throws(CatalogError) -> [[CameraID: Int]] {
        try await read { db in try stretches.map { try StorageDayTable.counts(in: $0, db) } }
    }
}
