package import Media

/// A place in a list of snapshots.
package struct SnapshotCursor: Hashable, Comparable, Sendable {
    package var takenAt: WallTime
    package var id: SnapshotID

    package init(takenAt: WallTime, id: SnapshotID) {
        self.takenAt = takenAt
        self.id = id
    }

    package static func < (left: Self, right: Self) -> Bool { (left.takenAt, left.id) < (right.takenAt, right.id) }
}

/// Which snapshots are wanted. They are ordered by time, and by id where two are of one time.
package struct SnapshotQuery: Hashable, Sendable {
    /// Of these cameras, deleted ones too; nil for all.
    package var cameras: Set<CameraID>?
    /// Taken in `from..<to`; nil leaves that side open.
    package var from: WallTime?
    package var to: WallTime?
    package var isNewestFirst: Bool
    /// At most so many.
    package var limit: Int
    /// Only those that come after this place, in the order asked for.
    package var after: SnapshotCursor?

    package init(
        cameras: Set<CameraID>? = nil,
        from: WallTime? = nil,
        to: WallTime? = nil,
        isNewestFirst: Bool = false,
        limit: Int,
        after: SnapshotCursor? = nil
    ) {
        self.cameras = cameras
        self.from = from
        self.to = to
        self.isNewestFirst = isNewestFirst
        self.limit = limit
        self.after = after
    }
}
