import GRDB

/// What a face remembers for the owners of accounts.
enum PreferenceTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE preference (
                    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (user, name)
                ) STRICT, WITHOUT ROWID
                """
        )
    }

    static func set(_ name: String, of user: UserID, to text: String?, limit: Int, _ db: Database) throws {
        let isThere = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM user WHERE id = ?)",
            arguments: [user.number]
        )
        guard isThere == true else { throw CatalogError.noUser(user) }
        guard let text else {
            let sql = "DELETE FROM preference WHERE user = ? AND name = ?"
            return try db.execute(sql: sql, arguments: [user.number, name])
        }
        let others = try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM preference WHERE user = ? AND name <> ?",
            arguments: [user.number, name]
        )
        guard (others ?? 0) < limit else { throw CatalogError.tooManyPreferences(limit) }
        try db.execute(
            sql: "INSERT OR REPLACE INTO preference (user, name, value) VALUES (?, ?, ?)",
            arguments: [user.number, name, text]
        )
    }
}

extension SQLiteCatalog {
    package func preference(_ name: String, of user: UserID) async throws(CatalogError) -> String? {
        try await read { db in
            let sql = "SELECT value FROM preference WHERE user = ? AND name = ?"
            return try String.fetchOne(db, sql: sql, arguments: [user.number, name])
        }
    }

    package func setPreference(
        _ name: String,
        of user: UserID,
        to text: String?,
        limit: Int
    ) async throws(CatalogError) {
        try await write { db in try PreferenceTable.set(name, of: user, to: text, limit: limit, db) }
    }
}
