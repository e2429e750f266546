import GRDB
import Media

/// The evidence chains, and what has not become an entry yet.
enum EvidenceTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE evidence (
                    camera TEXT NOT NULL REFERENCES camera (id),
                    number INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    recording INTEGER NOT NULL,
                    stream TEXT NOT NULL,
                    start_at INTEGER NOT NULL,
                    end_at INTEGER NOT NULL,
                    entry BLOB NOT NULL,
                    signature BLOB NOT NULL,
                    PRIMARY KEY (camera, number)
                ) STRICT;
                CREATE INDEX evidence_by_recording ON evidence (recording);
                CREATE INDEX evidence_by_start ON evidence (camera, start_at, end_at);
                CREATE TABLE evidence_note (
                    id INTEGER PRIMARY KEY NOT NULL,
                    camera TEXT NOT NULL,
                    stream TEXT NOT NULL,
                    recording INTEGER NOT NULL,
                    start_at INTEGER NOT NULL,
                    end_at INTEGER NOT NULL,
                    bytes INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    entries TEXT NOT NULL
                ) STRICT;
                """
        )
    }

    private static let columns = "camera, number, kind, recording, stream, start_at, end_at, entry, signature"

    static func record(_ row: Row) throws -> EvidenceRecord {
        EvidenceRecord(
            camera: try CameraTable.id(row[0]),
            number: row[1],
            kind: try kind(row[2]),
            recording: RecordingID(nanoseconds: row[3]),
            stream: try CameraTable.kind(row[4]),
            start: WallTime(nanoseconds: row[5]),
            end: WallTime(nanoseconds: row[6]),
            entry: (row[7] as Blob).bytes,
            signature: (row[8] as Blob).bytes
        )
    }

    private static func kind(_ text: String) throws(CatalogError) -> EvidenceRecord.Kind {
        guard let kind = EvidenceRecord.Kind(rawValue: text) else {
            throw CatalogError.damaged("its evidence has an entry of a kind that is not known")
        }
        return kind
    }

    // MARK: Entries

    static let last = "SELECT \(columns) FROM evidence WHERE camera = ? ORDER BY number DESC LIMIT 1"

    private static let isAbout = "(recording = ?1 OR recording IN (SELECT id FROM segment_merged WHERE holder = ?1))"

    static let heldBy = "SELECT \(columns) FROM evidence WHERE \(isAbout) ORDER BY camera, number"

    /// The numbers of the entries about what a recording holds; none for most, in one look at an index.
    static func numbers(heldBy id: RecordingID, _ db: Database) throws -> [Int64] {
        let sql = "SELECT number FROM evidence WHERE \(isAbout) ORDER BY number"
        return try Int64.fetchAll(db.cachedStatement(sql: sql), arguments: [id.nanoseconds])
    }

    /// How much earlier than asked for a recording may begin that is looked for: none is longer than a day.
    private static let longest: Int64 = 2 * 86_400_000_000_000

    static func find(_ query: EvidenceQuery, _ db: Database) throws -> [EvidenceRecord] {
        var conditions = ["camera = ?"]
        var arguments: StatementArguments = [query.camera.text]
        if let stream = query.stream {
            conditions.append("stream = ?")
            arguments += [stream.rawValue]
        }
        if let from = query.from {
            conditions.append("start_at >= ? AND end_at > ?")
            arguments += [max(from.nanoseconds, .min + longest) - longest, from.nanoseconds]
        }
        if let to = query.to {
            conditions.append("start_at < ?")
            arguments += [to.nanoseconds]
        }
        if let after = query.after {
            conditions.append("number \(query.isNewestFirst ? "<" : ">") ?")
            arguments += [after]
        }
        let sql = """
            SELECT \(columns) FROM evidence WHERE \(conditions.joined(separator: " AND "))
            ORDER BY number \(query.isNewestFirst ? "DESC" : "ASC") LIMIT ?
            """
        return try Row.fetchAll(db, sql: sql, arguments: arguments + [max(0, query.limit)]).map(record)
    }

    static func append(
        _ entry: EvidenceRecord,
        of row: SegmentRecord?,
        settling note: EvidenceNote?,
        _ db: Database
    ) throws -> Bool {
        let last = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT max(number) FROM evidence WHERE camera = ?"),
            arguments: [entry.camera.text]
        )
        guard entry.number == (last ?? 0) + 1 else { return false }
        if let row {
            let now = try Row.fetchOne(
                db.cachedStatement(sql: SegmentTable.selection),
                arguments: [row.id.nanoseconds]
            ).map(SegmentTable.record)
            guard let now, now.hasContent(of: row) else { return false }
            if note == nil, try !numbers(heldBy: row.id, db).isEmpty { return false }
        }
        if let note {
            try db.cachedStatement(sql: "DELETE FROM evidence_note WHERE id = ?").execute(arguments: [note.id])
            guard db.changesCount > 0 else { return false }
        }
        try db.cachedStatement(
            sql: "INSERT INTO evidence (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            entry.camera.text, entry.number, entry.kind.rawValue, entry.recording.nanoseconds, entry.stream.rawValue,
            entry.start.nanoseconds, entry.end.nanoseconds, Blob(entry.entry), Blob(entry.signature),
        ])
        return true
    }

    /// Recordings of one stream without an entry; those with pauses never get one.
    static let unsealed = """
        SELECT \(SegmentTable.timeline.columns) FROM segment INDEXED BY segment_by_stream
        CROSS JOIN camera_stream ON camera_stream.number = segment.stream
        WHERE segment.stream = ? AND (start_at, segment.id) > (?, ?) AND NOT is_open AND pauses IS NULL
            AND NOT EXISTS (SELECT 1 FROM evidence INDEXED BY evidence_by_recording WHERE recording = segment.id)
        ORDER BY start_at, segment.id LIMIT ?
        """

    // MARK: Notes

    /// Remembers that something has happened to a recording.
    ///
    /// - Parameter entries: those about what it held; where there are none, nothing is remembered.
    static func note(
        _ row: SegmentRecord,
        _ kind: EvidenceRecord.Kind,
        because reason: String,
        entries: [Int64],
        _ db: Database
    ) throws {
        guard !entries.isEmpty else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO evidence_note (camera, stream, recording, start_at, end_at, bytes, kind, reason, entries)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            row.camera.text, row.stream.rawValue, row.id.nanoseconds, row.start.nanoseconds, row.end.nanoseconds,
            row.bytes, kind.rawValue, reason, entries.map(String.init).joined(separator: " "),
        ])
    }

    /// Whether a recording has another file than its entries say, and no entry says so yet.
    static func hasChanged(_ id: RecordingID, _ db: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM evidence_note WHERE recording = ? AND kind = 'changed')"
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [id.nanoseconds]) ?? false
    }

    static let notes = """
        SELECT id, camera, stream, recording, start_at, end_at, bytes, kind, reason, entries FROM evidence_note
        ORDER BY id LIMIT ?
        """

    static func note(_ row: Row) throws -> EvidenceNote {
        EvidenceNote(
            id: row[0],
            camera: try CameraTable.id(row[1]),
            stream: try CameraTable.kind(row[2]),
            recording: RecordingID(nanoseconds: row[3]),
            start: WallTime(nanoseconds: row[4]),
            end: WallTime(nanoseconds: row[5]),
            bytes: row[6],
            kind: try kind(row[7]),
            reason: row[8],
            entries: (row[9] as String).split(separator: " ").compactMap { Int64($0) }
        )
    }
}

extension SQLiteCatalog {
    package func lastEvidence(of camera: CameraID) async throws(CatalogError) -> EvidenceRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: EvidenceTable.last, arguments: [camera.text]).map(EvidenceTable.record)
        }
    }

    package func appendEvidence(
        _ entry: EvidenceRecord,
        of row: SegmentRecord?,
        settling note: EvidenceNote?
    ) async throws(CatalogError) -> Bool {
        try await write { db in try EvidenceTable.append(entry, of: row, settling: note, db) }
    }

    package func evidence(_ query: EvidenceQuery) async throws(CatalogError) -> [EvidenceRecord] {
        try await read { db in try EvidenceTable.find(query, db) }
    }

    package func evidence(heldBy id: RecordingID) async throws(CatalogError) -> [EvidenceRecord] {
        try await read { db in
            try Row.fetchAll(db, sql: EvidenceTable.heldBy, arguments: [id.nanoseconds]).map(EvidenceTable.record)
        }
    }

    package func unsealedSegments(
        of camera: CameraID,
        _ stream: StreamKind,
        after cursor: SegmentCursor?,
        limit: Int
    ) async throws(CatalogError) -> [SegmentRecord] {
        try await read { db in
            guard let number = try CameraTable.streams(of: camera, stream, db).first else { return [] }
            let arguments: StatementArguments = [
                number, cursor?.start.nanoseconds ?? .min, cursor?.id.nanoseconds ?? .min, max(0, limit),
            ]
            return try Row.fetchAll(db, sql: EvidenceTable.unsealed, arguments: arguments).map(SegmentTable.record)
        }
    }

    package func evidenceNotes(limit: Int) async throws(CatalogError) -> [EvidenceNote] {
        try await read { db in
            try Row.fetchAll(db, sql: EvidenceTable.notes, arguments: [max(0, limit)]).map(EvidenceTable.note)
        }
    }
}
