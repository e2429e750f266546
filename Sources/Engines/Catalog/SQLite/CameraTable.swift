import GRDB
package import Media

/// The cameras, and the number of each of their streams. Numbers are what the other tables refer to: they are small.
enum CameraTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE camera (
                    id TEXT PRIMARY KEY NOT NULL,
                    name TEXT NOT NULL,
                    main_url TEXT NOT NULL,
                    sub_url TEXT,
                    username TEXT,
                    sealed_password BLOB,
                    enabled INTEGER NOT NULL,
                    record_audio INTEGER NOT NULL,
                    segment_seconds INTEGER,
                    owner TEXT NOT NULL,
                    lease_epoch INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    deleted_at INTEGER,
                    applied_entry_hash TEXT,
                    is_demo INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE camera_stream (
                    number INTEGER PRIMARY KEY NOT NULL,
                    camera TEXT NOT NULL REFERENCES camera (id),
                    kind TEXT NOT NULL CHECK (kind IN ('main', 'sub')),
                    total_segments INTEGER NOT NULL DEFAULT 0,
                    total_bytes INTEGER NOT NULL DEFAULT 0,
                    UNIQUE (camera, kind)
                ) STRICT;
                """
        )
    }

    /// How a camera's streams are taken.
    static func addSources(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE camera ADD COLUMN main_transport TEXT;
                ALTER TABLE camera ADD COLUMN sub_transport TEXT;
                ALTER TABLE camera ADD COLUMN sample_interval INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE camera ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;
                ALTER TABLE camera ADD COLUMN certificate_fingerprint TEXT;
                """
        )
    }

    /// Whether a camera's streams go to disk.
    static func addRecording(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN is_recorded INTEGER NOT NULL DEFAULT 1")
    }

    /// Secrets in a camera's addresses beside its password.
    static func addTokens(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN sealed_token BLOB")
    }

    /// How a camera is watched by HLS.
    static func addHLS(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE camera ADD COLUMN offers_hls INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE camera ADD COLUMN hls_frame_rate INTEGER NOT NULL DEFAULT 0;
                """
        )
    }

    /// How long a camera's recordings are kept, and how much room they may take.
    static func addKeeping(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE camera ADD COLUMN keep_days INTEGER;
                ALTER TABLE camera ADD COLUMN keep_event_days INTEGER;
                ALTER TABLE camera ADD COLUMN quota_bytes INTEGER;
                """
        )
    }

    /// When a camera that is not recorded is connected.
    static func addConnect(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN connect TEXT NOT NULL DEFAULT 'on_demand'")
    }

    /// Where a camera gives a picture by itself.
    static func addSnapshotURL(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN snapshot_url TEXT")
    }

    /// Where its snapshots are kept.
    static func addSnapshotVolume(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN snapshot_volume TEXT")
    }

    /// Where recordings of events go.
    static func addEventVolume(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN event_volume TEXT")
    }

    /// When its streams are recorded. `is_recorded` is what older programs read.
    static func addModes(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE camera ADD COLUMN main_mode TEXT NOT NULL DEFAULT 'continuous';
                ALTER TABLE camera ADD COLUMN sub_mode TEXT NOT NULL DEFAULT 'continuous';
                ALTER TABLE camera ADD COLUMN main_schedule TEXT;
                ALTER TABLE camera ADD COLUMN sub_schedule TEXT;
                ALTER TABLE camera ADD COLUMN pre_roll INTEGER;
                ALTER TABLE camera ADD COLUMN post_roll INTEGER;
                ALTER TABLE camera ADD COLUMN longest_event INTEGER;
                UPDATE camera SET main_mode = 'off', sub_mode = 'off' WHERE NOT is_recorded;
                """
        )
    }

    /// Whether what goes to disk is masked.
    static func addMasking(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE camera ADD COLUMN mask_recordings INTEGER NOT NULL DEFAULT 0")
    }

    private static let members = [
        "name", "main_url", "sub_url", "username", "sealed_password", "enabled", "record_audio", "segment_seconds",
        "owner",
        "lease_epoch", "created_at", "deleted_at", "applied_entry_hash", "is_demo", "main_transport", "sub_transport",
        "sample_interval", "priority", "certificate_fingerprint", "is_recorded", "sealed_token",
        "offers_hls", "hls_frame_rate", "keep_days", "keep_event_days", "quota_bytes", "connect", "snapshot_url",
        "main_volume", "sub_volume",
        "main_mode", "sub_mode", "main_schedule", "sub_schedule", "pre_roll", "post_roll", "longest_event",
        "mask_recordings", "snapshot_volume", "event_volume",
    ]

    static let columns = "id, " + members.joined(separator: ", ")
    private static let insertion =
        "INSERT INTO camera (\(columns)) VALUES (?" + String(repeating: ", ?", count: members.count) + ")"
    private static let change =
        "UPDATE camera SET " + members.map { "\($0) = ?" }.joined(separator: ", ") + " WHERE id = ?"

    static func insert(_ camera: CameraRecord, _ db: Database) throws {
        do {
            try db.cachedStatement(sql: insertion).execute(arguments: [camera.id.text] + arguments(of: camera))
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.cameraExists(camera.id)
        }
        for kind in StreamKind.allCases {
            try db.cachedStatement(sql: "INSERT INTO camera_stream (camera, kind) VALUES (?, ?)")
                .execute(arguments: [camera.id.text, kind.rawValue])
        }
    }

    static func update(_ camera: CameraRecord, _ db: Database) throws {
        try db.cachedStatement(sql: change).execute(arguments: arguments(of: camera) + [camera.id.text])
        guard db.changesCount > 0 else { throw CatalogError.noCamera(camera.id) }
    }

    /// All columns but the id, in their order.
    private static func arguments(of camera: CameraRecord) -> StatementArguments {
        let own: StatementArguments = [
            camera.name, camera.mainURL, camera.subURL, camera.username, camera.sealedPassword.map(Blob.init),
            camera.enabled, camera.recordAudio, camera.segmentSeconds, camera.owner, camera.leaseEpoch,
            camera.createdAt.nanoseconds, camera.deletedAt?.nanoseconds, camera.appliedEntryHash, camera.isDemo,
            camera.mainTransport?.rawValue, camera.subTransport?.rawValue, camera.sampleInterval, camera.priority,
            camera.certificateFingerprint, camera.isRecorded, camera.sealedToken.map(Blob.init),
            camera.offersHLS, camera.hlsFrameRate, camera.keepDays, camera.keepEventDays, camera.quotaBytes,
            camera.connect.rawValue, camera.snapshotURL, camera.mainVolume, camera.subVolume,
        ]
        return own + arguments(of: camera.recording)
            + [camera.masksRecordings, camera.snapshotVolume, camera.eventVolume]
    }

    private static func arguments(of recording: CameraRecording) -> StatementArguments {
        [
            recording.main.mode.rawValue, recording.sub.mode.rawValue, recording.main.schedule?.description,
            recording.sub.schedule?.description, recording.preRoll, recording.postRoll, recording.longestEvent,
        ]
    }

    /// - Parameter first: the index of its first column.
    private static func recording(_ row: Row, _ first: Int) -> CameraRecording {
        func plan(_ index: Int) -> RecordingPlan {
            // What a later program calls a mode of its own is recorded rather than lost.
            RecordingPlan(
                RecordingMode(rawValue: row[first + index]) ?? .continuous,
                schedule: (row[first + index + 2] as String?).flatMap { RecordingSchedule($0) }
            )
        }
        return CameraRecording(
            main: plan(0),
            sub: plan(1),
            preRoll: row[first + 4],
            postRoll: row[first + 5],
            longestEvent: row[first + 6]
        )
    }

    static func record(_ row: Row) throws -> CameraRecord {
        CameraRecord(
            id: try id(row[0]),
            name: row[1],
            mainURL: row[2],
            subURL: row[3],
            snapshotURL: row[28],
            username: row[4],
            sealedPassword: (row[5] as Blob?)?.bytes,
            sealedToken: (row[21] as Blob?)?.bytes,
            enabled: row[6],
            recording: recording(row, 31),
            connect: CameraConnect(rawValue: row[27]) ?? .onDemand,
            recordAudio: row[7],
            segmentSeconds: row[8],
            mainTransport: (row[15] as String?).flatMap(TransportKind.init),
            subTransport: (row[16] as String?).flatMap(TransportKind.init),
            sampleInterval: row[17],
            priority: row[18],
            offersHLS: row[22],
            hlsFrameRate: row[23],
            masksRecordings: row[38],
            keepDays: row[24],
            keepEventDays: row[25],
            quotaBytes: row[26],
            mainVolume: row[29],
            subVolume: row[30],
            eventVolume: row[40],
            snapshotVolume: row[39],
            certificateFingerprint: row[19],
            owner: row[9],
            leaseEpoch: row[10],
            createdAt: WallTime(nanoseconds: row[11]),
            deletedAt: (row[12] as Int64?).map(WallTime.init),
            appliedEntryHash: row[13],
            isDemo: row[14]
        )
    }

    static func id(_ text: String) throws(CatalogError) -> CameraID {
        guard let id = CameraID(text) else {
            throw CatalogError.damaged("it has a camera with an id that no camera can have")
        }
        return id
    }

    static func kind(_ text: String) throws(CatalogError) -> StreamKind {
        guard let kind = StreamKind(rawValue: text) else {
            throw CatalogError.damaged("it has a stream that is neither main nor sub")
        }
        return kind
    }

    /// The numbers of the camera's streams, of one kind or of both; none for a camera that the catalogue does not have.
    static func streams(of camera: CameraID, _ kind: StreamKind?, _ db: Database) throws -> [Int64] {
        let kinds = kind.map { [$0] } ?? StreamKind.allCases
        let statement = try db.cachedStatement(sql: "SELECT number FROM camera_stream WHERE camera = ? AND kind = ?")
        return try kinds.compactMap { try Int64.fetchOne(statement, arguments: [camera.text, $0.rawValue]) }
    }
}

extension SQLiteCatalog {
    package func cameras(includingDeleted: Bool) async throws(CatalogError) -> [CameraRecord] {
        try await read { db in
            let sql = "SELECT \(CameraTable.columns) FROM camera WHERE deleted_at IS NULL OR ? ORDER BY id"
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [includingDeleted])
            return try Array(rows.map(CameraTable.record))
        }
    }

    package func camera(_ id: CameraID, includingDeleted: Bool) async throws(CatalogError) -> CameraRecord? {
        try await read { db in
            let sql = "SELECT \(CameraTable.columns) FROM camera WHERE id = ? AND (deleted_at IS NULL OR ?)"
            let statement = try db.cachedStatement(sql: sql)
            return try Row.fetchOne(statement, arguments: [id.text, includingDeleted]).map(CameraTable.record)
        }
    }

    package func known(_ ids: [CameraID]) async throws(CatalogError) -> Set<CameraID> {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT 1 FROM camera WHERE id = ?")
            return try Set(ids.filter { try Int.fetchOne(statement, arguments: [$0.text]) != nil })
        }
    }

    package func insert(_ camera: CameraRecord) async throws(CatalogError) {
        try await write { db in try CameraTable.insert(camera, db) }
    }

    package func update(_ camera: CameraRecord) async throws(CatalogError) {
        try await write { db in try CameraTable.update(camera, db) }
    }

    package func markDeleted(
        _ id: CameraID,
        at time: WallTime,
        with settings: [String: String?]
    ) async throws(CatalogError) {
        try await write { db in
            try db.execute(
                sql: "UPDATE camera SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?",
                arguments: [time.nanoseconds, id.text]
            )
            guard db.changesCount > 0 else { throw CatalogError.noCamera(id) }
            for (key, value) in settings { try SettingTable.change(key, to: value, db) }
        }
    }
}
