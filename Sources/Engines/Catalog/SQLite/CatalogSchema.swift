import GRDB

/// The tables, and how they came to be. A migration is never changed once it has been released; a new one is added.
enum CatalogSchema {
    /// Marks an SQLite file as a catalogue of Nightjar: "NJAR".
    static let applicationID: Int64 = 0x4E4A_4152

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.add("001-cameras") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try CameraTable.create(db)
        }
        migrator.add("002-segments", SegmentTable.create)
        migrator.add("003-gaps", GapTable.create)
        migrator.add("004-opens", OpenTable.create)
        migrator.add("005-settings", SettingTable.create)
        migrator.add("006-camera-sources", CameraTable.addSources)
        migrator.add("007-accounts") { db in
            try UserTable.create(db)
            try SessionTable.create(db)
            try APIKeyTable.create(db)
            try AuditTable.create(db)
        }
        migrator.add("008-camera-recording", CameraTable.addRecording)
        migrator.add("009-camera-token", CameraTable.addTokens)
        migrator.add("010-gap-missing", GapTable.addMissing)
        migrator.add("011-camera-hls", CameraTable.addHLS)
        migrator.add("013-camera-connect", CameraTable.addConnect)
        migrator.add("014-retention") { db in
            try RetentionTables.create(db)
            try CameraTable.addKeeping(db)
        }
        migrator.add("015-volumes", VolumeTable.create)
        migrator.add("016-events") { db in
            try CameraTable.addModes(db)
            try CameraEventTable.create(db)
        }
        migrator.add("017-snapshots") { db in
            try CameraTable.addSnapshotURL(db)
            try SnapshotTable.create(db)
        }
        migrator.add("021-recorded-time", RecordedTimeTable.create)
        migrator.add("018-merging", MergeTables.create)
        migrator.add("022-evidence", EvidenceTable.create)
        migrator.add("024-sums") { db in
            try EventSumTable.create(db)
            try StorageDayTable.create(db)
        }
        migrator.add("028-preferences", PreferenceTable.create)
        migrator.add("029-camera-masking", CameraTable.addMasking)
        migrator.add("030-snapshot-volume", CameraTable.addSnapshotVolume)
        migrator.add("031-losses", LossTable.create)
        migrator.add("033-areas", AreaTable.create)
        migrator.add("034-numbers", NumberTable.create)
        migrator.add("044-snapshot-totals", SnapshotTable.addTotals)
        migrator.add("044-event-volume", CameraTable.addEventVolume)
        migrator.add("045-pauses", PartTable.create)
        migrator.add("046-protected-time", ProtectedTimeTable.create)
        return migrator
    }()
}

extension DatabaseMigrator {
    fileprivate mutating func add(_ name: String, _ migrate: @escaping @Sendable (Database) throws -> Void) {
        // Checked as it goes: the check at the end would read every row of a catalogue of millions.
        registerMigration(name, foreignKeyChecks: .immediate, migrate: migrate)
    }
}
