import GRDB
package import Media

/// The audit log, and the ends of its chain.
enum AuditTable {
    static func create(_ db: Database) throws {
        // An index has the number of the row at its end, so each of them is in the order of the lists.
        try db.execute(
            sql: """
                CREATE TABLE audit (
                    sequence INTEGER PRIMARY KEY NOT NULL,
                    at INTEGER NOT NULL,
                    actor_kind TEXT NOT NULL,
                    actor_id INTEGER,
                    actor_name TEXT NOT NULL,
                    action TEXT NOT NULL,
                    target TEXT,
                    address TEXT,
                    outcome TEXT NOT NULL,
                    detail TEXT NOT NULL,
                    hash BLOB NOT NULL
                ) STRICT;
                CREATE INDEX audit_by_time ON audit (at);
                CREATE INDEX audit_by_actor ON audit (actor_id, at);
                CREATE INDEX audit_by_actor_name ON audit (actor_name, at);
                CREATE INDEX audit_by_target ON audit (target, at);
                CREATE TABLE audit_chain (
                    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
                    anchor_sequence INTEGER NOT NULL,
                    anchor_hash BLOB NOT NULL,
                    head_sequence INTEGER NOT NULL,
                    head_hash BLOB NOT NULL
                ) STRICT;
                INSERT INTO audit_chain VALUES (1, 0, zeroblob(32), 0, zeroblob(32));
                """
        )
    }

    private static let columns = """
        sequence, at, actor_kind, actor_id, actor_name, action, target, address, outcome, detail, hash
        """
    static let bySequence = "SELECT \(columns) FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?"
    static let firstSince = "SELECT sequence FROM audit WHERE at >= ? ORDER BY sequence LIMIT 1"

    static func record(_ row: Row) -> AuditRecord {
        AuditRecord(
            sequence: row[0],
            entry: AuditEntry(
                at: WallTime(nanoseconds: row[1]),
                actor: AuditActor(kind: AuditActor.Kind(rawValue: row[2]), id: row[3], name: row[4]),
                action: row[5],
                target: row[6],
                address: row[7],
                outcome: AuditOutcome(rawValue: row[8]),
                detail: row[9]
            ),
            hash: (row[10] as Blob).bytes
        )
    }

    static func ends(_ db: Database) throws -> AuditEnds {
        let sql = "SELECT anchor_sequence, anchor_hash, head_sequence, head_hash FROM audit_chain"
        guard let row = try Row.fetchOne(db, sql: sql) else {
            throw CatalogError.damaged("it does not say where the audit log begins and ends")
        }
        return AuditEnds(
            anchor: AuditLink(sequence: row[0], hash: (row[1] as Blob).bytes),
            head: AuditLink(sequence: row[2], hash: (row[3] as Blob).bytes)
        )
    }

    static func append(_ record: AuditRecord, _ db: Database) throws {
        let entry = record.entry
        do {
            try db.cachedStatement(sql: "INSERT INTO audit (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .execute(arguments: [
                    record.sequence, entry.at.nanoseconds, entry.actor.kind.rawValue, entry.actor.id, entry.actor.name,
                    entry.action, entry.target, entry.address, entry.outcome.rawValue, entry.detail, Blob(record.hash),
                ])
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.damaged("its audit log goes on beyond its end")
        }
        try db.cachedStatement(sql: "UPDATE audit_chain SET head_sequence = ?, head_hash = ?")
            .execute(arguments: [record.sequence, Blob(record.hash)])
    }

    /// The index that leads to the fewest rows is named, so that statistics, or their lack, change nothing.
    static func query(_ query: AuditQuery) -> (sql: String, arguments: StatementArguments) {
        var index = "audit_by_time"
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func require(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        if let name = query.actorName {
            index = "audit_by_actor_name"
            require("actor_name = ?", [name])
        }
        if let id = query.actorID {
            index = "audit_by_actor"
            require("actor_id = ?", [id])
        }
        if let target = query.target {
            index = "audit_by_target"
            require("target = ?", [target])
        }
        if let outcome = query.outcome { require("outcome = ?", [outcome.rawValue]) }
        if let prefix = query.actionPrefix {
            require("substr(action, 1, ?) = ?", [prefix.unicodeScalars.count, prefix])
        }
        if let from = query.from { require("at >= ?", [from.nanoseconds]) }
        if let to = query.to { require("at < ?", [to.nanoseconds]) }
        if let cursor = query.before {
            require("at <= ?", [cursor.at.nanoseconds])
            require("(at < ? OR sequence < ?)", [cursor.at.nanoseconds, cursor.sequence])
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        arguments += [max(0, query.limit)]
        return (
            """
            SELECT \(columns) FROM audit INDEXED BY \(index) \(filter) ORDER BY at DESC, sequence DESC LIMIT ?
            """,
            arguments
        )
    }
}

extension SQLiteCatalog {
    package func appendAudit(
        _ entry: AuditEntry,
        hash: @escaping @Sendable (_ previous: AuditLink, _ entry: AuditEntry) -> [UInt8]
    ) async throws(CatalogError) -> AuditRecord {
        try await write { db in
            let head = try AuditTable.ends(db).head
            guard head.sequence < .max else { throw CatalogError.damaged("its audit log has no end") }
            let record = AuditRecord(sequence: head.sequence + 1, entry: entry, hash: hash(head, entry))
            try AuditTable.append(record, db)
            return record
        }
    }

    package func audit(_ query: AuditQuery) async throws(CatalogError) -> [AuditRecord] {
        try await read { db in
            let (sql, arguments) = AuditTable.query(query)
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map(AuditTable.record)
        }
    }

    package func audit(after sequence: Int64, limit: Int) async throws(CatalogError) -> [AuditRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: AuditTable.bySequence, arguments: [sequence, max(0, limit)])
                .map(AuditTable.record)
        }
    }

    package func auditEnds() async throws(CatalogError) -> AuditEnds { try await read(AuditTable.ends) }

    package func firstAudit(since time: WallTime) async throws(CatalogError) -> Int64? {
        try await read { db in
            try Int64.fetchOne(db, sql: AuditTable.firstSince, arguments: [time.nanoseconds])
        }
    }

    package func deleteAudit(through sequence: Int64) async throws(CatalogError) {
        try await write { db in
            let sql = """
                UPDATE audit_chain SET (anchor_sequence, anchor_hash) =
                    (SELECT sequence, hash FROM audit WHERE sequence = ?1)
                WHERE EXISTS (SELECT 1 FROM audit WHERE sequence = ?1)
                """
            try db.execute(sql: sql, arguments: [sequence])
            guard db.changesCount > 0 else { throw CatalogError.noAudit(sequence) }
            try db.execute(sql: "DELETE FROM audit WHERE sequence <= ?", arguments: [sequence])
        }
    }
}
