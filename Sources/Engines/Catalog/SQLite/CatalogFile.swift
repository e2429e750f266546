import GRDB
import Glibc

/// The catalogue as a file, before it is trusted to be one.
enum CatalogFile {
    enum Finding: Hashable, Sendable {
        /// A file without a table: a new catalogue.
        case empty
        /// A catalogue of an older program.
        case older
        case current
    }

    /// Makes an empty file that only its owner may read, where there is none; SQLite itself would let everyone read it.
    static func createIfMissing(_ path: String) throws(CatalogError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST {
            throw CatalogError.cannotOpen(path, errno)
        }
    }

    /// Looks at the file without touching it.
    ///
    /// - Throws: `newerVersion`, `notACatalogue`, `damaged`, `cannotOpen`, `failed`.
    @discardableResult
    static func inspect(_ path: String) throws(CatalogError) -> Finding {
        guard try size(of: path) > 0 else { return .empty }
        do {
            let queue = try openForReading(path)
            defer { try? queue.close() }
            return try queue.read { db in try finding(in: db, path) }
        } catch {
            throw CatalogError(opening: path, error)
        }
    }

    private static func finding(in db: Database, _ path: String) throws -> Finding {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard tables > 0 else { return .empty }
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id")
        guard application == CatalogSchema.applicationID else { throw CatalogError.notACatalogue(path) }
        if try CatalogSchema.migrator.hasBeenSuperseded(db) {
            // A newer program may have changed this table too; then the sentence does without.
            let version = try? String.fetchOne(db, sql: "SELECT version FROM open ORDER BY id DESC LIMIT 1")
            throw CatalogError.newer(path, version: version)
        }
        return try CatalogSchema.migrator.hasCompletedMigrations(db) ? .current : .older
    }

    /// Opens the file so that neither it nor anything beside it is made or changed.
    static func openForReading(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "catalogue, read-only"
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        // While a recorder has the catalogue open, and after a crash, there is a write-ahead log, which must be read as
        // well.
        guard try size(of: path + "-wal", missing: 0) == 0 else {
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        // Where there is none, even a reader would make one; unless it knows that the file is not being changed.
        do {
            return try DatabaseQueue(path: immutableAddress(of: path), configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // An SQLite that was built without addresses takes them for file names.
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    private static func immutableAddress(of path: String) -> String {
        var address = "file:"
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                address.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                address += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
            }
        }
        return address + "?immutable=1"
    }

    private static func size(of path: String, missing: Int? = nil) throws(CatalogError) -> Int {
        var information = stat()
        guard stat(path, &information) == 0 else {
            let code = errno
            if code == ENOENT, let missing { return missing }
            throw CatalogError.cannotOpen(path, code)
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw CatalogError(
                .cannotOpen,
                "\(path) is not a file, so it cannot be opened as the catalogue. Name another."
            )
        }
        return Int(information.st_size)
    }
}
