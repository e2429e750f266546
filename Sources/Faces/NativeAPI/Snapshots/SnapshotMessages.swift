import HTTPServing
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

struct SnapshotPurgeMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "camera": SchemaNote("Only of this camera, also of one that was removed.", maxLength: 63),
        "before": SchemaNote("Only those that were taken before.", format: "date-time"),
        "older_than_days": SchemaNote("Only those that were taken so long ago.", minimum: 0, maximum: 36_500),
        "all": SchemaNote("Must be true where neither a camera nor a time narrows the choice."),
        "dry_run": SchemaNote("Only tells what would go."),
    ]

    var camera: String?
    var before: String?
    var olderThanDays: Int?
    var all: Bool?
    var dryRun: Bool?

    enum CodingKeys: String, CodingKey {
        case camera, before, all
        case olderThanDays = "older_than_days"
        case dryRun = "dry_run"
    }
}

extension SnapshotPurge {
    init(_ message: SnapshotPurgeMessage) throws {
        self.init()
        camera = message.camera
        if let text = message.before {
            guard let time = RFC3339.time(text) else {
                throw Problem.invalid("before", "before is a time as in 2026-11-21T10:00:00Z.")
            }
            before = time
        }
        olderThanDays = message.olderThanDays
        isDryRun = message.dryRun ?? false
        guard camera != nil || before != nil || olderThanDays != nil || message.all == true else {
            throw Problem.invalid("all", "all must be true where neither camera, before nor older_than_days is given.")
        }
    }
}

/// Snapshots and their bytes.
struct SnapshotSumMessage: Codable, Sendable {
    var snapshots: Int
    var bytes: Int64
}
