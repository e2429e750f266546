package import Media

/// What is there of a camera that was removed.
package struct ArchiveGroupView: Sendable {
    package var camera: String
    package var name: String
    package var removedAt: WallTime
    /// Nil where its recordings are not archived, and go as the camera's rule says.
    package var archivedAt: WallTime?
    /// Days that they are kept; 0 until somebody deletes them, or without an archive until the room is needed.
    package var retentionDays: Int
    package var recordings: Int
    package var bytes: Int64
    package var protected: StorageSum
    package var oldest: WallTime?
    package var newest: WallTime?
    /// Those that were kept of it.
    package var snapshots: SnapshotSum
    /// Of these.
    package var protectedSnapshots: Int
}

/// What becomes of the media of a camera that is removed: its recordings and its kept snapshots.
package enum RecordingsOfRemoved: String, CaseIterable, Hashable, Sendable {
    /// They stay as long as its rule says, and snapshots as long as all snapshots.
    case keep
    /// Recordings stay as long as archived ones do: at first until somebody deletes them. Snapshots stay as with ``keep``.
    case archive
    /// They are deleted, but for those that are protected, and so are its events.
    case erase
}
