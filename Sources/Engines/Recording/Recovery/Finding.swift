import Catalog
import Media
import Storage

/// Where the catalogue and a disk do not say the same.
enum Finding: Sendable, CustomStringConvertible {
    /// A recording was not ended. Its file tells how far it came; `hasMedia` of it may be false.
    case unfinished(SegmentRecord, FileTruth)
    /// The file of a complete recording is shorter than it was.
    case shortened(SegmentRecord, FileTruth)
    /// A recording's file is gone.
    case missing(SegmentRecord)
    /// A file that no row knows, and that says itself what it is.
    case unknown(RecordingKey, volume: String, FileTruth)
    /// A file that no row knows, and in which there is nothing to be seen: its writer died before the first picture was
    /// complete.
    case empty(RecordingKey, volume: String)
    /// A complete recording's file occupies so many bytes beyond its end: the power failed when they had just been given
    /// back.
    case reserved(StorageKey, volume: String, bytes: Int64)
    /// The file of a deleted recording is still there.
    case undeleted(FileRemoval)
    /// Something that Nightjar did not put there, or cannot read; it is left alone.
    case foreign(StorageKey, volume: String, why: String)

    /// Short and stable, for programs that count.
    var kind: ConsistencyReport.Kind {
        switch self {
        case .unfinished: .unfinished
        case .shortened: .shortened
        case .missing: .missing
        case .unknown: .unknown
        case .empty: .empty
        case .reserved: .reserved
        case .undeleted: .undeleted
        case .foreign: .foreign
        }
    }

    var description: String {
        switch self {
        case .unfinished(let row, let truth):
            truth.hasMedia
                ? "The recording \(row.id) of \(row.camera) was not ended; its file \(row.key) is good for "
                    + "\(truth.goodLength) of \(truth.length) bytes."
                : "The recording \(row.id) of \(row.camera) was not ended, and its file \(row.key) cannot be played."
        case .shortened(let row, let truth):
            "The file \(row.key) of the recording \(row.id) has \(truth.length) bytes; there were \(row.bytes)."
        case .missing(let row): "The recording \(row.id) of \(row.camera) has no file: \(row.key) is gone."
        case .unknown(let name, _, let truth):
            "The file \(name.key) of \(truth.goodLength) bytes is a recording that the catalogue does not know."
        case .empty(let name, _): "The file \(name.key) was begun, and has no picture in it."
        case .reserved(let key, _, let bytes): "The file \(key) keeps \(bytes) bytes of the disk beyond its end."
        case .undeleted(let removal):
            "The recording \(removal.id) was deleted, and its file \(removal.key) is still there."
        case .foreign(let key, _, let why): "\(key) is left alone. \(why)"
        }
    }
}
