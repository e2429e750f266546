import GRDB
package import Media

extension SQLiteCatalog {
    package func insert(_ event: CameraEventRecord) async throws(CatalogError) {
        try await write { db in try CameraEventTable.insert(event, db) }
    }

    package func update(_ event: CameraEventRecord) async throws(CatalogError) {
        try await write { db in try CameraEventTable.update(event, db) }
    }

    package func event(_ id: CameraEventID) async throws(CatalogError) -> CameraEventRecord? {
        try await read { db in
            let sql = "SELECT \(CameraEventTable.columns) FROM camera_event WHERE id = ?"
            return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id.nanoseconds]).map(
                CameraEventTable.record
            )
        }
    }

    package func events(_ query: CameraEventQuery) async throws(CatalogError) -> [CameraEventRecord] {
        try await read { db in try CameraEventTable.find(query, db) }
    }

    package func openEvents() async throws(CatalogError) -> [CameraEventRecord] {
        try await read { db in
            let sql = "SELECT \(CameraEventTable.columns) FROM camera_event WHERE end_at IS NULL ORDER BY start_at, id"
            return try Row.fetchAll(db, sql: sql).map(CameraEventTable.record)
        }
    }

    package func tallyEvents(
        _ filter: CameraEventFilter,
        between edges: [WallTime]
    ) async throws(CatalogError) -> [CameraEventTally] {
        try await read { db in try CameraEventTable.tally(filter, between: edges, db) }
    }

    package func eventRecordings(of camera: CameraID) async throws(CatalogError) -> EventRecordingTotals {
        try await read { db in
            let sql = """
                SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(end_at - start_at), 0), min(start_at), max(end_at)
                FROM segment INDEXED BY segment_event
                WHERE is_event AND stream IN (SELECT number FROM camera_stream WHERE camera = ?)
                """
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [camera.text]) else {
                return EventRecordingTotals()
            }
            return EventRecordingTotals(
                recordings: row[0],
                bytes: row[1],
                length: .nanoseconds(row[2] as Int64),
                oldestStart: (row[3] as Int64?).map(WallTime.init),
                newestEnd: (row[4] as Int64?).map(WallTime.init)
            )
        }
    }

    package func acknowledgeEvents(
        _ ids: [CameraEventID],
        by name: String?,
        at time: WallTime
    ) async throws(CatalogError) -> [CameraEventID] {
        guard !ids.isEmpty else { return [] }
        return try await write { db in
            try ids.filter { try CameraEventTable.acknowledge($0, by: name, at: time, db) }
        }
    }

    package func deleteEvents(_ ids: [CameraEventID]) async throws(CatalogError) -> [CameraEventID] {
        guard !ids.isEmpty else { return [] }
        return try await write { db in
            let statement = try db.cachedStatement(sql: "DELETE FROM camera_event WHERE id = ?")
            return try ids.filter { id in
                try statement.execute(arguments: [id.nanoseconds])
                return db.changesCount > 0
            }
        }
    }

    package func expireEvents(
        of camera: CameraID,
        before time: WallTime,
        limit: Int
    ) async throws(CatalogError) -> Int {
        try await write { db in
            let sql = """
                DELETE FROM camera_event WHERE id IN (
                    SELECT id FROM camera_event WHERE camera = ? AND start_at < ? AND end_at < ?
                    ORDER BY start_at, id LIMIT ?)
                """
            let arguments: StatementArguments = [camera.text, time.nanoseconds, time.nanoseconds, max(0, limit)]
            try db.execute(sql: sql, arguments: arguments)
            return db.changesCount
        }
    }

    package func nextFreeEventID(from time: WallTime) async throws(CatalogError) -> CameraEventID {
        let reservations = eventIDs
        return try await read { db in
            let sql = "SELECT id FROM camera_event WHERE id >= ? ORDER BY id"
            let taken = try Int64.fetchCursor(db, sql: sql, arguments: [time.nanoseconds])
            guard let id = try reservations.reserveFirst(from: time.nanoseconds, nextTaken: { try taken.next() }) else {
                throw CatalogError.noFreeID
            }
            return CameraEventID(nanoseconds: id)
        }
    }
}
