import GRDB
package import Media

/// The volumes.
enum VolumeTable {
    /// The volumes, and to which of them a camera's streams go.
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE volume (
                    id TEXT PRIMARY KEY NOT NULL,
                    name TEXT NOT NULL,
                    path TEXT NOT NULL,
                    identity TEXT,
                    note TEXT NOT NULL,
                    limit_bytes INTEGER,
                    floor_bytes INTEGER,
                    created_at INTEGER NOT NULL,
                    deleted_at INTEGER
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX volume_by_name ON volume (name) WHERE deleted_at IS NULL;
                ALTER TABLE camera ADD COLUMN main_volume TEXT;
                ALTER TABLE camera ADD COLUMN sub_volume TEXT;
                """
        )
    }

    static let columns = "id, name, path, identity, note, limit_bytes, floor_bytes, created_at, deleted_at"

    static func insert(_ volume: VolumeRecord, _ db: Database) throws {
        do {
            try db.execute(
                sql: "INSERT INTO volume (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [volume.id] + arguments(of: volume)
            )
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.volumeExists(volume)
        }
    }

    static func update(_ volume: VolumeRecord, _ db: Database) throws {
        do {
            try db.execute(
                sql: """
                    UPDATE volume SET name = ?, path = ?, identity = ?, note = ?, limit_bytes = ?, floor_bytes = ?, \
                    created_at = ?, deleted_at = ? WHERE id = ?
                    """,
                arguments: arguments(of: volume) + [volume.id]
            )
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.volumeExists(volume)
        }
        guard db.changesCount > 0 else { throw CatalogError.noVolume(volume.id) }
    }

    static func remove(_ id: String, at time: WallTime, _ db: Database) throws -> [CameraID] {
        try db.execute(
            sql: "UPDATE volume SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?",
            arguments: [time.nanoseconds, id]
        )
        guard db.changesCount > 0 else { throw CatalogError.noVolume(id) }
        let cameras = try String.fetchAll(
            db,
            sql: """
                SELECT id FROM camera
                WHERE (main_volume = ?1 OR sub_volume = ?1 OR event_volume = ?1 OR snapshot_volume = ?1)
                    AND deleted_at IS NULL
                ORDER BY id
                """,
            arguments: [id]
        )
        for column in ["main_volume", "sub_volume", "event_volume", "snapshot_volume"] {
            try db.execute(sql: "UPDATE camera SET \(column) = NULL WHERE \(column) = ?", arguments: [id])
        }
        return try cameras.map(CameraTable.id)
    }

    /// All columns but the id, in their order.
    private static func arguments(of volume: VolumeRecord) -> StatementArguments {
        [
            volume.name, volume.path, volume.identity, volume.note, volume.limitBytes, volume.floorBytes,
            volume.createdAt.nanoseconds, volume.deletedAt?.nanoseconds,
        ]
    }

    static func record(_ row: Row) -> VolumeRecord {
        VolumeRecord(
            id: row[0],
            name: row[1],
            path: row[2],
            identity: row[3],
            note: row[4],
            limitBytes: row[5],
            floorBytes: row[6],
            createdAt: WallTime(nanoseconds: row[7]),
            deletedAt: (row[8] as Int64?).map(WallTime.init)
        )
    }
}

extension SQLiteCatalog {
    package func volumes(includingDeleted: Bool) async throws(CatalogError) -> [VolumeRecord] {
        try await read { db in
            let sql = "SELECT \(VolumeTable.columns) FROM volume WHERE deleted_at IS NULL OR ? ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: [includingDeleted]).map(VolumeTable.record)
        }
    }

    package func insert(_ volume: VolumeRecord) async throws(CatalogError) {
        try await write { db in try VolumeTable.insert(volume, db) }
    }

    package func update(_ volume: VolumeRecord) async throws(CatalogError) {
        try await write { db in try VolumeTable.update(volume, db) }
    }

    package func removeVolume(_ id: String, at time: WallTime) async throws(CatalogError) -> [CameraID] {
        try await write { db in try VolumeTable.remove(id, at: time, db) }
    }
}
