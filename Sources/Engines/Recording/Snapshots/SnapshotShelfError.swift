package import Catalog
package import Storage

/// Why a snapshot cannot be kept, or not be given.
package enum SnapshotShelfError: Error, Hashable, Sendable, CustomStringConvertible {
    case catalogue(CatalogError)
    case storage(StorageError)
    /// Its file is gone.
    case missing(SnapshotID)
    /// Its file is not what was written.
    case damaged(SnapshotID)
    /// It is more than a snapshot may have; in bytes.
    case tooLarge(Int)

    package var description: String {
        switch self {
        case .catalogue(let error): error.message
        case .storage(let error): "\(error)"
        case .missing(let id): "The file of the snapshot \(id) is gone: somebody has taken it away."
        case .damaged(let id): "The file of the snapshot \(id) is damaged: it is not what was written."
        case .tooLarge(let bytes): "The picture has \(bytes) bytes, which is more than a snapshot may have."
        }
    }
}
