package import Media

/// The cameras.
package protocol CameraCatalog: Sendable {
    /// The cameras by id; with `includingDeleted` also those that are no more.
    func cameras(includingDeleted: Bool) async throws(CatalogError) -> [CameraRecord]

    func camera(_ id: CameraID, includingDeleted: Bool) async throws(CatalogError) -> CameraRecord?

    /// Adds a camera. Throws `conflict` where the id is, or ever was, in use.
    func insert(_ camera: CameraRecord) async throws(CatalogError)

    /// Replaces all that is kept of the camera with this id, deleted or not. Throws `notFound`.
    func update(_ camera: CameraRecord) async throws(CatalogError)

    /// Marks a camera as deleted; its recordings stay until they are deleted themselves. One that is deleted already
    /// keeps its time. Throws `notFound`.
    func markDeleted(_ id: CameraID, at time: WallTime) async throws(CatalogError)
}

extension CameraCatalog {
    /// The living cameras by id.
    package func cameras() async throws(CatalogError) -> [CameraRecord] { try await cameras(includingDeleted: false) }

    /// The living camera with this id.
    package func camera(_ id: CameraID) async throws(CatalogError) -> CameraRecord? {
        try await camera(id, includingDeleted: false)
    }
}
