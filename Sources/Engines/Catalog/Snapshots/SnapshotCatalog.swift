package import Media

/// The snapshots that are kept.
///
/// One that is removed stays known until its file is gone too, so that it never comes back after a crash, when files
/// without a row are taken up; nobody finds it meanwhile.
package protocol SnapshotCatalog: Sendable {
    /// Throws `conflict` for an id that is in use, `unknownCamera`.
    func insert(_ snapshot: SnapshotRecord) async throws(CatalogError)

    func snapshot(_ id: SnapshotID) async throws(CatalogError) -> SnapshotRecord?

    func snapshots(_ query: SnapshotQuery) async throws(CatalogError) -> [SnapshotRecord]

    /// Guards a snapshot from deletion, or no longer. Throws `notFound`.
    func setProtected(_ isProtected: Bool, snapshot id: SnapshotID) async throws(CatalogError)

    /// Removes a snapshot, whose file must go now.
    /// - Returns: nil where there is none, or it is protected and protected ones are not to be removed.
    func removeSnapshot(_ id: SnapshotID, includingProtected: Bool) async throws(CatalogError) -> SnapshotRecord?

    /// Those that are removed, and whose files have not gone yet, by id.
    func removedSnapshots() async throws(CatalogError) -> [SnapshotRecord]

    /// How many there are on each volume, those too that are removed and whose files have not gone yet.
    func snapshotVolumes() async throws(CatalogError) -> [String: Int]

    /// What the snapshots of each camera take on each volume, by camera and volume; without those that are removed.
    func snapshotTotals() async throws(CatalogError) -> [SnapshotTotals]

    /// The file of a snapshot is gone, or there is none: nothing more is known of it.
    func forgetSnapshot(_ id: SnapshotID) async throws(CatalogError)

    /// The first id from `time` on that no snapshot has. It is given to nobody else while the program runs.
    func nextFreeSnapshotID(from time: WallTime) async throws(CatalogError) -> SnapshotID
}
