import Machine
import Playback
import Storage

extension Recorder {
    /// Opens the folder of the exports and the key that they are signed with.
    static func openExports(
        in directory: DataDirectory,
        _ services: DomainServices,
        _ settings: Settings,
        _ jobs: RecorderJobs,
        _ player: Player,
        readers: DiskThreads,
        version: String
    ) throws -> Exports {
        let path = directory.exports
        return Exports(
            services: services,
            settings: settings,
            jobs: jobs,
            player: player,
            shelf: try ExportShelf(PrivateFolder(path: path), logger: services.logger),
            room: ExportRoom(settings: settings) {
                DiskReading(path: path).map { reading in
                    ExportRoom.Disk(total: Int64(clamping: reading.size), free: Int64(clamping: reading.available))
                }
            },
            key: try ExportKeys.open(inDataDirectory: directory.path),
            version: version,
            readers: readers
        )
    }
}
