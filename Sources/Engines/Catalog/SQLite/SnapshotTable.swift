import GRDB
package import Media

/// The snapshots that are kept.
enum SnapshotTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE snapshot (
                    id INTEGER PRIMARY KEY NOT NULL,
                    camera TEXT NOT NULL REFERENCES camera (id),
                    taken_at INTEGER NOT NULL,
                    bytes INTEGER NOT NULL,
                    width INTEGER NOT NULL,
                    height INTEGER NOT NULL,
                    checksum INTEGER NOT NULL,
                    cause TEXT NOT NULL,
                    is_protected INTEGER NOT NULL,
                    is_removed INTEGER NOT NULL DEFAULT 0,
                    node TEXT NOT NULL,
                    volume TEXT NOT NULL,
                    "key" TEXT NOT NULL
                ) STRICT;
                CREATE INDEX snapshot_by_camera ON snapshot (camera, taken_at, id);
                CREATE INDEX snapshot_by_time ON snapshot (taken_at, id);
                CREATE INDEX snapshot_removed ON snapshot (id) WHERE is_removed;
                """
        )
    }

    /// All that ``totals`` asks for, so that it reads no rows.
    static func addTotals(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE INDEX snapshot_totals ON snapshot (camera, volume, is_protected, bytes) WHERE NOT is_removed
                """
        )
    }

    static let totals = """
        SELECT camera, volume, count(*), sum(bytes), sum(is_protected), sum(is_protected * bytes)
        FROM snapshot INDEXED BY snapshot_totals WHERE NOT is_removed GROUP BY camera, volume ORDER BY camera, volume
        """

    static let columns = """
        id, camera, taken_at, bytes, width, height, checksum, cause, is_protected, node, volume, "key"
        """

    static func record(_ row: Row) throws -> SnapshotRecord {
        SnapshotRecord(
            id: SnapshotID(nanoseconds: row[0]),
            camera: try CameraTable.id(row[1]),
            takenAt: WallTime(nanoseconds: row[2]),
            bytes: row[3],
            width: row[4],
            height: row[5],
            checksum: UInt32(truncatingIfNeeded: row[6] as Int64),
            // A cause of a later program's is none that is known here.
            cause: SnapshotCause(rawValue: row[7]) ?? .found,
            isProtected: row[8],
            node: row[9],
            volume: row[10],
            key: row[11]
        )
    }

    static func insert(_ snapshot: SnapshotRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO snapshot (\(columns))
                VALUES (?, (SELECT id FROM camera WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        do {
            try statement.execute(arguments: [
                snapshot.id.nanoseconds, snapshot.camera.text, snapshot.takenAt.nanoseconds, snapshot.bytes,
                snapshot.width, snapshot.height, Int64(snapshot.checksum), snapshot.cause.rawValue,
                snapshot.isProtected, snapshot.node, snapshot.volume, snapshot.key,
            ])
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.exists("a snapshot with the id \(snapshot.id)")
        } catch let error as DatabaseError where error.isMissingValue {
            throw CatalogError.unknownCamera(snapshot.camera, of: "The snapshot \(snapshot.id)")
        }
    }

    static func find(_ query: SnapshotQuery, _ db: Database) throws -> [SnapshotRecord] {
        var conditions = ["NOT is_removed"]
        var arguments: StatementArguments = []
        if let cameras = query.cameras {
            guard !cameras.isEmpty else { return [] }
            conditions.append("camera IN (\(cameras.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(cameras.map(\.text).sorted())
        }
        if let from = query.from {
            conditions.append("taken_at >= ?")
            arguments += [from.nanoseconds]
        }
        if let to = query.to {
            conditions.append("taken_at < ?")
            arguments += [to.nanoseconds]
        }
        if let after = query.after {
            conditions.append("(taken_at, id) \(query.isNewestFirst ? "<" : ">") (?, ?)")
            arguments += [after.takenAt.nanoseconds, after.id.nanoseconds]
        }
        let direction = query.isNewestFirst ? "DESC" : "ASC"
        let sql = """
            SELECT \(columns) FROM snapshot WHERE \(conditions.joined(separator: " AND "))
            ORDER BY taken_at \(direction), id \(direction) LIMIT ?
            """
        return try Row.fetchAll(db, sql: sql, arguments: arguments + [max(0, query.limit)]).map(record)
    }
}

extension SQLiteCatalog {
    package func insert(_ snapshot: SnapshotRecord) async throws(CatalogError) {
        try await write { db in try SnapshotTable.insert(snapshot, db) }
    }

    package func snapshot(_ id: SnapshotID) async throws(CatalogError) -> SnapshotRecord? {
        try await read { db in
            let sql = "SELECT \(SnapshotTable.columns) FROM snapshot WHERE id = ? AND NOT is_removed"
            return try Row.fetchOne(db, sql: sql, arguments: [id.nanoseconds]).map(SnapshotTable.record)
        }
    }

    package func snapshots(_ query: SnapshotQuery) async throws(CatalogError) -> [SnapshotRecord] {
        try await read { db in try SnapshotTable.find(query, db) }
    }

    package func setProtected(_ isProtected: Bool, snapshot id: SnapshotID) async throws(CatalogError) {
        try await write { db in
            let sql = "UPDATE snapshot SET is_protected = ? WHERE id = ? AND NOT is_removed"
            try db.execute(sql: sql, arguments: [isProtected, id.nanoseconds])
            guard db.changesCount > 0 else { throw CatalogError.noSnapshot(id) }
        }
    }

    package func removeSnapshot(
        _ id: SnapshotID,
        includingProtected: Bool
    ) async throws(CatalogError) -> SnapshotRecord? {
        try await write { db in
            let sql = """
                UPDATE snapshot SET is_removed = 1 WHERE id = ? AND NOT is_removed AND (NOT is_protected OR ?)
                RETURNING \(SnapshotTable.columns)
                """
            return try Row.fetchOne(db, sql: sql, arguments: [id.nanoseconds, includingProtected]).map(
                SnapshotTable.record
            )
        }
    }

    package func removedSnapshots() async throws(CatalogError) -> [SnapshotRecord] {
        try await read { db in
            let sql = "SELECT \(SnapshotTable.columns) FROM snapshot WHERE is_removed ORDER BY id"
            return try Row.fetchAll(db, sql: sql).map(SnapshotTable.record)
        }
    }

    package func snapshotVolumes() async throws(CatalogError) -> [String: Int] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT volume, count(*) FROM snapshot GROUP BY volume")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func snapshotTotals() async throws(CatalogError) -> [SnapshotTotals] {
        try await read { db in
            try Row.fetchAll(db, sql: SnapshotTable.totals).map { row in
                SnapshotTotals(
                    camera: try CameraTable.id(row[0]),
                    volume: row[1],
                    snapshots: row[2],
                    bytes: row[3],
                    protectedSnapshots: row[4],
                    protectedBytes: row[5]
                )
            }
        }
    }

    package func forgetSnapshot(_ id: SnapshotID) async throws(CatalogError) {
        try await write { db in
            try db.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [id.nanoseconds])
        }
    }

    package func nextFreeSnapshotID(from time: WallTime) async throws(CatalogError) -> SnapshotID {
        let reservations = snapshotIDs
        return try await read { db in
            let sql = "SELECT id FROM snapshot WHERE id >= ? ORDER BY id"
            let taken = try Int64.fetchCursor(db, sql: sql, arguments: [time.nanoseconds])
            guard let id = try reservations.reserveFirst(from: time.nanoseconds, nextTaken: { try taken.next() }) else {
                throw CatalogError.noFreeID
            }
            return SnapshotID(nanoseconds: id)
        }
    }
}
