import GRDB

/// Small numbers of things.
enum NumberTable {
    static func create(_ db: Database) throws {
        // AUTOINCREMENT: the number of what was deleted is not given again.
        try db.execute(
            sql: """
                CREATE TABLE thing_number (
                    number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    kind TEXT NOT NULL,
                    id TEXT NOT NULL,
                    UNIQUE (kind, id)
                ) STRICT;

                CREATE TRIGGER segment_number_gone AFTER DELETE ON segment
                WHEN NOT EXISTS (SELECT 1 FROM segment_merged WHERE id = OLD.id) BEGIN
                    DELETE FROM thing_number WHERE kind = 'recording' AND id = CAST(OLD.id AS TEXT);
                END;
                CREATE TRIGGER merged_number_gone AFTER DELETE ON segment_merged BEGIN
                    DELETE FROM thing_number WHERE kind = 'recording' AND id = CAST(OLD.id AS TEXT);
                END;
                CREATE TRIGGER snapshot_number_gone AFTER DELETE ON snapshot BEGIN
                    DELETE FROM thing_number WHERE kind = 'snapshot' AND id = CAST(OLD.id AS TEXT);
                END;
                """
        )
    }

    /// Nil where it has none.
    static func number(of thing: NumberedThing, _ db: Database) throws -> Int64? {
        let statement = try db.cachedStatement(sql: "SELECT number FROM thing_number WHERE kind = ? AND id = ?")
        return try Int64.fetchOne(statement, arguments: [thing.kind.rawValue, thing.id])
    }

    static func add(_ thing: NumberedThing, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO thing_number (kind, id) VALUES (?, ?)")
            .execute(arguments: [thing.kind.rawValue, thing.id])
        return db.lastInsertedRowID
    }

    /// Those of what people set up.
    static func configured(_ db: Database) throws -> [NumberedThing: Int64] {
        var found: [NumberedThing: Int64] = [:]
        for kind in NumberedThing.Kind.configured {
            let sql = "SELECT id, number FROM thing_number WHERE kind = ?"
            for row in try Row.fetchAll(db, sql: sql, arguments: [kind.rawValue]) {
                found[NumberedThing(kind, row[0])] = row[1]
            }
        }
        return found
    }

    /// Whatever had such a number has none any more.
    static func give(_ numbers: [NumberedThing: Int64], _ db: Database) throws {
        for (thing, number) in numbers {
            try db.cachedStatement(sql: "DELETE FROM thing_number WHERE number = ? OR kind = ? AND id = ?")
                .execute(arguments: [number, thing.kind.rawValue, thing.id])
        }
        for (thing, number) in numbers {
            try db.cachedStatement(sql: "INSERT INTO thing_number (number, kind, id) VALUES (?, ?, ?)")
                .execute(arguments: [number, thing.kind.rawValue, thing.id])
        }
    }

    static func thing(_ number: Int64, _ db: Database) throws -> NumberedThing? {
        let statement = try db.cachedStatement(sql: "SELECT kind, id FROM thing_number WHERE number = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        // A kind of a later program's is none that is known here.
        return NumberedThing.Kind(rawValue: row[0]).map { NumberedThing($0, row[1]) }
    }
}

extension SQLiteCatalog {
    package func numbers(
        of things: Set<NumberedThing>
    ) async throws(CatalogError) -> [NumberedThing: Int64] {
        // Mostly all have one: nobody who only reads waits for those who write.
        let known = try await read { db in
            var found: [NumberedThing: Int64] = [:]
            for thing in things { found[thing] = try NumberTable.number(of: thing, db) }
            return found
        }
        guard known.count < things.count else { return known }
        // In an order of their own, so that a list numbers what is in it from the oldest on.
        let missing = things.filter { known[$0] == nil }
            .sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
        let added = try await write { db in
            var found: [NumberedThing: Int64] = [:]
            // Somebody else may have been quicker.
            for thing in missing {
                found[thing] = try NumberTable.number(of: thing, db) ?? NumberTable.add(thing, db)
            }
            return found
        }
        return known.merging(added) { _, new in new }
    }

    package func thing(numbered number: Int64) async throws(CatalogError) -> NumberedThing? {
        try await read { db in try NumberTable.thing(number, db) }
    }
}
