import NVR
import OpenAPI
import Reception

// What is kept and how long, in its wire spelling (docs/api.md).

struct StorageSumMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "StorageSum"

    var recordings: Int
    var bytes: Int64

    init(_ sum: StorageSum) {
        recordings = sum.recordings
        bytes = sum.bytes
    }
}

/// What went, or would go, for one reason.
struct DeletedMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Deleted"
    static let schemaNotes: [String: SchemaNote] = [
        "reason": SchemaNote(values: DeletionPlanView.reasons.map { .string($0) })
    ]

    var reason: String
    var recordings: Int
    var bytes: Int64

    static func list(_ sums: [String: StorageSum]) -> [DeletedMessage] {
        sums.sorted { $0.key < $1.key }.map { reason, sum in
            DeletedMessage(reason: reason, recordings: sum.recordings, bytes: sum.bytes)
        }
    }
}

struct StorageMessage: Codable, Sendable {
    struct Forecast: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "days": SchemaNote("Days of recordings that the volume holds at the rate of the last hours."),
            "promised_days": SchemaNote(
                "Days that the rules promise of all but events; left out where something stays until the room is needed."
            ),
            "needed_bytes": SchemaNote(
                "What keeping that promise takes, without what recordings of events take that are kept longer."
            ),
            "too_small": SchemaNote("Recordings have to go before their time."),
            "full_at": SchemaNote("When there is no room any more without deleting.", format: "date-time"),
        ]

        var bytesPerDay: Int64
        var days: Double?
        var promisedDays: Double?
        var neededBytes: Int64?
        var tooSmall: Bool
        var fullAt: String?

        enum CodingKeys: String, CodingKey {
            case days
            case bytesPerDay = "bytes_per_day"
            case promisedDays = "promised_days"
            case neededBytes = "needed_bytes"
            case tooSmall = "too_small"
            case fullAt = "full_at"
        }
    }

    struct Trend: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "days": SchemaNote("Whole days that it is the mean of: a week at most."),
            "growth_per_day": SchemaNote("What was written without what was deleted."),
            "holds_days": SchemaNote("Days of recordings that the volume holds."),
            "full_at": SchemaNote("When there is no room any more if it grows on like this.", format: "date-time"),
        ]

        var days: Int
        var writtenPerDay: Int64
        var growthPerDay: Int64
        var holdsDays: Double?
        var fullAt: String?

        enum CodingKeys: String, CodingKey {
            case days
            case writtenPerDay = "written_per_day"
            case growthPerDay = "growth_per_day"
            case holdsDays = "holds_days"
            case fullAt = "full_at"
        }
    }

    struct Volume: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "trend": SchemaNote("Left out before the first whole day."),
            "warning": SchemaNote(
                "What has to go before its time, as among all `warnings`; left out where nothing has to."
            ),
            "total_bytes": SchemaNote("Of the disk, as `free_bytes`; left out where it is not there."),
            "snapshot_bytes": SchemaNote("Of kept snapshots there, which count for `limit_bytes`."),
            "floor_bytes": SchemaNote("So much of the disk shall stay free."),
            "pressure": SchemaNote(values: StoragePressure.allCases.map { .string($0.rawValue) }),
        ]

        var name: String
        var recordings: Int
        var bytes: Int64
        var protected: StorageSumMessage
        var snapshotBytes: Int64
        var totalBytes: Int64?
        var freeBytes: Int64?
        var floorBytes: Int64
        var limitBytes: Int64?
        var pressure: String
        var forecast: Forecast
        var warning: String?
        var trend: Trend?

        enum CodingKeys: String, CodingKey {
            case name, recordings, bytes, protected, pressure, forecast, warning, trend
            case totalBytes = "total_bytes"
            case freeBytes = "free_bytes"
            case floorBytes = "floor_bytes"
            case limitBytes = "limit_bytes"
            case snapshotBytes = "snapshot_bytes"
        }
    }

    struct Camera: Codable, Sendable {
        var id: String
        var recordings: Int
        var bytes: Int64
        var protected: StorageSumMessage
        var bytesPerDay: Int64
        var oldest: String?
        var newest: String?
        var retentionDays: Int
        var eventRetentionDays: Int
        var quotaBytes: Int64?

        enum CodingKeys: String, CodingKey {
            case id, recordings, bytes, protected, oldest, newest
            case bytesPerDay = "bytes_per_day"
            case retentionDays = "retention_days"
            case eventRetentionDays = "event_retention_days"
            case quotaBytes = "quota_bytes"
        }
    }

    var volumes: [Volume]
    var cameras: [Camera]
    var deleted: [DeletedMessage]
    var cleanupEnabled: Bool
    var lookedAt: String?
    var lookedAtAgeAt: String?
    var madeRoomAt: String?
    var warnings: [String]
    var problems: [String]

    enum CodingKeys: String, CodingKey {
        case volumes, cameras, deleted, warnings, problems
        case cleanupEnabled = "cleanup_enabled"
        case lookedAt = "looked_at"
        case lookedAtAgeAt = "looked_at_age_at"
        case madeRoomAt = "made_room_at"
    }
}

struct DeletionPlanMessage: Codable, Sendable {
    struct Item: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "reason": SchemaNote(values: DeletionPlanView.reasons.map { .string($0) }),
            "due_at": SchemaNote("When, at the present rate of recording.", format: "date-time"),
        ]

        var recording: String
        var camera: String
        var stream: String
        var start: String
        var end: String
        var bytes: Int64
        var reason: String
        var dueAt: String

        enum CodingKeys: String, CodingKey {
            case recording, camera, stream, start, end, bytes, reason
            case dueAt = "due_at"
        }
    }

    /// The first to go first.
    var items: [Item]
    /// By reason, also of those that are not listed.
    var totals: [DeletedMessage]
    /// False where more would go than is looked at.
    var complete: Bool
    /// Where it is off nothing goes; the plan is what would go if it were on.
    var cleanupEnabled: Bool
    var problems: [String]

    enum CodingKeys: String, CodingKey {
        case items, totals, complete, problems
        case cleanupEnabled = "cleanup_enabled"
    }
}

struct RecordingPatchMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "protected": SchemaNote("Only a person may delete it."),
        "event": SchemaNote("It shows an event, and is kept as long as such are."),
        "retention_days": SchemaNote(
            "A time of its own instead of its camera's, from its end on: 0 until the room is needed, null for the camera's.",
            minimum: 0,
            maximum: 36_500
        ),
    ]

    var protected: Patched<Bool>
    var event: Patched<Bool>
    var retentionDays: Patched<Int?>

    enum CodingKeys: String, CodingKey {
        case protected, event
        case retentionDays = "retention_days"
    }
}

struct ProtectionMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = ["ids": SchemaNote(minItems: 1, maxItems: 1000)]

    var ids: [String]
    var protected: Bool
}

struct ProtectedMessage: Codable, Sendable {
    /// Those that are so now; the others are not there, or not the caller's.
    var ids: [String]
}

struct PurgeMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "camera": SchemaNote("Only of this camera, also of one that was removed.", maxLength: 63),
        "stream": SchemaNote(values: [.string("main"), .string("sub")]),
        "kind": SchemaNote(values: PurgeRequest.kinds.map { .string($0) }),
        "before": SchemaNote("Only those that ended by then.", format: "date-time"),
        "older_than_days": SchemaNote("Only those that ended so long ago.", minimum: 0, maximum: 36_500),
        "all": SchemaNote("Must be true where neither a camera nor a time narrows the choice."),
        "dry_run": SchemaNote("Only tells what would go."),
    ]

    var camera: String?
    var stream: String?
    var kind: String?
    var before: String?
    var olderThanDays: Int?
    var all: Bool?
    var dryRun: Bool?

    enum CodingKeys: String, CodingKey {
        case camera, stream, kind, before, all
        case olderThanDays = "older_than_days"
        case dryRun = "dry_run"
    }
}
