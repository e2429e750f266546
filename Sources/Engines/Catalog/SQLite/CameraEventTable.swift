import GRDB
import Media

/// The events of cameras.
enum CameraEventTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE camera_event (
                    id INTEGER PRIMARY KEY NOT NULL,
                    camera TEXT NOT NULL REFERENCES camera (id),
                    stream TEXT,
                    kind TEXT NOT NULL,
                    label TEXT NOT NULL,
                    score REAL,
                    zones TEXT NOT NULL,
                    start_at INTEGER NOT NULL,
                    end_at INTEGER,
                    snapshot INTEGER,
                    source TEXT NOT NULL,
                    acknowledged_by TEXT,
                    acknowledged_at INTEGER,
                    attributes TEXT NOT NULL
                ) STRICT;
                CREATE INDEX camera_event_by_camera ON camera_event (camera, start_at, id);
                CREATE INDEX camera_event_by_time ON camera_event (start_at, id);
                CREATE INDEX camera_event_open ON camera_event (start_at, id) WHERE end_at IS NULL;
                CREATE INDEX segment_event ON segment (stream, start_at, end_at, bytes) WHERE is_event;
                """
        )
    }

    static let columns = """
        id, camera, stream, kind, label, score, zones, start_at, end_at, snapshot, source, acknowledged_by, \
        acknowledged_at, attributes
        """

    static func record(_ row: Row) throws -> CameraEventRecord {
        CameraEventRecord(
            id: CameraEventID(nanoseconds: row[0]),
            camera: try CameraTable.id(row[1]),
            stream: (row[2] as String?).flatMap(StreamKind.init),
            kind: row[3],
            label: row[4],
            score: row[5],
            zones: zones(row[6]),
            start: WallTime(nanoseconds: row[7]),
            end: (row[8] as Int64?).map(WallTime.init),
            snapshot: (row[9] as Int64?).map { SnapshotID(nanoseconds: $0) },
            source: row[10],
            acknowledgedBy: row[11],
            acknowledgedAt: (row[12] as Int64?).map(WallTime.init),
            attributes: row[13]
        )
    }

    // A line for each zone, and a line feed also before the first, so that one can be looked for.

    private static func text(_ zones: [String]) -> String {
        zones.map { "\n\($0)" }.joined() + (zones.isEmpty ? "" : "\n")
    }

    private static func zones(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    private static func arguments(of event: CameraEventRecord) -> StatementArguments {
        [
            event.camera.text, event.stream?.rawValue, event.kind, event.label, event.score, text(event.zones),
            event.start.nanoseconds, event.end?.nanoseconds, event.snapshot?.nanoseconds, event.source,
            event.acknowledgedBy, event.acknowledgedAt?.nanoseconds, event.attributes, event.id.nanoseconds,
        ]
    }

    static func insert(_ event: CameraEventRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO camera_event (camera, stream, kind, label, score, zones, start_at, end_at, snapshot, source,
                    acknowledged_by, acknowledged_at, attributes, id)
                VALUES ((SELECT id FROM camera WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        do {
            try statement.execute(arguments: arguments(of: event))
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.exists("an event with the id \(event.id)")
        } catch let error as DatabaseError where error.isMissingValue {
            throw CatalogError.unknownCamera(event.camera, of: "The event \(event.id)")
        }
    }

    static func update(_ event: CameraEventRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE camera_event SET camera = ?, stream = ?, kind = ?, label = ?, score = ?, zones = ?, start_at = ?,
                    end_at = ?, snapshot = ?, source = ?, acknowledged_by = ?, acknowledged_at = ?, attributes = ?
                WHERE id = ?
                """
        )
        try statement.execute(arguments: arguments(of: event))
        guard db.changesCount > 0 else { throw CatalogError.noEvent(event.id) }
    }

    /// What the filter asks for in SQL; nil where nothing can be found.
    private static func clauses(of filter: CameraEventFilter) -> (sql: [String], arguments: StatementArguments)? {
        var sql: [String] = []
        var arguments: StatementArguments = []
        func add<Value: DatabaseValueConvertible>(_ condition: String, _ value: Value?) {
            guard let value else { return }
            sql.append(condition)
            arguments += [value]
        }
        if let cameras = filter.cameras {
            guard !cameras.isEmpty else { return nil }
            sql.append("camera IN (\(cameras.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(cameras.map(\.text).sorted())
        }
        add("kind = ?", filter.kind)
        add("label = ?", filter.label)
        add("source = ?", filter.source)
        add("score >= ?", filter.leastScore)
        add("instr(zones, char(10) || ? || char(10)) > 0", filter.zone)
        add("start_at >= ?", filter.from?.nanoseconds)
        add("start_at < ?", filter.to?.nanoseconds)
        if let isAcknowledged = filter.isAcknowledged {
            sql.append("acknowledged_at IS \(isAcknowledged ? "NOT NULL" : "NULL")")
        }
        return (sql, arguments)
    }

    private static func whereClause(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }

    static func find(_ query: CameraEventQuery, _ db: Database) throws -> [CameraEventRecord] {
        guard let clauses = clauses(of: query.filter) else { return [] }
        var (conditions, arguments) = clauses
        if let after = query.after {
            conditions.append("(start_at, id) \(query.isNewestFirst ? "<" : ">") (?, ?)")
            arguments += [after.start.nanoseconds, after.id.nanoseconds]
        }
        let direction = query.isNewestFirst ? "DESC" : "ASC"
        let sql = """
            SELECT \(columns) FROM camera_event \(whereClause(conditions))
            ORDER BY start_at \(direction), id \(direction) LIMIT ?
            """
        return try Row.fetchAll(db, sql: sql, arguments: arguments + [max(0, query.limit)]).map(record)
    }

    static func tally(_ filter: CameraEventFilter, between edges: [WallTime], _ db: Database) throws
        -> [CameraEventTally]
    {
        guard let clauses = clauses(of: filter), edges.count > 1 else { return [] }
        let (conditions, arguments) = (clauses.sql + ["start_at >= ?", "start_at < ?"], clauses.arguments)
        let sql = """
            SELECT camera, kind, count(*), sum(acknowledged_at IS NULL) FROM camera_event \(whereClause(conditions))
            GROUP BY camera, kind ORDER BY camera, kind
            """
        let statement = try db.cachedStatement(sql: sql)
        var tallies: [CameraEventTally] = []
        for (stretch, (start, end)) in zip(edges, edges.dropFirst()).enumerated() where start < end {
            let ends: StatementArguments = [start.nanoseconds, end.nanoseconds]
            for row in try Row.fetchAll(statement, arguments: arguments + ends) {
                tallies.append(
                    CameraEventTally(
                        stretch: stretch,
                        camera: try CameraTable.id(row[0]),
                        kind: row[1],
                        count: row[2],
                        unacknowledged: row[3]
                    )
                )
            }
        }
        return tallies
    }

    static func acknowledge(_ id: CameraEventID, by name: String?, at time: WallTime, _ db: Database) throws -> Bool {
        let sql = """
            UPDATE camera_event SET acknowledged_by = ?, acknowledged_at = ?
            WHERE id = ? AND acknowledged_at IS \(name == nil ? "NOT NULL" : "NULL")
            """
        let arguments: StatementArguments = [name, name == nil ? nil : time.nanoseconds, id.nanoseconds]
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
        return db.changesCount > 0
    }
}
