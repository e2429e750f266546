import GRDB
import Synchronization

/// The catalogue in an SQLite file (WAL), for one node.
///
/// Every commit is synced (`synchronous = FULL`), although a recording could be found again from its file: gaps,
/// cameras and deletions could not. It costs one sync of the write-ahead log for each batch of all cameras, which comes
/// after one sync of every media file in the batch, so it is not worth an exception.
///
/// Reads run beside the writer on connections of their own and see one instant. A change that has been asked for is
/// carried out also when the task that asked is cancelled meanwhile: a recorder that is told to stop still closes its
/// segments.
package final class SQLiteCatalog: Catalog {
    package enum Mode: Hashable, Sendable {
        /// Makes the file where there is none, and brings it up to date. One process at a time.
        case readWrite
        /// Makes and changes nothing. Works beside a recorder; should one start while this is open, close it and open
        /// it again.
        case readOnly
    }

    package let path: String
    let mode: Mode
    let database: any DatabaseWriter
    let recordingIDs = IDReservations()
    let gapIDs = IDReservations()
    let snapshotIDs = IDReservations()
    let eventIDs = IDReservations()
    let reserve: CatalogReserve
    private let lock: CatalogLock?

    /// Opens the catalogue at `path`; blocks for as long as the disk takes.
    ///
    /// - Throws: `inUse`, `newerVersion` (the file is left as it was), `olderVersion` (read-only), `notACatalogue`,
    ///   `damaged`, `cannotOpen`, `diskFull`, `failed`.
    package init(path: String, mode: Mode = .readWrite) throws(CatalogError) {
        self.path = path
        self.mode = mode
        reserve = CatalogReserve(forCatalogAt: path)
        switch mode {
        case .readWrite:
            lock = try CatalogLock(forCatalogAt: path)
            reserve.releaseIfNeeded()
            try CatalogFile.createIfMissing(path)
            try CatalogFile.inspect(path)
            do {
                database = try Self.openForWriting(path)
            } catch {
                throw CatalogError(opening: path, error)
            }
        case .readOnly:
            lock = nil
            let finding = try CatalogFile.inspect(path)
            guard finding == .current else { throw CatalogError.older(path) }
            do {
                database = try CatalogFile.openForReading(path)
            } catch {
                throw CatalogError(opening: path, error)
            }
        }
    }

    private static func openForWriting(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "catalogue"
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: path, configuration: configuration)
        // The pool has set NORMAL, which may lose the last commits at a power cut.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try CatalogSchema.migrator.migrate(pool)
        return pool
    }

    /// Ends all access, brings the write-ahead log into the file, and lets another process have the catalogue.
    package func close() throws(CatalogError) {
        do {
            try database.close()
        } catch {
            throw CatalogError(using: path, error)
        }
        lock?.release()
    }

    /// The version of SQLite that is at work: "3.40.1".
    package func libraryVersion() async throws(CatalogError) -> String {
        try await read { try String.fetchOne($0, sql: "SELECT sqlite_version()") ?? "" }
    }

    /// Reads one instant.
    func read<T: Sendable>(_ value: @escaping @Sendable (Database) throws -> T) async throws(CatalogError) -> T {
        do {
            return try await database.read(value)
        } catch {
            throw CatalogError(using: path, error)
        }
    }

    /// Makes changes in one transaction.
    func write<T: Sendable>(_ changes: @escaping @Sendable (Database) throws -> T) async throws(CatalogError) -> T {
        guard mode == .readWrite else {
            throw CatalogError(
                .readOnly,
                "The catalogue \(path) was opened for reading only, so nothing in it can be changed."
            )
        }
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            database.asyncWrite(changes) { _, result in continuation.resume(returning: result) }
        }
        do {
            return try result.get()
        } catch {
            throw CatalogError(using: path, error)
        }
    }
}
