package import Media

/// The cameras.
package protocol CameraCatalog: Sendable {
    /// The cameras by id; with `includingDeleted` also those that are no more.
    func cameras(includingDeleted: Bool) async throws(CatalogError) -> [CameraRecord]

    func camera(_ id: CameraID, includingDeleted: Bool) async throws(CatalogError) -> CameraRecord?

    /// Those of these that there are, or were.
    func known(_ ids: [CameraID]) async throws(CatalogError) -> Set<CameraID>

    /// Adds a camera. Throws `conflict` where the id is, or ever was, in use.
    func insert(_ camera: CameraRecord) async throws(CatalogError)

    /// Replaces all that is kept of the camera with this id, deleted or not. Throws `notFound`.
    func update(_ camera: CameraRecord) async throws(CatalogError)

    /// Marks a camera as deleted; its recordings stay until they are deleted themselves. One that is deleted already
    /// keeps its time. Throws `notFound`.
    ///
    /// - Parameter settings: set with it, or not at all: what is said there of a camera that is no more, as
    ///   ``SettingCatalog/changeSettings(_:)`` does.
    func markDeleted(_ id: CameraID, at time: WallTime, with settings: [String: String?]) async throws(CatalogError)
}

extension CameraCatalog {
    /// Marks a camera as deleted, and says nothing else of it.
    package func markDeleted(_ id: CameraID, at time: WallTime) async throws(CatalogError) {
        try await markDeleted(id, at: time, with: [:])
    }

    /// The living cameras by id.
    package func cameras() async throws(CatalogError) -> [CameraRecord] { try await cameras(includingDeleted: false) }

    /// The living camera with this id.
    package func camera(_ id: CameraID) async throws(CatalogError) -> CameraRecord? {
        try await camera(id, includingDeleted: false)
    }
}
