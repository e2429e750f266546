import GRDB
package import Media

extension SQLiteCatalog {
    package func volumeTotals() async throws(CatalogError) -> [VolumeTotals] {
        try await read { db in
            let sql = """
                SELECT camera, kind, volume, segments, bytes, protected.number_of, protected.sum_of
                FROM stream_volume CROSS JOIN camera_stream ON number = stream_volume.stream
                LEFT JOIN (
                    SELECT stream AS stream_of, volume AS volume_of, count(*) AS number_of, sum(bytes) AS sum_of
                    FROM segment INDEXED BY segment_protected WHERE is_protected GROUP BY stream, volume
                ) AS protected ON stream_of = stream_volume.stream AND volume_of = stream_volume.volume
                WHERE segments > 0 ORDER BY camera, kind, volume
                """
            return try Row.fetchAll(db, sql: sql).map { row in
                VolumeTotals(
                    camera: try CameraTable.id(row[0]),
                    stream: try CameraTable.kind(row[1]),
                    volume: row[2],
                    segments: row[3],
                    bytes: row[4],
                    protectedSegments: row[5] as Int? ?? 0,
                    protectedBytes: row[6] as Int64? ?? 0
                )
            }
        }
    }

    package func throughput(since time: WallTime) async throws(CatalogError) -> [StreamThroughput] {
        try await read { db in
            let streams = try Row.fetchAll(
                db,
                sql: """
                    SELECT number, camera, kind FROM camera_stream
                    WHERE EXISTS (SELECT 1 FROM stream_volume WHERE stream = number AND segments > 0)
                    ORDER BY camera, kind
                    """
            )
            return try streams.compactMap { stream in
                let number: Int64 = stream[0]
                let sums = try db.cachedStatement(sql: RetentionTables.throughput)
                guard let sum = try Row.fetchOne(sums, arguments: [number, time.nanoseconds]),
                    let since = sum[1] as Int64?,
                    let volume = try String.fetchOne(
                        db.cachedStatement(sql: RetentionTables.newestVolume),
                        arguments: [number]
                    )
                else { return nil }
                return StreamThroughput(
                    camera: try CameraTable.id(stream[1]),
                    stream: try CameraTable.kind(stream[2]),
                    volume: volume,
                    bytes: Int64(sum[0] as Double),
                    since: WallTime(nanoseconds: since)
                )
            }
        }
    }

    package func expirable(_ query: ExpirableQuery) async throws(CatalogError) -> [ExpirableSegment] {
        try await read { db in
            guard let number = try CameraTable.streams(of: query.camera, query.stream, db).first else { return [] }
            let (sql, arguments) = RetentionTables.expirable(query, stream: number)
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
            return try Array(rows.map { RetentionTables.segment($0, of: query) })
        }
    }

    package func expirableByOwnTime(
        until time: WallTime?,
        after: ExpirableSegment?,
        limit: Int
    ) async throws(CatalogError) -> [ExpirableSegment] {
        try await read { db in
            let (sql, arguments) = RetentionTables.expirableByOwnTime(until: time, after: after, limit: limit)
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
            return try Array(rows.map { try RetentionTables.segment($0) })
        }
    }

    package func expire(_ segments: [ExpirableSegment]) async throws(CatalogError) -> [FileRemoval] {
        guard !segments.isEmpty else { return [] }
        do {
            return try await write { db in try segments.compactMap { try RetentionTables.expire($0, db) } }
        } catch  where error.code == .diskFull && reserve.release() {
            // On a full disk nothing could be deleted to make room on it: a transaction takes some first.
            return try await write { db in try segments.compactMap { try RetentionTables.expire($0, db) } }
        }
    }

    package func setKeeping(
        _ change: KeepingChange,
        of ids: [RecordingID]
    ) async throws(CatalogError) -> [RecordingID] {
        var assignments: [String] = []
        var values: StatementArguments = []
        if let isProtected = change.isProtected {
            assignments.append("is_protected = ?")
            values += [isProtected]
        }
        if let isEvent = change.isEvent {
            assignments.append("is_event = ?")
            values += [isEvent]
        }
        if let keepUntil = change.keepUntil {
            assignments.append("keep_until = ?")
            values += [keepUntil?.nanoseconds]
        }
        guard !ids.isEmpty else { return [] }
        // Where nothing is to be changed, it is only asked which are there.
        let sql = "UPDATE segment SET \((assignments + ["id = id"]).joined(separator: ", ")) WHERE id = ?"
        let arguments = values
        return try await write { db in
            let statement = try db.cachedStatement(sql: sql)
            return try ids.filter { id in
                try statement.execute(arguments: arguments + [id.nanoseconds])
                return db.changesCount > 0
            }
        }
    }

    package func pendingRemovals(after id: RecordingID?, limit: Int) async throws(CatalogError) -> [FileRemoval] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: #"SELECT id, node, volume, "key" FROM removal WHERE id > ? ORDER BY id LIMIT ?"#,
                arguments: [id?.nanoseconds ?? .min, max(0, limit)]
            ).map(SegmentTable.removal)
        }
    }

    package func keptFrom(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> WallTime? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT kept_from FROM camera_stream WHERE camera = ? AND kind = ?",
                arguments: [camera.text, stream.rawValue]
            ).flatMap { $0[0] as Int64? }.map(WallTime.init)
        }
    }

    package func deleteGaps(
        of camera: CameraID,
        _ stream: StreamKind,
        endedBy time: WallTime,
        limit: Int
    ) async throws(CatalogError) -> Int {
        try await write { db in
            guard let number = try CameraTable.streams(of: camera, stream, db).first else { return 0 }
            let limits: StatementArguments = [number, time.nanoseconds, time.nanoseconds, max(0, limit)]
            try db.cachedStatement(sql: RetentionTables.deleteGaps).execute(arguments: limits)
            return db.changesCount
        }
    }
}
