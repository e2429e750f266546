import GRDB

/// The settings.
enum SettingTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE setting ("key" TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID
                """
        )
    }

    static func change(_ key: String, to value: String?, _ db: Database) throws {
        if let value {
            try db.execute(
                sql: #"INSERT OR REPLACE INTO setting ("key", value) VALUES (?, ?)"#,
                arguments: [key, value]
            )
        } else {
            try db.execute(sql: #"DELETE FROM setting WHERE "key" = ?"#, arguments: [key])
        }
    }
}

extension SQLiteCatalog {
    package func setting(_ key: String) async throws(CatalogError) -> String? {
        try await read { db in
            try String.fetchOne(db, sql: #"SELECT value FROM setting WHERE "key" = ?"#, arguments: [key])
        }
    }

    package func settings() async throws(CatalogError) -> [String: String] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: #"SELECT "key", value FROM setting"#)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func changeSettings(_ changes: [String: String?]) async throws(CatalogError) {
        guard !changes.isEmpty else { return }
        try await write { db in
            for (key, value) in changes { try SettingTable.change(key, to: value, db) }
        }
    }
}
