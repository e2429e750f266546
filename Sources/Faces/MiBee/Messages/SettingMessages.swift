import Reception

struct MiBeeSettingsMessage: Codable, Hashable, Sendable {
    struct Server: Codable, Hashable, Sendable {
        /// `:9090`
        var listen: String
    }

    struct Storage: Codable, Hashable, Sendable {
        var rootDir: String
        var segmentDuration: String

        enum CodingKeys: String, CodingKey {
            case rootDir = "root_dir"
            case segmentDuration = "segment_duration"
        }
    }

    struct Cleanup: Codable, Hashable, Sendable {
        var retentionDays: Int
        var checkInterval: String
        var diskThresholdPercent: Int

        enum CodingKeys: String, CodingKey {
            case retentionDays = "retention_days"
            case checkInterval = "check_interval"
            case diskThresholdPercent = "disk_threshold_percent"
        }
    }

    struct Auth: Codable, Hashable, Sendable {
        var username: String
        var isConfigured: Bool

        enum CodingKeys: String, CodingKey {
            case username
            case isConfigured = "auth_configured"
        }
    }

    var server: Server
    var storage: Storage
    var cleanup: Cleanup
    var auth: Auth
    var timezone: String
}

/// What of the settings is to be changed: what is left out stays, and so does a duration that is blank.
struct MiBeeSettingsBody: Decodable, Sendable {
    struct Server: Decodable, Sendable {
        var listen: String?
    }

    struct Storage: Decodable, Sendable {
        var segmentDuration: String?

        enum CodingKeys: String, CodingKey {
            case segmentDuration = "segment_duration"
        }
    }

    struct Cleanup: Decodable, Sendable {
        var retentionDays: Int?
        var checkInterval: String?
        var diskThresholdPercent: Int?

        enum CodingKeys: String, CodingKey {
            case retentionDays = "retention_days"
            case checkInterval = "check_interval"
            case diskThresholdPercent = "disk_threshold_percent"
        }
    }

    var server: Server?
    var storage: Storage?
    var cleanup: Cleanup?
    var timezone: String?
}

struct MiBeeMergeMessage: Codable, Hashable, Sendable {
    var enabled: Bool
    var checkInterval: String
    var windowSize: String
    var batchLimit: Int
    var minSegmentAge: String
    var minSegmentsToMerge: Int

    enum CodingKeys: String, CodingKey {
        case enabled
        case checkInterval = "check_interval"
        case windowSize = "window_size"
        case batchLimit = "batch_limit"
        case minSegmentAge = "min_segment_age"
        case minSegmentsToMerge = "min_segments_to_merge"
    }
}

/// The same, of which all may be left out; a blank duration counts as left out.
struct MiBeeMergeBody: Decodable, Sendable {
    var enabled: Bool?
    var checkInterval: String?
    var windowSize: String?
    var batchLimit: Int?
    var minSegmentAge: String?
    var minSegmentsToMerge: Int?

    typealias CodingKeys = MiBeeMergeMessage.CodingKeys
}

/// What is said of one camera: null as the settings say.
struct MiBeeCameraMergeMessage: Encodable, Sendable {
    var customized: Bool
    var enabled: OrNull<Bool>
    var checkInterval: OrNull<String>
    var windowSize: OrNull<String>
    var batchLimit: OrNull<Int>
    var minSegmentAge: OrNull<String>
    var minSegmentsToMerge: OrNull<Int>

    enum CodingKeys: String, CodingKey {
        case customized, enabled
        case checkInterval = "check_interval"
        case windowSize = "window_size"
        case batchLimit = "batch_limit"
        case minSegmentAge = "min_segment_age"
        case minSegmentsToMerge = "min_segments_to_merge"
    }
}

struct MiBeeMergeStatusMessage: Encodable, Sendable {
    var enabled: Bool
    /// Of the last pass, as the next two.
    var errorCount: Int
    var filesCreated: Int
    var segmentsMerged: Int
    var lastRunTime: OrNull<String>

    enum CodingKeys: String, CodingKey {
        case enabled
        case errorCount = "error_count"
        case filesCreated = "files_created"
        case segmentsMerged = "segments_merged"
        case lastRunTime = "last_run_time"
    }
}

struct MiBeePendingMessage: Codable, Hashable, Sendable {
    /// By the cameras' ids.
    var pending: [String: Int]
}

struct MiBeeFeaturesMessage: Codable, Hashable, Sendable {
    struct Flags: Codable, Hashable, Sendable {
        var experimentalHLS: Bool
        var autoDeleteOld: Bool
        var webdavUpload: Bool

        enum CodingKeys: String, CodingKey {
            case experimentalHLS = "experimental_hls"
            case autoDeleteOld = "auto_delete_old"
            case webdavUpload = "webdav_upload"
        }
    }

    /// Of the answer to a change alone.
    var status: String?
    var features: Flags
    var protocols: [String: Bool]
}
