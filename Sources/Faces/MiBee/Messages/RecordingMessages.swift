import Reception

struct MiBeeRecordingMessage: Encodable, Sendable {
    /// Nanoseconds since 1970.
    var id: String
    var cameraID: String
    var filePath: String
    /// "h264", "h265" or "mjpeg".
    var format: String
    var startedAt: String
    /// Null while it is being written.
    var endedAt: OrNull<String>
    /// Seconds.
    var duration: Double
    var fileSize: Int64
    var frameCount: Int
    var merged: Bool
    /// The same in the words of later versions: "merged" or "pending".
    var mergeStatus: String

    enum CodingKeys: String, CodingKey {
        case id, format, duration, merged
        case cameraID = "camera_id"
        case filePath = "file_path"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case fileSize = "file_size"
        case frameCount = "frame_count"
        case mergeStatus = "merge_status"
    }
}

struct MiBeeRecordingsMessage: Encodable, Sendable {
    var recordings: [MiBeeRecordingMessage]
    /// Of all that match.
    var total: Int
}

struct MiBeeFramesMessage: Codable, Sendable {
    struct Frame: Codable, Sendable {
        var index: Int
        var filename: String
        var size: Int
    }

    var frames: [Frame]
}

struct MiBeeBatchBody: Decodable, Sendable {
    var recordingIDs: [String]?
    /// As later versions call it; the answer then has the ids.
    var ids: [String]?

    enum CodingKeys: String, CodingKey {
        case ids
        case recordingIDs = "recording_ids"
    }
}

struct MiBeeBatchMessage: Codable, Sendable {
    var deleted: Int
    var failed: Int
}

struct MiBeeBatchIDsMessage: Codable, Sendable {
    var deleted: [String]
    var failed: [String]
}

/// The recordings of a removed camera, in the words of both versions.
struct MiBeeArchiveMessage: Codable, Sendable {
    var cameraID: String
    /// 0 until somebody deletes them.
    var retentionDays: Int
    var recordingsCount: Int
    var totalSizeMB: Int64
    var id: String
    var name: String
    var recordingCount: Int
    /// Bytes.
    var totalSize: Int64
    var archivedAt: String
    var archiveRetentionDays: Int

    enum CodingKeys: String, CodingKey {
        case id, name
        case cameraID = "camera_id"
        case retentionDays = "retention_days"
        case recordingsCount = "recordings_count"
        case totalSizeMB = "total_size_mb"
        case recordingCount = "recording_count"
        case totalSize = "total_size"
        case archivedAt = "archived_at"
        case archiveRetentionDays = "archive_retention_days"
    }
}

struct MiBeeArchivesMessage: Codable, Sendable {
    var archives: [MiBeeArchiveMessage]
}

struct MiBeeRetentionBody: Decodable, Sendable {
    var retentionDays: Int?

    enum CodingKeys: String, CodingKey {
        case retentionDays = "retention_days"
    }
}
