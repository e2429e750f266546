package import Media

/// A volume that recordings go to. A deleted one keeps its row for ever, because recordings may still name it.
package struct VolumeRecord: Hashable, Sendable {
    /// As rows of recordings have it: never changed, and never given to another. Of the volume in the data folder
    /// ``defaultID``.
    package let id: String
    /// For people, and another for each that is not deleted.
    package var name: String
    /// Where it lies; empty for the volume in the data folder, which goes where that goes.
    package var path: String
    /// The identity that its own file says; nil for the volume in the data folder.
    package var identity: String?
    package var note: String
    /// Bytes that recordings and kept snapshots on it may take; nil for any number.
    package var limitBytes: Int64?
    /// Bytes of its disk that shall stay free; nil for what the recorder's own setting says.
    package var floorBytes: Int64?
    package var createdAt: WallTime
    package var deletedAt: WallTime?

    package static let defaultID = "default"

    package init(
        id: String,
        name: String,
        path: String,
        identity: String? = nil,
        note: String = "",
        limitBytes: Int64? = nil,
        floorBytes: Int64? = nil,
        createdAt: WallTime,
        deletedAt: WallTime? = nil
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.identity = identity
        self.note = note
        self.limitBytes = limitBytes
        self.floorBytes = floorBytes
        self.createdAt = createdAt
        self.deletedAt = deletedAt
    }
}
