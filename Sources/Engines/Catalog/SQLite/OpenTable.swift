import GRDB
package import Media

/// The starts of the program.
enum OpenTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE open (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    started_at INTEGER NOT NULL,
                    last_seen_at INTEGER NOT NULL,
                    closed_cleanly INTEGER NOT NULL,
                    version TEXT NOT NULL
                ) STRICT
                """
        )
    }

    static func seen(_ id: OpenID, at time: WallTime, closedCleanly: Bool, _ db: Database) throws {
        try db.execute(
            sql:
                """
                UPDATE open SET last_seen_at = max(last_seen_at, ?), closed_cleanly = closed_cleanly OR ? WHERE id = ?
                """,
            arguments: [time.nanoseconds, closedCleanly, id.number]
        )
        guard db.changesCount > 0 else { throw CatalogError.noOpen(id) }
    }
}

extension SQLiteCatalog {
    package func beginOpen(version: String, at time: WallTime) async throws(CatalogError) -> OpenRecord {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO open (started_at, last_seen_at, closed_cleanly, version) VALUES (?, ?, 0, ?)",
                arguments: [time.nanoseconds, time.nanoseconds, version]
            )
            let id = OpenID(number: db.lastInsertedRowID)
            return OpenRecord(id: id, startedAt: time, lastSeenAt: time, closedCleanly: false, version: version)
        }
    }

    package func touchOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError) {
        let reserve = reserve
        try await write { db in
            try OpenTable.seen(id, at: time, closedCleanly: false, db)
            // Here, because it comes now and then, and on a thread that may wait for the disk.
            reserve.fill()
        }
    }

    package func closeOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError) {
        try await write { db in try OpenTable.seen(id, at: time, closedCleanly: true, db) }
    }

    package func previousOpen(before id: OpenID?) async throws(CatalogError) -> OpenRecord? {
        try await read { db in
            let sql = """
                SELECT id, started_at, last_seen_at, closed_cleanly, version FROM open
                WHERE id < ? ORDER BY id DESC LIMIT 1
                """
            return try Row.fetchOne(db, sql: sql, arguments: [id?.number ?? .max]).map { row in
                OpenRecord(
                    id: OpenID(number: row[0]),
                    startedAt: WallTime(nanoseconds: row[1]),
                    lastSeenAt: WallTime(nanoseconds: row[2]),
                    closedCleanly: row[3],
                    version: row[4]
                )
            }
        }
    }
}
