package import Media

/// The id of a snapshot: nanoseconds since 1970 of its picture, moved on until it is unique over all cameras.
package struct SnapshotID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The id that `text` spells as `description` does: digits, without a sign or leading zeros. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let nanoseconds = Int64(text), String(nanoseconds) == text else { return nil }
        self.nanoseconds = nanoseconds
    }

    package var description: String { String(nanoseconds) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Why a snapshot is there. The raw values are kept in catalogues.
package enum SnapshotCause: String, Hashable, Sendable, CaseIterable {
    /// Somebody asked for it.
    case manual
    /// Its file was found without a row.
    case found
}

/// A picture of a camera that is kept, as the catalogue knows it. It never changes, but for its protection.
package struct SnapshotRecord: Hashable, Sendable {
    package let id: SnapshotID
    package let camera: CameraID
    /// Our estimate of when the camera took it.
    package let takenAt: WallTime
    package let bytes: Int64
    package let width: Int
    package let height: Int
    /// CRC-32C of the file.
    package let checksum: UInt32
    package let cause: SnapshotCause
    package var isProtected: Bool
    package let node: String
    package let volume: String
    /// The file's name in the volume.
    package let key: String

    package init(
        id: SnapshotID,
        camera: CameraID,
        takenAt: WallTime,
        bytes: Int64,
        width: Int,
        height: Int,
        checksum: UInt32,
        cause: SnapshotCause,
        isProtected: Bool = false,
        node: String,
        volume: String,
        key: String
    ) {
        self.id = id
        self.camera = camera
        self.takenAt = takenAt
        self.bytes = bytes
        self.width = width
        self.height = height
        self.checksum = checksum
        self.cause = cause
        self.isProtected = isProtected
        self.node = node
        self.volume = volume
        self.key = key
    }

    package var cursor: SnapshotCursor { SnapshotCursor(takenAt: takenAt, id: id) }
}
