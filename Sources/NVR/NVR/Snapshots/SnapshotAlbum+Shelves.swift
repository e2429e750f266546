import Catalog
import Logging
import Recording
import Storage

/// Where snapshots lie.
extension SnapshotAlbum {
    /// Opens the folder, and makes it where there is none. It is remembered which one it was, so that a disk that is not
    /// mounted there is never taken for a new one.
    static func openShelf(
        at path: String,
        _ catalog: any Catalog,
        _ threads: DiskThreads,
        _ logger: Logger
    ) async throws(CatalogError) -> Result<SnapshotShelf, StorageError> {
        let setting = "volume.\(Node.snapshots)"
        let known = try await catalog.setting(setting).flatMap(VolumeID.init)
        let store: LocalDisk
        do throws(StorageError) { store = try LocalDisk(path: path, expecting: known) } catch { return .failure(error) }
        if known == nil { try await catalog.changeSettings([setting: store.volume.text]) }
        return .success(shelf(on: store, catalog, threads, logger))
    }

    static func shelf(
        on store: LocalDisk,
        _ catalog: any Catalog,
        _ threads: DiskThreads,
        _ logger: Logger
    ) -> SnapshotShelf {
        SnapshotShelf(
            catalog: catalog,
            node: Node.name,
            volume: Node.snapshots,
            store: store,
            threads: threads,
            logger: logger
        )
    }

    /// Beside the recordings on a volume that cameras choose.
    static func shelf(
        on store: any MediaStore,
        beside volume: String,
        _ catalog: any Catalog,
        _ threads: DiskThreads,
        _ logger: Logger
    ) -> SnapshotShelf {
        SnapshotShelf(
            catalog: catalog,
            node: Node.name,
            volume: volume,
            store: store,
            threads: threads,
            logger: logger,
            isBesideRecordings: true
        )
    }
}
