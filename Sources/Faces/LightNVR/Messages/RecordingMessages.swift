struct LightRecordingMessage: Codable, Hashable, Sendable {
    var id: Int64
    var stream: String
    /// Below the folder of its volume, whose place on this machine is nobody's business.
    var filePath: String
    var startTime: String
    var endTime: String
    /// Seconds since 1970.
    var startUnix: Int64
    var endUnix: Int64
    /// Seconds.
    var duration: Double
    /// For people.
    var size: String
    var sizeBytes: Int64
    /// "continuous", or "detection" of one that shows an event.
    var captureMethod: String
    var isRestricted = false
    var hasDetection: Bool
    var protected: Bool
    var tags: [String] = []

    enum CodingKeys: String, CodingKey {
        case id, stream, duration, size, protected, tags
        case filePath = "file_path"
        case startTime = "start_time"
        case endTime = "end_time"
        case startUnix = "start_time_unix"
        case endUnix = "end_time_unix"
        case sizeBytes = "size_bytes"
        case captureMethod = "capture_method"
        case isRestricted = "schedule_restricted"
        case hasDetection = "has_detection"
    }
}

struct LightRecordingsMessage: Codable, Sendable {
    struct Pagination: Codable, Hashable, Sendable {
        var page: Int
        var pages: Int
        var total: Int
        var limit: Int
    }

    var recordings: [LightRecordingMessage]
    var pagination: Pagination
}

struct LightProtectedRecordingsMessage: Codable, Sendable {
    var protectedCount: Int
    var recordings: [LightRecordingMessage]

    enum CodingKeys: String, CodingKey {
        case recordings
        case protectedCount = "protected_count"
    }
}

struct LightProtectBody: Decodable, Sendable {
    /// Nil takes the other state.
    var protected: Bool?
}

struct LightProtectionMessage: Codable, Hashable, Sendable {
    var id: Int64
    var protected: Bool
    var message: String
}

struct LightKeptMessage: Codable, Hashable, Sendable {
    var id: Int64
    /// −1 as the stream's rule says.
    var retentionDays: Int
    var message = "Custom retention set"

    enum CodingKeys: String, CodingKey {
        case id, message
        case retentionDays = "retention_days"
    }
}

struct LightBatchProtectBody: Decodable, Sendable {
    var ids: [Int64]?
    var protected: Bool?
}

struct LightBatchProtectMessage: Codable, Hashable, Sendable {
    var successCount: Int
    var failCount: Int
    var protected: Bool
    var message: String

    enum CodingKeys: String, CodingKey {
        case protected, message
        case successCount = "success_count"
        case failCount = "fail_count"
    }
}

struct LightBatchDeleteBody: Decodable, Sendable {
    /// All members narrow the choice.
    struct Filter: Decodable, Sendable {
        var start: String?
        var end: String?
        var stream: String?
        var streamName: String?
        /// 1 with one, −1 without.
        var detection: Int?

        enum CodingKeys: String, CodingKey {
            case start, end, stream, detection
            case streamName = "stream_name"
        }
    }

    var ids: [Int64]?
    var filter: Filter?
}

struct LightJobMessage: Codable, Hashable, Sendable {
    var jobID: String
    var status = "started"

    enum CodingKeys: String, CodingKey {
        case status
        case jobID = "job_id"
    }
}

/// How a job does. How many recordings there are is known when it has ended.
struct LightProgressMessage: Codable, Hashable, Sendable {
    var jobID: String
    /// "pending", "running", "complete" or "error".
    var status: String
    var total: Int
    var current: Int
    var succeeded: Int
    var failed: Int
    var statusMessage: String
    var complete: Bool
    var errorMessage: String?

    enum CodingKeys: String, CodingKey {
        case status, total, current, succeeded, failed, complete
        case jobID = "job_id"
        case statusMessage = "status_message"
        case errorMessage = "error_message"
    }
}

struct LightFileMessage: Codable, Hashable, Sendable {
    var exists: Bool
    var size: Int64
    /// Seconds since 1970.
    var mtime: Int64
}

struct LightDeletedFileMessage: Codable, Hashable, Sendable {
    var success = true
    var existed = true
}

struct LightSyncMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "Recording sync complete"
    /// What was brought in line.
    var updated: Int
    var found: Int
}
