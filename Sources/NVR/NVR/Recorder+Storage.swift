import Catalog
import Logging
import Machine
import Media
import Recording
import Retention
import Storage
import Stream

extension Recorder {
    /// Brings the catalogue and the disk in line.
    static func mending(
        _ catalog: SQLiteCatalog,
        _ store: LocalDisk,
        _ album: SnapshotAlbum,
        _ threads: DiskThreads,
        _ previous: OpenRecord?,
        _ time: any TimeSource,
        _ logger: Logger
    ) -> @Sendable () async throws(CatalogError) -> Void {
        let recovery = Recovery(
            catalog: catalog,
            node: Node.name,
            volumes: [Node.volume: store],
            threads: threads,
            logger: logger
        )
        return { () async throws(CatalogError) in
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

    /// The volume as the one sees it who deletes from it.
    static func keptVolumes(
        _ store: any MediaStore,
        at path: String,
        _ recording: RecordingService
    ) -> @Sendable () async -> [KeptVolume] {
        let volume = KeptVolume(
            name: Node.volume,
            store: store,
            room: {
                DiskReading(path: path).map { reading in
                    KeptVolume.Room(total: Int64(clamping: reading.size), free: Int64(clamping: reading.available))
                }
            },
            isShort: { recording.isShortOfRoom }
        )
        return { [volume] }
    }
}
