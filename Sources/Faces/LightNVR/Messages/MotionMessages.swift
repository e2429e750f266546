/// What clips of motion are to be like: all members may be left out.
struct LightMotionBody: Decodable, Sendable {
    var enabled: LightFlag?
    var preBuffer: Int?
    var postBuffer: Int?
    var longestFile: Int?
    var codec: String?
    var quality: String?
    var retentionDays: Int?

    enum CodingKeys: String, CodingKey {
        case enabled, codec, quality
        case preBuffer = "pre_buffer_seconds"
        case postBuffer = "post_buffer_seconds"
        case longestFile = "max_file_duration"
        case retentionDays = "retention_days"
    }
}

struct LightMotionMessage: Codable, Hashable, Sendable {
    var streamName: String
    var enabled: Bool
    var preBuffer: Int
    var postBuffer: Int
    var longestFile: Int
    var codec: String
    var quality: String
    var retentionDays: Int

    enum CodingKeys: String, CodingKey {
        case enabled, codec, quality
        case streamName = "stream_name"
        case preBuffer = "pre_buffer_seconds"
        case postBuffer = "post_buffer_seconds"
        case longestFile = "max_file_duration"
        case retentionDays = "retention_days"
    }
}

/// The word that something was done with the clips of a stream.
struct LightMotionDoneMessage: Codable, Hashable, Sendable {
    var success = true
    var message: String
    var streamName: String

    enum CodingKeys: String, CodingKey {
        case success, message
        case streamName = "stream_name"
    }
}

/// Times are in seconds since 1970, 0 for none.
struct LightMotionStatsMessage: Codable, Hashable, Sendable {
    var streamName: String
    var totalRecordings: Int
    var totalBytes: Int64
    var totalMB: Double
    var oldest: Int64
    var newest: Int64
    var totalEvents: Int
    var enabled: Bool

    enum CodingKeys: String, CodingKey {
        case enabled
        case streamName = "stream_name"
        case totalRecordings = "total_recordings"
        case totalBytes = "total_size_bytes"
        case totalMB = "total_size_mb"
        case oldest = "oldest_recording"
        case newest = "newest_recording"
        case totalEvents = "total_events"
    }
}

struct LightMotionRecordingsMessage: Codable, Sendable {
    struct Recording: Codable, Hashable, Sendable {
        var id: Int64
        var filePath: String
        var timestamp: Int64
        var startTime: String
        var endTime: String
        var sizeBytes: Int64
        var sizeMB: Double

        enum CodingKeys: String, CodingKey {
            case id, timestamp
            case filePath = "file_path"
            case startTime = "start_time"
            case endTime = "end_time"
            case sizeBytes = "size_bytes"
            case sizeMB = "size_mb"
        }
    }

    var streamName: String
    var count: Int
    var recordings: [Recording]

    enum CodingKeys: String, CodingKey {
        case count, recordings
        case streamName = "stream_name"
    }
}

struct LightMotionDeletedMessage: Codable, Hashable, Sendable {
    var message = "Motion recording deleted"
    var filePath: String

    enum CodingKeys: String, CodingKey {
        case message
        case filePath = "file_path"
    }
}

struct LightCleanupBody: Decodable, Sendable {
    var streamName: String?
    var retentionDays: Int?

    enum CodingKeys: String, CodingKey {
        case streamName = "stream_name"
        case retentionDays = "retention_days"
    }
}

struct LightCleanupMessage: Codable, Hashable, Sendable {
    var message = "Cleanup completed"
    var deletedCount: Int
    var retentionDays: Int
    var streamName: String?

    enum CodingKeys: String, CodingKey {
        case message
        case deletedCount = "deleted_count"
        case retentionDays = "retention_days"
        case streamName = "stream_name"
    }
}

struct LightMotionStorageMessage: Codable, Hashable, Sendable {
    var totalRecordings: Int
    var totalBytes: Int64
    var totalMB: Double
    var totalGB: Double
    var oldest: Int64
    var newest: Int64
    var diskTotal: UInt64
    var diskAvailable: UInt64
    /// Percent.
    var diskUsed: Double

    enum CodingKeys: String, CodingKey {
        case totalRecordings = "total_recordings"
        case totalBytes = "total_size_bytes"
        case totalMB = "total_size_mb"
        case totalGB = "total_size_gb"
        case oldest = "oldest_recording"
        case newest = "newest_recording"
        case diskTotal = "disk_space_total"
        case diskAvailable = "disk_space_available"
        case diskUsed = "disk_space_used_percent"
    }
}
