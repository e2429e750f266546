package import Media

/// The starts of the program.
package protocol OpenCatalog: Sendable {
    /// The program has started.
    func beginOpen(version: String, at time: WallTime) async throws(CatalogError) -> OpenRecord

    /// The program is alive. A time before the last one is passed over. Throws `notFound`.
    func touchOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError)

    /// The program ends in good order. Throws `notFound`.
    func closeOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError)

    /// The start before `id`; the latest one for nil.
    func previousOpen(before id: OpenID?) async throws(CatalogError) -> OpenRecord?
}
