import GRDB
package import Media

/// The gaps.
enum GapTable {
    /// An hour. Gaps that last count as long, since they have no end yet.
    static let usualLength: Int64 = 3_600_000_000_000

    static let timeline = TimelineTable(
        name: "gap",
        columns: "camera, kind, gap.id, start_at, end_at, reason, detail, missing",
        usualLength: usualLength,
        isLong: "(end_at IS NULL OR end_at - start_at > \(usualLength))"
    )

    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE gap (
                    id INTEGER PRIMARY KEY NOT NULL,
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    start_at INTEGER NOT NULL,
                    end_at INTEGER CHECK (end_at >= start_at),
                    reason TEXT NOT NULL,
                    detail TEXT NOT NULL
                ) STRICT;
                CREATE INDEX gap_by_stream ON gap (stream, start_at, id, end_at);
                CREATE INDEX gap_by_start ON gap (start_at, id, end_at);
                CREATE INDEX gap_long ON gap (start_at, id, end_at, stream)
                    WHERE (end_at IS NULL OR end_at - start_at > \(usualLength));
                CREATE INDEX gap_open ON gap (start_at, id) WHERE end_at IS NULL;
                """
        )
    }

    /// Nanoseconds; NULL where all is missing.
    static func addMissing(_ db: Database) throws { try db.execute(sql: "ALTER TABLE gap ADD COLUMN missing INTEGER") }

    /// A row of `timeline.columns`.
    static func record(_ row: Row) throws -> GapRecord {
        GapRecord(
            id: GapID(nanoseconds: row[2]),
            camera: try CameraTable.id(row[0]),
            stream: try CameraTable.kind(row[1]),
            start: WallTime(nanoseconds: row[3]),
            end: (row[4] as Int64?).map(WallTime.init),
            missing: (row[7] as Int64?).map { .nanoseconds($0) },
            reason: GapReason(rawValue: row[5]) ?? .other,
            detail: row[6]
        )
    }

    /// - Parameter updates: where there is one with its id, it is brought up to date.
    static func insert(_ gap: GapRecord, updates: Bool = false, _ db: Database) throws {
        let update = """
            ON CONFLICT (id) DO UPDATE
            SET end_at = excluded.end_at, missing = excluded.missing, detail = excluded.detail
            """
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO gap (stream, id, start_at, end_at, reason, detail, missing)
                VALUES ((SELECT number FROM camera_stream WHERE camera = ? AND kind = ?), ?, ?, ?, ?, ?, ?)
                \(updates ? update : "")
                """
        )
        do {
            try statement.execute(arguments: [
                gap.camera.text, gap.stream.rawValue, gap.id.nanoseconds, gap.start.nanoseconds,
                gap.end.map { max(gap.start, $0).nanoseconds }, gap.reason.rawValue, gap.detail,
                gap.missing?.inNanoseconds,
            ])
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.exists("a gap with the id \(gap.id)")
        } catch let error as DatabaseError where error.isMissingValue {
            throw CatalogError.unknownCamera(gap.camera, of: "The gap \(gap.id)")
        }
    }

    /// Returns false where there is no such gap that lasts.
    static func close(_ id: GapID, at end: WallTime, _ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "UPDATE gap SET end_at = max(start_at, ?) WHERE id = ? AND end_at IS NULL")
            .execute(arguments: [end.nanoseconds, id.nanoseconds])
        return db.changesCount > 0
    }
}

extension SQLiteCatalog {
    package func openGap(_ gap: GapRecord) async throws(CatalogError) {
        try await write { db in try GapTable.insert(gap, db) }
    }

    @discardableResult
    package func closeGap(_ id: GapID, at end: WallTime) async throws(CatalogError) -> Bool {
        try await write { db in try GapTable.close(id, at: end, db) }
    }

    package func gaps(_ query: GapQuery) async throws(CatalogError) -> [GapRecord] {
        let window = TimelineWindow(from: query.from?.nanoseconds, to: query.to?.nanoseconds, limit: query.limit)
        return try await read { db in
            var gaps: [GapRecord] = []
            let scopes = try TimelineScope.all(of: query.camera, query.stream, db)
            for scope in scopes {
                try GapTable.timeline.forEachRow(db, window, scope) { gaps.append(try GapTable.record($0)) }
            }
            guard scopes.count > 1 else { return gaps }
            gaps.sort { ($0.start, $0.id) < ($1.start, $1.id) }
            return Array(gaps.prefix(max(0, query.limit)))
        }
    }

    package func openGaps() async throws(CatalogError) -> [GapRecord] {
        try await read { db in
            let sql = """
                SELECT \(GapTable.timeline.columns) FROM gap INDEXED BY gap_open
                CROSS JOIN camera_stream ON number = gap.stream
                WHERE end_at IS NULL ORDER BY start_at, gap.id
                """
            return try Row.fetchAll(db, sql: sql).map(GapTable.record)
        }
    }

    package func nextFreeGapID(from time: WallTime) async throws(CatalogError) -> GapID {
        let reservations = gapIDs
        return try await read { db in
            let sql = "SELECT id FROM gap WHERE id >= ? ORDER BY id"
            let taken = try Int64.fetchCursor(db, sql: sql, arguments: [time.nanoseconds])
            guard let id = try reservations.reserveFirst(from: time.nanoseconds, nextTaken: { try taken.next() }) else {
                throw CatalogError.noFreeID
            }
            return GapID(nanoseconds: id)
        }
    }
}
