import GRDB
import Media

/// The recordings, their fragment indexes, and the files that wait for their removal.
enum SegmentTable {
    /// Two hours: a segment lasts an hour at most, and a little more until its next key frame.
    static let usualLength: Int64 = 7_200_000_000_000

    static let timeline = TimelineTable(
        name: "segment",
        columns: "camera, kind, \(columns)",
        usualLength: usualLength,
        isLong: "end_at - start_at > \(usualLength)"
    )

    static let columns = """
        segment.id, start_at, end_at, bytes, video_frames, audio_frames, key_frames, is_open, is_protected, \
        node, volume, "key", run, epoch, end_reason, video_codec, audio_codec, width, height, is_event, keep_until, \
        pauses
        """

    /// Of the recording with an id.
    static let selection = """
        SELECT \(timeline.columns) FROM segment CROSS JOIN camera_stream ON number = segment.stream WHERE segment.id = ?
        """

    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE segment (
                    id INTEGER PRIMARY KEY NOT NULL,
                    stream INTEGER NOT NULL REFERENCES camera_stream (number),
                    start_at INTEGER NOT NULL,
                    end_at INTEGER NOT NULL CHECK (end_at >= start_at),
                    bytes INTEGER NOT NULL,
                    video_frames INTEGER NOT NULL,
                    audio_frames INTEGER NOT NULL,
                    key_frames INTEGER NOT NULL,
                    is_open INTEGER NOT NULL,
                    is_protected INTEGER NOT NULL,
                    node TEXT NOT NULL,
                    volume TEXT NOT NULL,
                    "key" TEXT NOT NULL,
                    run INTEGER NOT NULL,
                    epoch INTEGER NOT NULL,
                    end_reason TEXT,
                    video_codec TEXT,
                    audio_codec TEXT,
                    width INTEGER,
                    height INTEGER
                ) STRICT;
                CREATE INDEX segment_by_stream ON segment (stream, start_at, id, end_at, bytes, is_open, is_protected);
                CREATE INDEX segment_by_start ON segment (start_at, id, end_at);
                CREATE INDEX segment_long ON segment (start_at, id, end_at, stream)
                    WHERE end_at - start_at > \(usualLength);
                CREATE INDEX segment_open ON segment (start_at, id) WHERE is_open;

                CREATE TABLE segment_index (
                    segment INTEGER PRIMARY KEY NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
                    fragments BLOB NOT NULL
                ) STRICT;

                CREATE TABLE removal (
                    id INTEGER PRIMARY KEY NOT NULL,
                    node TEXT NOT NULL,
                    volume TEXT NOT NULL,
                    "key" TEXT NOT NULL
                ) STRICT;

                CREATE TRIGGER segment_inserted AFTER INSERT ON segment BEGIN
                    UPDATE camera_stream SET total_segments = total_segments + 1, total_bytes = total_bytes + NEW.bytes
                    WHERE number = NEW.stream;
                END;
                CREATE TRIGGER segment_grown AFTER UPDATE OF bytes ON segment BEGIN
                    UPDATE camera_stream SET total_bytes = total_bytes + NEW.bytes - OLD.bytes
                    WHERE number = NEW.stream;
                END;
                CREATE TRIGGER segment_deleted AFTER DELETE ON segment BEGIN
                    UPDATE camera_stream SET total_segments = total_segments - 1, total_bytes = total_bytes - OLD.bytes
                    WHERE number = OLD.stream;
                END;
                """
        )
    }

    /// A row of `timeline.columns`.
    static func record(_ row: Row) throws -> SegmentRecord {
        SegmentRecord(
            id: RecordingID(nanoseconds: row[2]),
            camera: try CameraTable.id(row[0]),
            stream: try CameraTable.kind(row[1]),
            start: WallTime(nanoseconds: row[3]),
            end: WallTime(nanoseconds: row[4]),
            bytes: row[5],
            videoFrames: row[6],
            audioFrames: row[7],
            keyFrames: row[8],
            isOpen: row[9],
            isProtected: row[10],
            isEvent: row[21],
            keepUntil: (row[22] as Int64?).map(WallTime.init),
            node: row[11],
            volume: row[12],
            key: row[13],
            run: RecordingID(nanoseconds: row[14]),
            epoch: row[15],
            endReason: row[16],
            videoCodec: row[17],
            audioCodec: row[18],
            width: row[19],
            height: row[20],
            pauses: try (row[23] as Blob?).map { try PartTable.pauses($0.bytes) } ?? []
        )
    }

    static func insert(_ segment: SegmentRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO segment (stream, id, start_at, end_at, bytes, video_frames, audio_frames, key_frames,
                    is_open, is_protected, node, volume, "key", run, epoch, end_reason, video_codec, audio_codec,
                    width, height, is_event, keep_until, pauses)
                VALUES ((SELECT number FROM camera_stream WHERE camera = ? AND kind = ?),
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        do {
            try statement.execute(arguments: [
                segment.camera.text, segment.stream.rawValue, segment.id.nanoseconds, segment.start.nanoseconds,
                max(segment.start, segment.end).nanoseconds, segment.bytes, segment.videoFrames, segment.audioFrames,
                segment.keyFrames, segment.isOpen, segment.isProtected, segment.node, segment.volume, segment.key,
                segment.run.nanoseconds, segment.epoch, segment.endReason, segment.videoCodec, segment.audioCodec,
                segment.width, segment.height, segment.isEvent, segment.keepUntil?.nanoseconds,
                PartTable.blob(segment.pauses),
            ])
            if !segment.pauses.isEmpty { try PartTable.write(segment, db) }
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.exists("a recording with the id \(segment.id)")
        } catch let error as DatabaseError where error.isMissingValue {
            throw CatalogError.unknownCamera(segment.camera, of: "The recording \(segment.id)")
        }
    }

    /// Returns false where there is nothing to change.
    static func apply(_ change: SegmentChange, _ db: Database) throws -> Bool {
        switch change {
        case .opened(let segment):
            try insert(segment, db)
            return true
        case .advanced(let id, let progress):
            return try update(id, progress, "", "AND is_open", [], db)
        case .closed(let id, let progress, let reason, let index):
            if let evident = try evident(id, db), evident.row.bytes != progress.bytes {
                try EvidenceTable.note(evident.row, .changed, because: reason, entries: evident.entries, db)
            }
            guard try update(id, progress, ", is_open = 0, end_reason = ?", "", [reason], db) else { return false }
            try PartTable.trim(id, db)
            if let index {
                try db.cachedStatement(sql: "INSERT OR REPLACE INTO segment_index (segment, fragments) VALUES (?, ?)")
                    .execute(arguments: [id.nanoseconds, Blob(index)])
            }
            return true
        case .gapOpened(let gap):
            try GapTable.insert(gap, db)
            return true
        case .gapUpdated(let gap):
            try GapTable.insert(gap, updates: true, db)
            return true
        case .gapClosed(let id, let end):
            return try GapTable.close(id, at: end, db)
        }
    }

    private static func update(
        _ id: RecordingID,
        _ progress: SegmentProgress,
        _ assignments: String,
        _ condition: String,
        _ arguments: StatementArguments,
        _ db: Database
    ) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE segment SET end_at = max(start_at, ?), bytes = ?, video_frames = ?, audio_frames = ?,
                    key_frames = ? \(assignments) WHERE id = ? \(condition)
                """
        )
        let totals: StatementArguments = [
            progress.end.nanoseconds, progress.bytes, progress.videoFrames, progress.audioFrames, progress.keyFrames,
        ]
        try statement.execute(arguments: totals + arguments + [id.nanoseconds])
        return db.changesCount > 0
    }

    /// Deletes one recording and remembers its file. Nil where there is none, or it is protected.
    static func delete(
        _ id: RecordingID,
        includingProtected: Bool,
        because reason: RemovalReason,
        _ db: Database
    ) throws -> FileRemoval? {
        let evident = try evident(id, db)
        let deletion = try db.cachedStatement(
            sql: #"DELETE FROM segment WHERE id = ? AND (NOT is_protected OR ?) RETURNING id, node, volume, "key""#
        )
        let arguments: StatementArguments = [id.nanoseconds, includingProtected]
        guard let removal = try Row.fetchOne(deletion, arguments: arguments).map(removal) else { return nil }
        try remember(removal, db)
        if let evident {
            try EvidenceTable.note(evident.row, .removed, because: reason.rawValue, entries: evident.entries, db)
        }
        return removal
    }

    /// A recording with entries in the evidence chain, and their numbers; nil for one without.
    static func evident(_ id: RecordingID, _ db: Database) throws -> (row: SegmentRecord, entries: [Int64])? {
        let entries = try EvidenceTable.numbers(heldBy: id, db)
        guard !entries.isEmpty else { return nil }
        let statement = try db.cachedStatement(sql: selection)
        let row = try Row.fetchOne(statement, arguments: [id.nanoseconds]).map(record)
        return row.map { ($0, entries) }
    }

    /// Keeps the file of a deleted recording in mind until it is gone.
    static func remember(_ removal: FileRemoval, _ db: Database) throws {
        try db.cachedStatement(sql: #"INSERT OR REPLACE INTO removal (id, node, volume, "key") VALUES (?, ?, ?, ?)"#)
            .execute(arguments: [removal.id.nanoseconds, removal.node, removal.volume, removal.key])
    }

    static func removal(_ row: Row) -> FileRemoval {
        FileRemoval(id: RecordingID(nanoseconds: row[0]), node: row[1], volume: row[2], key: row[3])
    }
}
