import Accounts
import Catalog
import Glibc
import Logging
import Recording
import Storage

/// `nightjar check`: the catalogue against the disk, and the audit log against its own chain, changing nothing.
package struct ArchiveCheck: Sendable {
    private let directory: String
    private let volumeRoots: [String]

    /// - Parameter volumeRoots: folders beneath which volumes may lie, as the configuration file names them.
    package init(dataDirectory: String, volumeRoots: [String] = []) {
        directory = dataDirectory
        self.volumeRoots = volumeRoots
    }

    /// - Parameter find: told each thing that is not as it should be, in a sentence; from several tasks.
    /// - Throws: ``StartError`` if there is nothing to compare.
    package func run(_ find: @escaping @Sendable (String) -> Void) async throws(StartError) {
        let paths = DataDirectory(existing: directory)
        do throws(CatalogError) {
            let catalog = try SQLiteCatalog(path: paths.catalogue, mode: .readOnly)
            let store = try open(paths.recordings)
            let volumes = try await FoundVolumes(of: catalog, VolumeRules(paths, roots: volumeRoots))
            for sentence in volumes.missing { find(sentence) }
            let threads = DiskThreads()
            let check = CatalogueCheck(
                catalog: catalog,
                node: Node.name,
                volumes: volumes.stores.merging([Node.volume: store]) { $1 },
                threads: threads
            )
            let outcome: Result<Void, CatalogError>
            do throws(CatalogError) {
                try await check.run(find)
                try await checkSnapshots(paths, volumes, catalog, threads, find)
                outcome = .success(try await checkAudit(catalog, find))
            } catch {
                outcome = .failure(error)
            }
            await threads.stop()
            try outcome.get()
            try catalog.close()
        } catch {
            throw StartError(error.message)
        }
    }

    private func checkSnapshots(
        _ paths: DataDirectory,
        _ volumes: FoundVolumes,
        _ catalog: SQLiteCatalog,
        _ threads: DiskThreads,
        _ find: @escaping @Sendable (String) -> Void
    ) async throws(CatalogError) {
        let logger = Logger(label: "check") { _ in SwiftLogNoOpLogHandler() }
        for (name, store) in volumes.stores.sorted(by: { $0.key < $1.key }) {
            try await SnapshotAlbum.shelf(on: store, beside: name, catalog, threads, logger).check(find)
        }
        // Until the first recorder that knows snapshots has run, there is no such folder.
        guard access(paths.snapshots + "/.nightjar-volume", F_OK) == 0 else { return }
        let store = try open(paths.snapshots)
        try await SnapshotAlbum.shelf(on: store, catalog, threads, logger).check(find)
    }

    private func checkAudit(
        _ catalog: SQLiteCatalog,
        _ find: @escaping @Sendable (String) -> Void
    ) async throws(CatalogError) {
        guard case .broken(let sequence) = try await AuditLog(catalog: catalog).verify() else { return }
        find(
            """
            The audit log is not as it was written from row \(sequence) on: that row was changed, taken away or put in between. \
            Nothing mends that; compare it with a backup to see what it said.
            """
        )
    }

    /// Opening a volume for the first time would write to it, so one that was never used is not opened.
    private func open(_ path: String) throws(CatalogError) -> LocalDisk {
        guard access(path + "/.nightjar-volume", R_OK) == 0 else {
            throw CatalogError(.cannotOpen, "There are no recordings that can be read in \(path).")
        }
        do {
            return try LocalDisk(path: path)
        } catch {
            throw CatalogError(.cannotOpen, "\(error)")
        }
    }
}
