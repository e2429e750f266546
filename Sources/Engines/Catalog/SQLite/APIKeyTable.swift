import GRDB
package import Media

/// The keys for programs.
enum APIKeyTable {
    static func create(_ db: Database) throws {
        // The cameras of a key are their ids with commas between, which no id contains.
        try db.execute(
            sql: """
                CREATE TABLE api_key (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    prefix TEXT NOT NULL,
                    secret_hash BLOB NOT NULL UNIQUE,
                    is_read_only INTEGER NOT NULL,
                    cameras TEXT,
                    created_by INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    expires_at INTEGER,
                    last_used_at INTEGER
                ) STRICT;
                CREATE INDEX api_key_by_user ON api_key (user);
                """
        )
    }

    private static let members = """
        user, name, prefix, secret_hash, is_read_only, cameras, created_by, created_at, expires_at, last_used_at
        """
    static let columns = "id, " + members
    static let bySecret = "SELECT \(columns) FROM api_key WHERE secret_hash = ?"
    static let byUser = "SELECT \(columns) FROM api_key WHERE user = ? ORDER BY id"
    static let all = "SELECT \(columns) FROM api_key ORDER BY id"

    static func record(_ row: Row) throws -> APIKeyRecord {
        let cameras = try (row[6] as String?)?.split(separator: ",").map { try CameraTable.id(String($0)) }
        return APIKeyRecord(
            id: APIKeyID(number: row[0]),
            user: UserID(number: row[1]),
            name: row[2],
            prefix: row[3],
            secretHash: (row[4] as Blob).bytes,
            scope: APIKeyScope(isReadOnly: row[5], cameras: cameras.map(Set.init)),
            createdBy: UserID(number: row[7]),
            createdAt: WallTime(nanoseconds: row[8]),
            expiresAt: (row[9] as Int64?).map(WallTime.init),
            lastUsedAt: (row[10] as Int64?).map(WallTime.init)
        )
    }

    static func insert(_ key: APIKeyRecord, _ db: Database) throws -> APIKeyRecord {
        let cameras = key.scope.cameras.map { $0.sorted().map(\.text).joined(separator: ",") }
        do {
            try db.execute(
                sql: "INSERT INTO api_key (\(members)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    key.user.number, key.name, key.prefix, Blob(key.secretHash), key.scope.isReadOnly, cameras,
                    key.createdBy.number, key.createdAt.nanoseconds, key.expiresAt?.nanoseconds,
                    key.lastUsedAt?.nanoseconds,
                ]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw CatalogError.noUser(key.user)
        }
        var key = key
        key.id = APIKeyID(number: db.lastInsertedRowID)
        return key
    }
}

extension SQLiteCatalog {
    package func insertAPIKey(_ key: APIKeyRecord) async throws(CatalogError) -> APIKeyRecord {
        try await write { db in try APIKeyTable.insert(key, db) }
    }

    package func apiKey(secretHash: [UInt8]) async throws(CatalogError) -> APIKeyRecord? {
        try await read { db in
            let statement = try db.cachedStatement(sql: APIKeyTable.bySecret)
            return try Row.fetchOne(statement, arguments: [Blob(secretHash)]).map(APIKeyTable.record)
        }
    }

    package func apiKeys(of user: UserID?) async throws(CatalogError) -> [APIKeyRecord] {
        try await read { db in
            let rows =
                if let user {
                    try Row.fetchAll(db, sql: APIKeyTable.byUser, arguments: [user.number])
                } else {
                    try Row.fetchAll(db, sql: APIKeyTable.all)
                }
            return try rows.map(APIKeyTable.record)
        }
    }

    package func touchAPIKey(_ id: APIKeyID, at time: WallTime) async throws(CatalogError) {
        try await write { db in
            let sql = "UPDATE api_key SET last_used_at = max(coalesce(last_used_at, ?1), ?1) WHERE id = ?2"
            try db.execute(sql: sql, arguments: [time.nanoseconds, id.number])
        }
    }

    @discardableResult
    package func deleteAPIKey(_ id: APIKeyID) async throws(CatalogError) -> Bool {
        try await write { db in
            try db.execute(sql: "DELETE FROM api_key WHERE id = ?", arguments: [id.number])
            return db.changesCount > 0
        }
    }
}
