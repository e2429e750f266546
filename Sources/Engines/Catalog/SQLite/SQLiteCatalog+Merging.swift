import GRDB
import Media

/// The files that are announced, and where recordings have gone that were joined to others.
enum MergeTables {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE merging (
                    id INTEGER PRIMARY KEY NOT NULL,
                    node TEXT NOT NULL,
                    volume TEXT NOT NULL,
                    "key" TEXT NOT NULL
                ) STRICT;
                CREATE TABLE segment_merged (
                    id INTEGER PRIMARY KEY NOT NULL,
                    holder INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE
                ) STRICT;
                CREATE INDEX segment_merged_by_holder ON segment_merged (holder);
                """
        )
    }

    static func merge(
        _ members: [SegmentRecord],
        into merged: SegmentRecord,
        index: [UInt8],
        _ db: Database
    ) throws -> [FileRemoval]? {
        guard let first = members.first, members.count > 1, merged.id == first.id, first.key != merged.key else {
            return nil
        }
        for member in members { guard try row(member.id, db) == member else { return nil } }
        // Else a part of the joined file would be of no entry, and nobody could make one for it.
        let sealed = try members.count { try !EvidenceTable.numbers(heldBy: $0.id, db).isEmpty }
        guard sealed == 0 || sealed == members.count && merged.pauses.isEmpty else { return nil }
        for member in members { guard try !EvidenceTable.hasChanged(member.id, db) else { return nil } }
        var removals = [
            FileRemoval(
                id: try freeID(after: first.id, db),
                node: first.node,
                volume: first.volume,
                key: first.key
            )
        ]
        for member in members.dropFirst() {
            try db.cachedStatement(sql: "UPDATE segment_merged SET holder = ? WHERE holder = ?")
                .execute(arguments: [first.id.nanoseconds, member.id.nanoseconds])
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO segment_merged (id, holder) VALUES (?, ?)")
                .execute(arguments: [member.id.nanoseconds, first.id.nanoseconds])
            try db.cachedStatement(sql: "DELETE FROM segment WHERE id = ?").execute(arguments: [member.id.nanoseconds])
            removals.append(
                FileRemoval(id: member.id, node: member.node, volume: member.volume, key: member.key)
            )
        }
        for removal in removals { try SegmentTable.remember(removal, db) }
        try db.cachedStatement(
            sql: """
                UPDATE segment SET end_at = ?, bytes = ?, video_frames = ?, audio_frames = ?, key_frames = ?, "key" = ?,
                    end_reason = ?, pauses = ? WHERE id = ?
                """
        ).execute(arguments: [
            merged.end.nanoseconds, merged.bytes, merged.videoFrames, merged.audioFrames, merged.keyFrames, merged.key,
            merged.endReason, PartTable.blob(merged.pauses), first.id.nanoseconds,
        ])
        if !merged.pauses.isEmpty || !first.pauses.isEmpty { try PartTable.write(merged, db) }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO segment_index (segment, fragments) VALUES (?, ?)")
            .execute(arguments: [first.id.nanoseconds, Blob(index)])
        try db.cachedStatement(sql: "DELETE FROM merging WHERE id = ?").execute(arguments: [first.id.nanoseconds])
        let moved = min(merged.bytes - first.bytes, members.dropFirst().reduce(0) { $0 + $1.bytes })
        try StorageDayTable.forget(moved, writtenAndDeletedOf: first, db)
        return removals
    }

    private static func row(_ id: RecordingID, _ db: Database) throws -> SegmentRecord? {
        let statement = try db.cachedStatement(sql: SegmentTable.selection)
        return try Row.fetchOne(statement, arguments: [id.nanoseconds]).map(SegmentTable.record)
    }

    /// The recording keeps its id, and its old file must be remembered under another: one that nothing else has.
    private static func freeID(after id: RecordingID, _ db: Database) throws -> RecordingID {
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM segment WHERE id = ?1) OR EXISTS (SELECT 1 FROM removal WHERE id = ?1)
                    OR EXISTS (SELECT 1 FROM segment_merged WHERE id = ?1)
                """
        )
        var candidate = id.nanoseconds
        repeat {
            guard candidate < .max else { throw CatalogError.noFreeID }
            candidate += 1
        } while try Bool.fetchOne(statement, arguments: [candidate]) == true
        return RecordingID(nanoseconds: candidate)
    }
}

extension SQLiteCatalog {
    package func beginMerging(_ file: FileRemoval) async throws(CatalogError) {
        try await write { db in
            try db.cachedStatement(
                sql: #"INSERT OR REPLACE INTO merging (id, node, volume, "key") VALUES (?, ?, ?, ?)"#
            ).execute(arguments: [file.id.nanoseconds, file.node, file.volume, file.key])
        }
    }

    package func announcedFiles() async throws(CatalogError) -> [FileRemoval] {
        try await read { db in
            try Row.fetchAll(db, sql: #"SELECT id, node, volume, "key" FROM merging ORDER BY id"#)
                .map(SegmentTable.removal)
        }
    }

    package func endMerging(_ ids: [RecordingID]) async throws(CatalogError) {
        guard !ids.isEmpty else { return }
        try await write { db in
            let statement = try db.cachedStatement(sql: "DELETE FROM merging WHERE id = ?")
            for id in ids { try statement.execute(arguments: [id.nanoseconds]) }
        }
    }

    package func merge(
        _ members: [SegmentRecord],
        into merged: SegmentRecord,
        index: [UInt8]
    ) async throws(CatalogError) -> [FileRemoval]? {
        try await write { db in try MergeTables.merge(members, into: merged, index: index, db) }
    }

    package func holder(of id: RecordingID) async throws(CatalogError) -> RecordingID? {
        try await read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT holder FROM segment_merged WHERE id = ?"),
                arguments: [id.nanoseconds]
            ).map(RecordingID.init)
        }
    }

    package func deleteUnchanged(
        _ rows: [SegmentRecord],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval] {
        guard !rows.isEmpty else { return [] }
        return try await write { db in
            let statement = try db.cachedStatement(sql: SegmentTable.selection)
            return try rows.compactMap { row in
                let now = try Row.fetchOne(statement, arguments: [row.id.nanoseconds]).map(SegmentTable.record)
                guard let now, now.hasContent(of: row) else { return nil }
                return try SegmentTable.delete(row.id, includingProtected: includingProtected, because: reason, db)
            }
        }
    }
}
