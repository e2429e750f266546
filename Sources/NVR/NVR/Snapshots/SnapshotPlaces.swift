import Catalog
import Logging
import Recording
import Storage

/// The volumes on which snapshots lie that their cameras chose, beside recordings.
struct SnapshotPlaces: Sendable {
    private let services: DomainServices
    private let registry: VolumeRegistry

    init(_ services: DomainServices, _ registry: VolumeRegistry) {
        self.services = services
        self.registry = registry
    }

    /// Where new ones of a camera go: to the volume that it chose for them. Nil for the folder of snapshots, where it has
    /// chosen none or that cannot be written to now.
    func shelf(for camera: CameraRecord) -> SnapshotShelf? {
        guard let name = camera.snapshotVolume, name != registry.defaultName else { return nil }
        let choice = registry.choose(name)
        guard let detour = choice.detour else { return shelf(on: name, choice.store) }
        services.logger.warning(
            "a snapshot is kept in the folder of snapshots instead of its camera's volume",
            metadata: ["camera": "\(camera.id)", "volume": "\(name)", "reason": "\(detour)"]
        )
        return nil
    }

    /// A volume could not be written to: the next file goes elsewhere until it can.
    func report(_ error: StorageError, of camera: CameraRecord) {
        guard let name = camera.snapshotVolume else { return }
        registry.report(error, of: name)
        services.logger.warning(
            "a snapshot could not be written to its camera's volume, and is kept in the folder of snapshots",
            metadata: ["camera": "\(camera.id)", "volume": "\(name)", "reason": "\(error)"]
        )
    }

    /// Nil where the volume is not there.
    func shelf(of volume: String) -> SnapshotShelf? { registry.store(of: volume).map { shelf(on: volume, $0) } }

    /// Those that are there.
    var shelves: [SnapshotShelf] {
        registry.readable.filter { $0.key != registry.defaultName }.sorted { $0.key < $1.key }.map {
            shelf(on: $0.key, $0.value)
        }
    }

    func shelf(on volume: String, _ store: any MediaStore) -> SnapshotShelf {
        SnapshotAlbum.shelf(
            on: store,
            beside: volume,
            services.catalog,
            registry.lane(of: volume).readers,
            services.logger
        )
    }
}
