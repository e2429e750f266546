import Catalog
import Glibc
import Logging
import Recording
import Storage
import Stream

/// `nightjar repair`: brings the catalogue and the disk in line, or builds a lost catalogue again from the recordings.
package struct ArchiveRepair: Sendable {
    /// What came of it.
    package struct Outcome: Hashable, Sendable {
        /// In one sentence.
        package var summary: String
        /// Things that had to be left as they were; each has been told.
        package var leftAlone: Int
    }

    private let directory: String
    private let volumeRoots: [String]

    /// - Parameter volumeRoots: folders beneath which volumes may lie, as the configuration file names them.
    package init(dataDirectory: String, volumeRoots: [String] = []) {
        directory = dataDirectory
        self.volumeRoots = volumeRoots
    }

    /// - Parameters:
    ///   - isRebuild: whether the catalogue is lost and to be made again. One that a recorder has used is never replaced.
    ///   - tell: told in a sentence what was done about each thing, and what was left alone; from several tasks.
    /// - Throws: ``StartError`` if nothing can be done: there is no such folder, or a recorder is running on it.
    package func run(isRebuild: Bool, _ tell: @escaping @Sendable (String) -> Void) async throws(StartError) -> Outcome
    {
        let paths = DataDirectory(existing: directory)
        try check(paths, isRebuild: isRebuild)
        do throws(CatalogError) {
            // Locks the catalogue, so that no recorder begins meanwhile.
            let catalog = try SQLiteCatalog(path: paths.catalogue)
            let previous = try await catalog.previousOpen(before: nil)
            guard !isRebuild || previous == nil else {
                throw CatalogError(
                    .conflict,
                    """
                    \(paths.catalogue) is a catalogue that a recorder has used, and is not built anew. Repair it without \
                    --rebuild. If it is the wrong one, move it to another place first, with its -wal and -shm files.
                    """
                )
            }
            let outcome = try await mend(catalog, paths, previous: previous, isRebuild: isRebuild, tell)
            try catalog.close()
            return outcome
        } catch {
            throw StartError(error.message)
        }
    }

    /// Makes sure, before anything is opened, that nothing is made where nothing was.
    private func check(_ paths: DataDirectory, isRebuild: Bool) throws(StartError) {
        guard access(paths.recordings + "/.nightjar-volume", R_OK) == 0 else {
            throw StartError("There are no recordings that can be read in \(paths.recordings).")
        }
        guard access(paths.catalogue, F_OK) == 0 || isRebuild else {
            throw StartError(
                """
                There is no catalogue \(paths.catalogue). If it is lost, `nightjar repair --rebuild` makes a new one from \
                the recordings; restore a backup instead if you have one, because only it knows names, addresses and \
                passwords.
                """
            )
        }
    }

    private func mend(
        _ catalog: SQLiteCatalog,
        _ paths: DataDirectory,
        previous: OpenRecord?,
        isRebuild: Bool,
        _ tell: @escaping @Sendable (String) -> Void
    ) async throws(CatalogError) -> Outcome {
        let store: LocalDisk
        do {
            store = try await Recorder.openVolume(at: paths.recordings, catalog: catalog)
        } catch let error as CatalogError {
            throw error
        } catch {
            throw CatalogError(.cannotOpen, "\(error)")
        }
        let volumes = try await FoundVolumes(of: catalog, VolumeRules(paths, roots: volumeRoots))
        for sentence in volumes.missing { tell(sentence) }
        let threads = DiskThreads()
        let recovery = Recovery(
            catalog: catalog,
            node: Node.name,
            volumes: volumes.stores.merging([Node.volume: store]) { $1 },
            threads: threads,
            // Everything is told in sentences.
            logger: Logger(label: "repair") { _ in SwiftLogNoOpLogHandler() }
        )
        let result: Result<RecoveryReport, CatalogError>
        do throws(CatalogError) {
            let now = SystemTimeSource().wall
            let report = try await recovery.repairAll(previous: previous, isRebuild: isRebuild, at: now, tell: tell)
            try await repairSnapshots(paths, volumes, catalog, threads, tell)
            result = .success(report)
        } catch {
            result = .failure(error)
        }
        await threads.stop()
        let report = try result.get()
        return Outcome(summary: "\(report)", leftAlone: report.leftAlone.count + volumes.missing.count)
    }

    /// After the recordings: a camera that the catalogue had lost is entered by then.
    private func repairSnapshots(
        _ paths: DataDirectory,
        _ volumes: FoundVolumes,
        _ catalog: SQLiteCatalog,
        _ threads: DiskThreads,
        _ tell: @escaping @Sendable (String) -> Void
    ) async throws(CatalogError) {
        let logger = Logger(label: "repair") { _ in SwiftLogNoOpLogHandler() }
        for (name, store) in volumes.stores.sorted(by: { $0.key < $1.key }) {
            try await SnapshotAlbum.shelf(on: store, beside: name, catalog, threads, logger).recover(tell: tell)
        }
        // Nothing is made where nothing was.
        guard access(paths.snapshots + "/.nightjar-volume", F_OK) == 0 else { return }
        switch try await SnapshotAlbum.openShelf(at: paths.snapshots, catalog, threads, logger) {
        case .success(let shelf): try await shelf.recover(tell: tell)
        case .failure(let error): tell("The snapshots are left alone. \(error)")
        }
    }
}
