package import Media

/// The volumes that recordings go to.
package protocol VolumeCatalog: Sendable {
    /// The volumes by id; with `includingDeleted` also those that are no more.
    func volumes(includingDeleted: Bool) async throws(CatalogError) -> [VolumeRecord]

    /// Adds a volume. Throws `conflict` where the id is, or ever was, in use, or the name is.
    func insert(_ volume: VolumeRecord) async throws(CatalogError)

    /// Replaces all that is kept of the volume with this id, deleted or not. Throws `notFound`, and `conflict` where another
    /// has the name.
    func update(_ volume: VolumeRecord) async throws(CatalogError)

    /// Marks a volume as deleted, and has the cameras that chose it, for either stream, choose the default volume. One that is
    /// deleted already keeps its time. Throws `notFound`.
    ///
    /// - Returns: the cameras that had chosen it, by id, and are not deleted.
    func removeVolume(_ id: String, at time: WallTime) async throws(CatalogError) -> [CameraID]
}

extension VolumeCatalog {
    /// Those that are not deleted, by id.
    package func volumes() async throws(CatalogError) -> [VolumeRecord] { try await volumes(includingDeleted: false) }
}
