import Catalog
import Logging

extension Recorder {
    /// What of cameras' pictures not everyone sees.
    package var privacy: PrivacyMasks { PrivacyMasks(services: services) }

    /// Takes up the masks that are kept, and has the ways out follow them: when a change is answered, nothing more is shown of
    /// what was changed.
    static func openMasks(
        _ services: DomainServices,
        _ cameras: Cameras,
        _ derived: DerivedStreams,
        _ restreams: Restreams
    ) async throws(CatalogError) {
        let privacy = PrivacyMasks(services: services)
        try await privacy.load()
        let masks = services.masks
        masks.follow { camera in
            derived.end(of: camera, withMasksOtherThan: masks.shapes(of: camera))
            await restreams.end(camera: camera)
            await cameras.remask(camera)
        }
        services.restores.add {
            await masks.changing.run {
                do {
                    try await privacy.load()
                } catch {
                    services.logger.error(
                        "the privacy masks of a restored backup count only after a restart",
                        metadata: ["reason": "\(error)"]
                    )
                }
            }
        }
    }
}
