package import Storage

/// Why recordings were not joined. The descriptions are for a person to read.
package enum MergeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Their files do not go together, or one is not what the catalogue says of it.
    case incompatible(String)
    /// There is no room for the new file beside the old ones.
    case noRoom(Int64)
    case storage(StorageError)
    /// Somebody has changed or deleted one of them meanwhile.
    case changed
    /// The program ends.
    case stopped

    package var description: String {
        switch self {
        case .incompatible(let reason): reason
        case .noRoom(let bytes):
            "There is no room for a joined file of \(bytes) bytes beside the recordings that it takes the place of."
        case .storage(let error): error.description
        case .changed: "A recording was changed or deleted while it was being joined with others."
        case .stopped: "The recorder is stopping."
        }
    }
}
