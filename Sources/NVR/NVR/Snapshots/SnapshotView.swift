import Catalog
package import Media

/// A snapshot that is kept, as people see it.
package struct SnapshotView: Hashable, Sendable {
    package var id: String
    package var camera: String
    /// Our estimate of when the camera took it.
    package var takenAt: WallTime
    package var bytes: Int64
    package var size: PictureSize
    /// Why it is there: "manual", or "found" of a file that the catalogue did not know.
    package var cause: String
    package var isProtected: Bool
    /// Of the file, which never changes.
    package var checksum: UInt32

    package static let causes = SnapshotCause.allCases.map(\.rawValue)

    init(_ record: SnapshotRecord) {
        id = record.id.description
        camera = record.camera.text
        takenAt = record.takenAt
        bytes = record.bytes
        size = PictureSize(width: record.width, height: record.height)
        cause = record.cause.rawValue
        isProtected = record.isProtected
        checksum = record.checksum
    }
}

/// The file of a snapshot.
package struct SnapshotFile: Sendable {
    package var snapshot: SnapshotView
    package var bytes: Bytes
    /// Whether parts of it are covered: it is another file then than the one that is kept.
    package var isMasked: Bool
}
