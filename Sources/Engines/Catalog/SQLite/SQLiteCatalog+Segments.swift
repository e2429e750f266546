import GRDB
package import Media

extension SQLiteCatalog {
    @discardableResult
    package func apply(_ batch: [SegmentChange]) async throws(CatalogError) -> [SegmentChange] {
        guard !batch.isEmpty else { return [] }
        return try await write { db in try batch.filter { try !SegmentTable.apply($0, db) } }
    }

    package func segment(_ id: RecordingID) async throws(CatalogError) -> SegmentRecord? {
        try await read { db in
            let statement = try db.cachedStatement(sql: SegmentTable.selection)
            return try Row.fetchOne(statement, arguments: [id.nanoseconds]).map(SegmentTable.record)
        }
    }

    package func segments(_ query: SegmentQuery) async throws(CatalogError) -> [SegmentRecord] {
        let window = TimelineWindow(
            from: query.from?.nanoseconds,
            to: query.to?.nanoseconds,
            after: query.after.map { ($0.start.nanoseconds, $0.id.nanoseconds) },
            isProtected: query.isProtected,
            isEvent: query.isEvent,
            order: query.order,
            limit: query.limit
        )
        return try await read { db in
            if let cameras = query.cameras { return try Self.segments(query, of: cameras, window, db) }
            var segments: [SegmentRecord] = []
            let scopes = try TimelineScope.all(of: query.camera, query.stream, db)
            for scope in scopes {
                try SegmentTable.timeline.forEachRow(db, window, scope) { segments.append(try SegmentTable.record($0)) }
            }
            guard scopes.count > 1 else { return segments }
            segments.sort { query.order == .ascending ? $0.cursor < $1.cursor : $0.cursor > $1.cursor }
            return Array(segments.prefix(max(0, query.limit)))
        }
    }

    private static func segments(
        _ query: SegmentQuery,
        of cameras: Set<CameraID>,
        _ window: TimelineWindow,
        _ db: Database
    ) throws -> [SegmentRecord] {
        let wanted = query.camera.map { cameras.intersection([$0]) } ?? cameras
        let numbers = try wanted.flatMap { try CameraTable.streams(of: $0, query.stream, db) }
        var segments: [SegmentRecord] = []
        if numbers.count == 1 {
            try SegmentTable.timeline.forEachRow(db, window, .stream(numbers[0])) {
                segments.append(try SegmentTable.record($0))
            }
            return segments
        }
        let statement = try db.cachedStatement(sql: SegmentTable.selection)
        for id in try TimelineMerge.page(of: SegmentTable.timeline, numbers, window, db).ids {
            try Row.fetchOne(statement, arguments: [id]).map { segments.append(try SegmentTable.record($0)) }
        }
        return segments
    }

    package func openSegments() async throws(CatalogError) -> [SegmentRecord] {
        try await read { db in
            let sql = """
                SELECT \(SegmentTable.timeline.columns) FROM segment INDEXED BY segment_open
                CROSS JOIN camera_stream ON number = segment.stream
                WHERE is_open ORDER BY start_at, segment.id
                """
            return try Row.fetchAll(db, sql: sql).map(SegmentTable.record)
        }
    }

    package func lastSegment(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> SegmentRecord? {
        try await segments(SegmentQuery(camera: camera, stream: stream, order: .descending, limit: 1)).first
    }

    package func fragmentIndex(of id: RecordingID) async throws(CatalogError) -> [UInt8]? {
        try await read { db in
            let sql = "SELECT fragments FROM segment_index WHERE segment = ?"
            return try Blob.fetchOne(db.cachedStatement(sql: sql), arguments: [id.nanoseconds])?.bytes
        }
    }

    package func fragmentIndexes(of ids: [RecordingID]) async throws(CatalogError) -> [RecordingID: [UInt8]] {
        guard !ids.isEmpty else { return [:] }
        return try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT fragments FROM segment_index WHERE segment = ?")
            var indexes: [RecordingID: [UInt8]] = Dictionary(minimumCapacity: ids.count)
            for id in ids { indexes[id] = try Blob.fetchOne(statement, arguments: [id.nanoseconds])?.bytes }
            return indexes
        }
    }

    package func setProtected(_ isProtected: Bool, _ id: RecordingID) async throws(CatalogError) {
        try await write { db in
            let sql = "UPDATE segment SET is_protected = ? WHERE id = ?"
            try db.execute(sql: sql, arguments: [isProtected, id.nanoseconds])
            guard db.changesCount > 0 else { throw CatalogError.noRecording(id) }
        }
    }

    package func deleteSegments(
        _ ids: [RecordingID],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval] {
        guard !ids.isEmpty else { return [] }
        return try await write { db in
            try ids.compactMap {
                try SegmentTable.delete($0, includingProtected: includingProtected, because: reason, db)
            }
        }
    }

    package func pendingRemovals() async throws(CatalogError) -> [FileRemoval] {
        try await read { db in
            try Row.fetchAll(db, sql: #"SELECT id, node, volume, "key" FROM removal ORDER BY id"#).map(
                SegmentTable.removal
            )
        }
    }

    package func removalsDone(_ ids: [RecordingID]) async throws(CatalogError) {
        guard !ids.isEmpty else { return }
        try await write { db in
            let statement = try db.cachedStatement(sql: "DELETE FROM removal WHERE id = ?")
            for id in ids { try statement.execute(arguments: [id.nanoseconds]) }
        }
    }

    package func coverage(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime,
        joiningWithin tolerance: Duration
    ) async throws(CatalogError) -> Coverage {
        let window = TimelineWindow(from: from.nanoseconds, to: to.nanoseconds, limit: .max)
        return try await read { db in
            var joiner = SpanJoiner(from: from, to: to, tolerance: tolerance)
            var gaps: [GapRecord] = []
            for number in try CameraTable.streams(of: camera, stream, db) {
                let parts = try PartTable.parts(of: number, from: from.nanoseconds, to: to.nanoseconds, db)
                // Something may have been recorded within a pause of another recording: the joiner takes them in their order.
                var pieces = parts.values.flatMap { $0 }
                try SegmentTable.timeline.forEachRow(db, window, .stream(number), .times) { row in
                    let (start, end, id): (Int64, Int64, Int64) = (row[0], row[1], row[2])
                    if parts.isEmpty {
                        joiner.add(start: WallTime(nanoseconds: start), end: WallTime(nanoseconds: end))
                    } else if parts[id] == nil, start < end {
                        pieces.append(start..<end)
                    }
                }
                for piece in pieces.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                    joiner.add(
                        start: WallTime(nanoseconds: piece.lowerBound),
                        end: WallTime(nanoseconds: piece.upperBound)
                    )
                }
                try GapTable.timeline.forEachRow(db, window, .stream(number)) { gaps.append(try GapTable.record($0)) }
            }
            return Coverage(spans: joiner.finish(), gaps: gaps)
        }
    }

    package func segmentTotals() async throws(CatalogError) -> [SegmentTotals] {
        try await read { db in
            // The totals are kept by triggers, and the ends of the index are two steps away, however many rows there
            // are.
            let sql = """
                SELECT camera, kind, sum(segments) AS total, sum(bytes),
                    (SELECT start_at FROM segment INDEXED BY segment_by_stream WHERE stream = number
                        ORDER BY start_at LIMIT 1),
                    (SELECT start_at FROM segment INDEXED BY segment_by_stream WHERE stream = number
                        ORDER BY start_at DESC LIMIT 1)
                FROM stream_volume CROSS JOIN camera_stream ON number = stream
                GROUP BY camera, kind HAVING total > 0 ORDER BY camera, kind
                """
            return try Row.fetchAll(db, sql: sql).map { row in
                SegmentTotals(
                    camera: try CameraTable.id(row[0]),
                    stream: try CameraTable.kind(row[1]),
                    segments: row[2],
                    bytes: row[3],
                    oldestStart: WallTime(nanoseconds: row[4]),
                    newestStart: WallTime(nanoseconds: row[5])
                )
            }
        }
    }

    package func nextFreeRecordingID(from time: WallTime) async throws(CatalogError) -> RecordingID {
        let reservations = recordingIDs
        return try await read { db in
            // A file that waits for its removal still has its name, and one that was joined to others is still known by its.
            let sql = """
                SELECT id FROM segment WHERE id >= ?1 UNION SELECT id FROM removal WHERE id >= ?1
                UNION SELECT id FROM segment_merged WHERE id >= ?1 ORDER BY id
                """
            let taken = try Int64.fetchCursor(db, sql: sql, arguments: [time.nanoseconds])
            guard let id = try reservations.reserveFirst(from: time.nanoseconds, nextTaken: { try taken.next() }) else {
                throw CatalogError.noFreeID
            }
            return RecordingID(nanoseconds: id)
        }
    }
}

extension TimelineScope {
    /// What has to be asked for a camera, or all of them, and a kind of stream, or all.
    static func all(of camera: CameraID?, _ kind: StreamKind?, _ db: Database) throws -> [TimelineScope] {
        guard let camera else { return [.everything(kind)] }
        return try CameraTable.streams(of: camera, kind, db).map(TimelineScope.stream)
    }
}
