import Catalog
import Media
import Storage

/// Where the catalogue and the disk do not say the same of a snapshot.
enum SnapshotFinding: Sendable, CustomStringConvertible {
    /// Its file is gone.
    case missing(SnapshotRecord)
    /// Its file has another length than was written.
    case damaged(SnapshotRecord, length: Int64)
    /// A whole picture that no row knows.
    case unknown(SnapshotKey, SnapshotContent)
    /// A file of ours that was not written to its end.
    case torn(SnapshotKey)
    /// It was deleted, and its file is still there.
    case undeleted(SnapshotRecord)
    /// Something that Nightjar did not put there; it is left alone.
    case foreign(StorageKey, why: String)

    var description: String {
        switch self {
        case .missing(let row): "The snapshot \(row.id) of \(row.camera) has no file: \(row.key) is gone."
        case .damaged(let row, let length):
            "The file \(row.key) of the snapshot \(row.id) has \(length) bytes; there were \(row.bytes)."
        case .unknown(let name, let content):
            "The file \(name.key) of \(content.bytes) bytes is a snapshot that the catalogue does not know."
        case .torn(let name): "The file \(name.key) was begun, and is no whole picture."
        case .undeleted(let row): "The snapshot \(row.id) was deleted, and its file \(row.key) is still there."
        case .foreign(let key, let why): "\(key) is left alone. \(why)"
        }
    }
}

/// What a file says of itself.
struct SnapshotContent: Hashable, Sendable {
    var bytes: Int64
    var size: PictureSize
    var checksum: UInt32
}
