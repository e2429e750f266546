import Media
import NVR
import OpenAPI
import Reception

/// A snapshot that is kept, in its wire spelling (docs/api.md).
struct SnapshotMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Snapshot"

    var id: String
    var camera: String
    var takenAt: String
    var bytes: Int64
    var width: Int
    var height: Int
    var cause: String
    /// It is not deleted.
    var protected: Bool
    var mediaURL: String

    enum CodingKeys: String, CodingKey {
        case id, camera, bytes, width, height, cause, protected
        case takenAt = "taken_at"
        case mediaURL = "media_url"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "cause": SchemaNote(
            "manual: somebody asked for it; found: its file was there, and nothing known of it.",
            values: SnapshotView.causes.map { .string($0) }
        )
    ]

    init(_ snapshot: SnapshotView) {
        id = snapshot.id
        camera = snapshot.camera
        takenAt = RFC3339.text(snapshot.takenAt)
        bytes = snapshot.bytes
        width = snapshot.size.width
        height = snapshot.size.height
        cause = snapshot.cause
        protected = snapshot.isProtected
        mediaURL = "/api/v1/snapshots/\(snapshot.id)/media"
    }
}
