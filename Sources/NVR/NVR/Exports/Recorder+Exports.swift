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
        _ derived: DerivedStreams,
        readers: DiskThreads,
        version: String
    ) -> Exports {
        let path = directory.exports
        return Exports(
            services: services,
            settings: settings,
            jobs: jobs,
            player: player,
            base: base(directory, services),
            room: ExportRoom(settings: settings) {
                DiskReading(path: path).map { reading in
                    ExportRoom.Disk(total: Int64(clamping: reading.size), free: Int64(clamping: reading.available))
                }
            },
            version: version,
            readers: readers,
            encoding: ExportEncoding(derived)
        )
    }

    private static func base(
        _ directory: DataDirectory,
        _ services: DomainServices
    ) -> Result<ExportBase, StartError> {
        do throws(StorageError) {
            let shelf = try ExportShelf(PrivateFolder(path: directory.exports), logger: services.logger)
            do throws(StartError) {
                return .success(ExportBase(shelf: shelf, key: try ExportKeys.open(inDataDirectory: directory.path)))
            } catch {
                return .failure(error)
            }
        } catch {
            return .failure(StartError("\(error)"))
        }
    }
}
