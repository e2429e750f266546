import Reception

/// A recording or a snapshot.
struct VibeEventMessage: Encodable, Sendable {
    var id: Int64
    var cameraID: Int64
    var start: String
    /// Null of a snapshot, and while it is being written.
    var end: OrNull<String>
    /// "video" or "snapshot".
    var type: String
    /// "motion", "continuous", "manual" or "unknown".
    var cause: String
    var filePath: String
    var thumbnailPath = OrNull<String>(nil)
    /// Bytes.
    var fileSize: Int64
    var width: OrNull<Int>
    var height: OrNull<Int>
    var motionScore = OrNull<Double>(nil)
    var metadata = OrNull<String>(nil)

    enum CodingKeys: String, CodingKey {
        case id, type, width, height
        case cameraID = "camera_id"
        case start = "timestamp_start"
        case end = "timestamp_end"
        case cause = "event_type"
        case filePath = "file_path"
        case thumbnailPath = "thumbnail_path"
        case fileSize = "file_size"
        case motionScore = "motion_score"
        case metadata = "ai_metadata"
    }
}

struct VibeEventStatusMessage: Encodable, Sendable {
    struct Motion: Encodable, Sendable {
        /// When it began.
        var timestamp: String
        var source: String
        var metadata: OrNull<String>

        enum CodingKeys: String, CodingKey {
            case timestamp, source
            case metadata = "ai_metadata"
        }
    }

    /// The numbers of cameras that are recorded now.
    var active: [Int64]
    /// By the numbers of cameras before which something moves now.
    var motion: [String: Motion]
    var health: [String: String]

    enum CodingKeys: String, CodingKey {
        case active = "active_ids"
        case motion = "live_motion"
        case health = "camera_health"
    }
}

struct VibeBulkBody: Decodable, Sendable {
    var ids: [Int64]?

    enum CodingKeys: String, CodingKey { case ids = "event_ids" }
}

struct VibeBulkMessage: Codable, Sendable {
    var deleted: Int
    var errors: [String]

    enum CodingKeys: String, CodingKey {
        case errors
        case deleted = "deleted_count"
    }
}

struct VibePurgeMessage: Codable, Sendable {
    var deleted: Int
    var bytes: Int64
    var megabytes: Double
    /// "all", or as it was asked for.
    var type: String

    enum CodingKeys: String, CodingKey {
        case type
        case deleted = "deleted_count"
        case bytes = "deleted_size_bytes"
        case megabytes = "deleted_size_mb"
    }
}
