import GRDB
import Glibc

extension CatalogError {
    /// What an error of the database means to somebody who opens the catalogue.
    init(opening path: String, _ error: any Error) { self.init(error, path, doing: "be opened") }

    /// What an error of the database means to somebody who uses the open catalogue.
    init(using path: String, _ error: any Error) { self.init(error, path, doing: "do this") }

    private init(_ error: any Error, _ path: String, doing: String) {
        switch error {
        case let error as CatalogError:
            self = error
        case let error as DatabaseError:
            self.init(error, path, doing: doing)
        case is CancellationError:
            self.init(.cancelled, "The catalogue was no longer asked: the task was cancelled.")
        default:
            self.init(.failed, "The catalogue \(path) cannot \(doing): \(error).")
        }
    }

    private init(_ error: DatabaseError, _ path: String, doing: String) {
        let cause = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self = .notACatalogue(path)
        case .SQLITE_CORRUPT:
            self.init(
                .damaged,
                "The catalogue \(path) is damaged (\(cause)). The recordings are files of their own and are not "
                    + "affected. Restore a backup of the catalogue."
            )
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            self.init(
                .cannotOpen,
                "The catalogue \(path) cannot \(doing) (\(cause)). Does its folder exist, and may Nightjar write there?"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.inUse, "Another program keeps the catalogue \(path) locked (\(cause)). Close that program.")
        case .SQLITE_FULL:
            self.init(.diskFull, "The disk of the catalogue \(path) is full. Make room on it.")
        case .SQLITE_MISUSE:
            self.init(.closed, "The catalogue \(path) has been closed.")
        default:
            self.init(
                .failed,
                "The catalogue \(path) cannot \(doing): \(cause) (SQLite \(error.extendedResultCode.rawValue))."
            )
        }
    }

    static func cannotOpen(_ path: String, _ code: Int32) -> Self {
        let cause = String(cString: strerror(code))
        return Self(
            .cannotOpen,
            "\(path) cannot be opened: \(cause). Does its folder exist, and may Nightjar write there?"
        )
    }

    static func inUse(_ path: String, by process: Int?) -> Self {
        let owner = process.map { "another Nightjar (process \($0))" } ?? "another Nightjar"
        return Self(
            .inUse,
            "The catalogue \(path) is in use by \(owner). Two must not record into one catalogue: stop the other one, "
                + "or give this one a data directory of its own."
        )
    }

    static func notACatalogue(_ path: String) -> Self {
        Self(
            .notACatalogue,
            "The file \(path) is not a catalogue of Nightjar. It has not been touched; name another file."
        )
    }

    static func newer(_ path: String, version: String?) -> Self {
        let writer = version.map { "a newer Nightjar (\($0) was the last to use it)" } ?? "a newer Nightjar"
        return Self(
            .newerVersion,
            "The catalogue \(path) was written by \(writer), and this version cannot read it. It has not been touched. "
                + "Install the newer version again, or restore a backup from before the upgrade."
        )
    }

    static func older(_ path: String) -> Self {
        Self(
            .olderVersion,
            "The catalogue \(path) is empty or was written by an older Nightjar. "
                + "Start the server once, which brings it up to date, and try again."
        )
    }

    static func damaged(_ what: String) -> Self {
        Self(.damaged, "The catalogue is damaged: \(what). Restore a backup of it.")
    }
}

extension DatabaseError {
    /// The row is there already.
    var isConflict: Bool {
        extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY || extendedResultCode == .SQLITE_CONSTRAINT_ROWID
            || extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
    }

    /// A value that must be there is not: in these tables, the stream of a camera that is not in the catalogue.
    var isMissingValue: Bool { extendedResultCode == .SQLITE_CONSTRAINT_NOTNULL }
}
