package import Catalog
import Storage

extension SegmentRecord {
    /// Whether others have been joined to it.
    package var isMerged: Bool { (StorageKey(key).flatMap { RecordingKey($0) }?.generation ?? 0) > 0 }
}
