import Catalog
import Logging
import Media
import Recording
import Storage
import Stream

extension Recorder {
    /// Brings the catalogue and the disk in line.
    static func mending(
        _ catalog: SQLiteCatalog,
        _ volumes: Volumes,
        _ album: SnapshotAlbum,
        _ threads: DiskThreads,
        _ previous: OpenRecord?,
        _ time: any TimeSource,
        _ logger: Logger
    ) -> @Sendable () async throws(CatalogError) -> Void {
        { () async throws(CatalogError) in
            // Those that are not there now are mended when they are back.
            let recovery = Recovery(
                catalog: catalog,
                node: Node.name,
                volumes: volumes.registry.readable,
                threads: threads,
                logger: logger
            )
            let report = try await recovery.run(previous: previous, at: time.wall)
            try await album.mend()
            logger.info("catalogue and disk were compared", metadata: ["result": "\(report)"])
        }
    }

    /// Opens the volume in the data folder. It is remembered which one it was, so that a disk that is not mounted, or was
    /// swapped, is never taken for a new one.
    static func openVolume(at path: String, catalog: SQLiteCatalog) async throws -> LocalDisk {
        let setting = "volume.\(Node.volume)"
        if let known = try await catalog.setting(setting).flatMap(VolumeID.init) {
            return try LocalDisk(path: path, expecting: known)
        }
        let disk = try LocalDisk(path: path)
        try await catalog.changeSettings([setting: disk.volume.text])
        return disk
    }
}
