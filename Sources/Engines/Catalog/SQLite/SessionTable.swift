import GRDB
package import Media

/// The sessions, and the tokens that were revoked before their time.
enum SessionTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE session (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    token_hash BLOB NOT NULL UNIQUE,
                    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                    face TEXT NOT NULL,
                    created_at INTEGER NOT NULL,
                    last_seen_at INTEGER NOT NULL,
                    idle_limit INTEGER NOT NULL,
                    expires_at INTEGER NOT NULL,
                    address TEXT,
                    user_agent TEXT
                ) STRICT;
                CREATE INDEX session_by_user ON session (user);
                CREATE TABLE revoked_token (
                    id TEXT PRIMARY KEY NOT NULL,
                    expires_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    static let columns = """
        id, user, token_hash, face, created_at, last_seen_at, idle_limit, expires_at, address, user_agent
        """
    static let byToken = "SELECT \(columns) FROM session WHERE token_hash = ?"
    static let byUser = "SELECT \(columns) FROM session WHERE user = ? ORDER BY id"

    static func record(_ row: Row) -> SessionRecord {
        SessionRecord(
            id: SessionID(number: row[0]),
            user: UserID(number: row[1]),
            tokenHash: (row[2] as Blob).bytes,
            face: row[3],
            createdAt: WallTime(nanoseconds: row[4]),
            lastSeenAt: WallTime(nanoseconds: row[5]),
            idleLimit: .nanoseconds(row[6] as Int64),
            expiresAt: WallTime(nanoseconds: row[7]),
            address: row[8],
            userAgent: row[9]
        )
    }

    static func insert(
        _ session: SessionRecord,
        generation: Int64,
        keeping limit: Int,
        _ db: Database
    ) throws -> SessionStart {
        try db.execute(
            sql: """
                INSERT INTO session (user, token_hash, face, created_at, last_seen_at, idle_limit, expires_at, address,
                    user_agent)
                SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM user WHERE id = ? AND is_enabled AND token_generation = ?
                """,
            arguments: [
                Blob(session.tokenHash), session.face, session.createdAt.nanoseconds, session.lastSeenAt.nanoseconds,
                session.idleLimit.inNanoseconds, session.expiresAt.nanoseconds, session.address, session.userAgent,
                session.user.number, generation,
            ]
        )
        guard db.changesCount > 0 else { throw CatalogError.stale("The account") }
        var session = session
        session.id = SessionID(number: db.lastInsertedRowID)
        let others = "SELECT id FROM session WHERE user = ? AND id <> ? ORDER BY last_seen_at DESC, id DESC"
        let ended = try Int64.fetchAll(db, sql: others, arguments: [session.user.number, session.id.number])
            .dropFirst(max(0, limit - 1))
        for id in ended { try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id]) }
        return SessionStart(session: session, ended: ended.map(SessionID.init))
    }

    static func deleteAll(of user: UserID, except kept: SessionID?, _ db: Database) throws -> [SessionID] {
        try delete(where: "user = ?1 AND id IS NOT ?2", [user.number, kept?.number], db)
    }

    static func deleteExpired(at time: WallTime, _ db: Database) throws -> [SessionID] {
        try delete(where: "expires_at <= ?1 OR ?1 - last_seen_at >= idle_limit", [time.nanoseconds], db)
    }

    /// - Returns: those that were deleted, by id.
    private static func delete(
        where condition: String,
        _ arguments: StatementArguments,
        _ db: Database
    ) throws -> [SessionID] {
        let sql = "DELETE FROM session WHERE \(condition) RETURNING id"
        return try Int64.fetchAll(db, sql: sql, arguments: arguments).map(SessionID.init).sorted()
    }
}

extension SQLiteCatalog {
    package func insertSession(
        _ session: SessionRecord,
        generation: Int64,
        keeping limit: Int
    ) async throws(CatalogError) -> SessionStart {
        try await write { db in try SessionTable.insert(session, generation: generation, keeping: limit, db) }
    }

    package func session(tokenHash: [UInt8]) async throws(CatalogError) -> SessionRecord? {
        try await read { db in
            let statement = try db.cachedStatement(sql: SessionTable.byToken)
            return try Row.fetchOne(statement, arguments: [Blob(tokenHash)]).map(SessionTable.record)
        }
    }

    package func sessions(of user: UserID) async throws(CatalogError) -> [SessionRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: SessionTable.byUser, arguments: [user.number]).map(SessionTable.record)
        }
    }

    package func touchSession(_ id: SessionID, at time: WallTime) async throws(CatalogError) {
        try await write { db in
            let sql = "UPDATE session SET last_seen_at = max(last_seen_at, ?) WHERE id = ?"
            try db.execute(sql: sql, arguments: [time.nanoseconds, id.number])
        }
    }

    @discardableResult
    package func deleteSession(_ id: SessionID) async throws(CatalogError) -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id.number])
            return db.changesCount > 0
        }
    }

    @discardableResult
    package func deleteSessions(of user: UserID, except kept: SessionID?) async throws(CatalogError) -> [SessionID] {
        try await write { db in try SessionTable.deleteAll(of: user, except: kept, db) }
    }

    package func revokeToken(_ id: String, until expiry: WallTime) async throws(CatalogError) {
        try await write { db in
            let sql = "INSERT OR REPLACE INTO revoked_token (id, expires_at) VALUES (?, ?)"
            try db.execute(sql: sql, arguments: [id, expiry.nanoseconds])
        }
    }

    package func revokedTokens() async throws(CatalogError) -> [String: WallTime] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT id, expires_at FROM revoked_token")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], WallTime(nanoseconds: $0[1])) })
        }
    }

    @discardableResult
    package func deleteExpiredAccess(at time: WallTime) async throws(CatalogError) -> [SessionID] {
        try await write { db in
            try db.execute(sql: "DELETE FROM revoked_token WHERE expires_at <= ?", arguments: [time.nanoseconds])
            return try SessionTable.deleteExpired(at: time, db)
        }
    }
}
