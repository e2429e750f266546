package import Media

/// What came and went of a stream on a volume on one day, and what was there at its end.
package struct StorageDay: Hashable, Sendable {
    /// When the day began.
    package let day: WallTime
    package let camera: CameraID
    package let stream: StreamKind
    package let volume: String
    /// Bytes, as the next two.
    package var written: Int64
    package var deleted: Int64
    /// When it was noted last.
    package var held: Int64

    package init(
        day: WallTime,
        camera: CameraID,
        stream: StreamKind,
        volume: String,
        written: Int64,
        deleted: Int64,
        held: Int64
    ) {
        self.day = day
        self.camera = camera
        self.stream = stream
        self.volume = volume
        self.written = written
        self.deleted = deleted
        self.held = held
    }
}

/// What was written and deleted, day by day. What recordings are joined, or found again, counts as what it is for the disk: a
/// file that is found was written then; one that is made of others only by how much it is smaller or larger.
package protocol StorageDayCatalog: Sendable {
    /// Notes what came and went since this was called last as of the day that began at `day`, and what is there now; and
    /// forgets the days that began before `oldest`. Whose days these are, the caller knows.
    func noteStorage(on day: WallTime, forgettingBefore oldest: WallTime) async throws(CatalogError)

    /// The days that began in `from..<to`, by day, camera, stream and volume.
    ///
    /// - Parameter today: the day to which what has not been noted yet belongs.
    func storageDays(from: WallTime, to: WallTime, today: WallTime) async throws(CatalogError) -> [StorageDay]

    /// How many recordings that are there now began in each of these stretches of time, camera by camera; those that have none are
    /// left out.
    func segmentCounts(in stretches: [Range<WallTime>]) async throws(CatalogError) -> [[CameraID: Int]]
}
