/// The zones and motion masks of cameras: a few of each, in an order that people have given them. They stay with a camera that is
/// deleted, as its row does.
package protocol AreaCatalog: Sendable {
    /// In their order; none where there is no such camera.
    func areas(_ key: CameraAreaKey) async throws(CatalogError) -> [CameraAreaRecord]

    /// Changes a camera's areas of a kind in one transaction: what `change` makes of them is from then on all that there are.
    ///
    /// - Parameter change: must not wait, since nobody else can write meanwhile.
    /// - Throws: `notFound` where there is no such camera, or it is deleted; `conflict` where two have one id.
    func changeAreas<Outcome: Sendable>(
        _ key: CameraAreaKey,
        _ change: @escaping @Sendable (inout [CameraAreaRecord]) -> Outcome
    ) async throws(CatalogError) -> Outcome
}
