import Logging
import Media
import Storage
import Synchronization

/// The folder of the exports, and what is known of each. An export is there when both its file and its record are: the
/// record is written first, and the file gets its name last. The calls that touch the disk block.
final class ExportShelf: Sendable {
    let folder: PrivateFolder
    private let records: Mutex<[ExportID: ExportRecord]>

    /// Exports that there may be at once.
    static let most = 1000

    /// Reads what there is, and takes away what a crash has left half done.
    init(_ folder: PrivateFolder, logger: Logger) throws(StorageError) {
        self.folder = folder
        let names = try folder.entries().map(\.name)
        let archives = Set(names.compactMap(ExportID.init(ofArchive:)))
        var known: [ExportID: ExportRecord] = [:]
        for id in names.compactMap(ExportID.init(ofRecord:)) {
            guard archives.contains(id) else {
                logger.notice("an export that was not finished is taken away", metadata: ["export": "\(id.text)"])
                try folder.delete(id.record)
                continue
            }
            let bytes = try folder.read(id.record, most: ExportRecord.largest)
            guard let record = ExportRecord(encoded: bytes), record.id == id.number else { continue }
            known[id] = record
        }
        for id in archives.subtracting(known.keys) {
            logger.warning(
                "a file among the exports belongs to none; it is left alone",
                metadata: ["file": "\(id.archive)"]
            )
        }
        records = Mutex(known)
    }

    /// The newest first.
    var list: [ExportRecord] { records.withLock { $0.sorted { $0.key > $1.key }.map(\.value) } }

    var count: Int { records.withLock { $0.count } }

    /// Bytes of all of them.
    var used: Int64 { records.withLock { $0.values.reduce(0) { $0 + $1.bytes } } }

    func record(_ id: ExportID) -> ExportRecord? { records.withLock { $0[id] } }

    /// An id of this time that nobody has.
    func freeID(at time: WallTime) -> ExportID {
        records.withLock { records in
            var id = ExportID(number: max(0, time.nanoseconds))
            while records[id] != nil { id = ExportID(number: id.number + 1) }
            return id
        }
    }

    /// Puts a finished file on the shelf.
    func add(_ record: ExportRecord, _ writer: ExportWriter) throws {
        let id = ExportID(number: record.id)
        try folder.write(id.record, record.encoded())
        do {
            try writer.keep()
        } catch {
            // What cannot be taken away now is at the next start.
            _ = try? folder.delete(id.record)
            throw error
        }
        records.withLock { $0[id] = record }
    }

    /// The file first: a record alone is taken away at the next start.
    func remove(_ id: ExportID) throws(StorageError) {
        try folder.delete(id.archive)
        try folder.delete(id.record)
        records.withLock { $0[id] = nil }
    }
}
