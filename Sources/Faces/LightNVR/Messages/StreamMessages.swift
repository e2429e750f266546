/// A stream, in the document's words and those of the product's pages. Of those who may not manage it, addresses and user names
/// stay empty.
struct LightStreamMessage: Encodable, Sendable {
    var id: Int64
    var name: String
    var url: String
    var enabled: Bool
    var streamingEnabled: Bool
    var width: Int
    var height: Int
    var fps: Double
    var codec: String
    var priority: Int
    var record: Bool
    /// Seconds.
    var segmentDuration: Int
    /// 0 TCP, 1 UDP.
    var `protocol`: Int
    var recordAudio: Bool
    /// 0 or 1.
    var detectionBasedRecording: Int
    var detectionModel: String
    /// 0 to 1.
    var detectionThreshold: Double
    var detectionInterval: Int
    var preDetectionBuffer: Int
    var postDetectionBuffer: Int
    var detectionAPIURL: String
    var isONVIF: Bool
    var onvifUsername: String
    /// Never shown.
    var onvifPassword = ""
    var onvifProfile: String
    /// 0 for the usual one.
    var onvifPort: Int
    var ptzEnabled: Bool
    var backchannelEnabled: Bool
    var bufferStrategy: String
    var retentionDays: Int
    var detectionRetentionDays: Int
    var maxStorageMB: Int64
    var hasSubStream: Bool
    /// "connected", "connecting", "reconnecting", "error", "disconnected" or "disabled"; and the product's word for it.
    var status: String
    var state: String
    var errorMessage: String?

    enum CodingKeys: String, CodingKey {
        case id, name, url, enabled, width, height, fps, codec, priority, record, `protocol`, status, state
        case streamingEnabled = "streaming_enabled"
        case segmentDuration = "segment_duration"
        case recordAudio = "record_audio"
        case detectionBasedRecording = "detection_based_recording"
        case detectionModel = "detection_model"
        case detectionThreshold = "detection_threshold"
        case detectionInterval = "detection_interval"
        case preDetectionBuffer = "pre_detection_buffer"
        case postDetectionBuffer = "post_detection_buffer"
        case detectionAPIURL = "detection_api_url"
        case isONVIF = "is_onvif"
        case onvifUsername = "onvif_username"
        case onvifPassword = "onvif_password"
        case onvifProfile = "onvif_profile"
        case onvifPort = "onvif_port"
        case ptzEnabled = "ptz_enabled"
        case backchannelEnabled = "backchannel_enabled"
        case bufferStrategy = "buffer_strategy"
        case retentionDays = "retention_days"
        case detectionRetentionDays = "detection_retention_days"
        case maxStorageMB = "max_storage_mb"
        case hasSubStream = "has_sub_stream"
        case errorMessage = "error_message"
    }
}

struct LightStreamsMessage: Encodable, Sendable {
    var streams: [LightStreamMessage]
}

/// All there is of one stream: at the top, and once more under `stream`, where the product's own pages look for it.
struct LightFullStreamMessage: Encodable, Sendable {
    var stream: LightStreamMessage

    enum CodingKeys: String, CodingKey { case stream }

    func encode(to encoder: any Encoder) throws {
        try stream.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stream, forKey: .stream)
    }
}

/// A stream that is to be added or changed: all members may be left out, and what must be there is said by the call.
struct LightStreamBody: Decodable, Sendable {
    var name: String?
    var url: String?
    var enabled: LightFlag?
    var enableDisabled: LightFlag?
    var streamingEnabled: LightFlag?
    var width: Int?
    var height: Int?
    var fps: Double?
    var codec: String?
    var priority: Int?
    var record: LightFlag?
    var segmentDuration: Int?
    var `protocol`: Int?
    var recordAudio: LightFlag?
    var detectionBasedRecording: LightFlag?
    var detectionModel: String?
    /// Up to 1 a part, above it percent.
    var detectionThreshold: Double?
    var detectionInterval: Int?
    var preDetectionBuffer: Int?
    var postDetectionBuffer: Int?
    var detectionAPIURL: String?
    var isONVIF: LightFlag?
    /// The same as the product's pages spell it.
    var isOnvif: LightFlag?
    var onvifUsername: String?
    var onvifPassword: String?
    var onvifProfile: String?
    var onvifPort: Int?
    var ptzEnabled: LightFlag?
    var backchannelEnabled: LightFlag?
    var bufferStrategy: String?
    var retentionDays: Int?
    var detectionRetentionDays: Int?
    var maxStorageMB: Int64?

    enum CodingKeys: String, CodingKey {
        case name, url, enabled, width, height, fps, codec, priority, record, `protocol`, isOnvif
        case enableDisabled = "enable_disabled"
        case streamingEnabled = "streaming_enabled"
        case segmentDuration = "segment_duration"
        case recordAudio = "record_audio"
        case detectionBasedRecording = "detection_based_recording"
        case detectionModel = "detection_model"
        case detectionThreshold = "detection_threshold"
        case detectionInterval = "detection_interval"
        case preDetectionBuffer = "pre_detection_buffer"
        case postDetectionBuffer = "post_detection_buffer"
        case detectionAPIURL = "detection_api_url"
        case isONVIF = "is_onvif"
        case onvifUsername = "onvif_username"
        case onvifPassword = "onvif_password"
        case onvifProfile = "onvif_profile"
        case onvifPort = "onvif_port"
        case ptzEnabled = "ptz_enabled"
        case backchannelEnabled = "backchannel_enabled"
        case bufferStrategy = "buffer_strategy"
        case retentionDays = "retention_days"
        case detectionRetentionDays = "detection_retention_days"
        case maxStorageMB = "max_storage_mb"
    }
}

struct LightAddedStreamMessage: Encodable, Sendable {
    var success = true
    var stream: LightStreamMessage
    /// Of one of ONVIF alone: "success", or "error" with the reason.
    var onvifStatus: String?
    var onvifMessage: String?

    enum CodingKeys: String, CodingKey {
        case success, stream
        case onvifStatus = "onvif_status"
        case onvifMessage = "onvif_message"
    }
}

struct LightDeletedStreamMessage: Codable, Hashable, Sendable {
    var success = true
    /// Its recordings go too.
    var permanent: Bool
    var status = "accepted"
}

struct LightRefreshedStreamMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "Stream refresh requested"
    var stream: String
}

struct LightTestBody: Decodable, Sendable {
    var url: String?
    var `protocol`: Int?
    var onvifUsername: String?
    var onvifPassword: String?

    enum CodingKeys: String, CodingKey {
        case url, `protocol`
        case onvifUsername = "onvif_username"
        case onvifPassword = "onvif_password"
    }
}

struct LightTestMessage: Codable, Sendable {
    struct Information: Codable, Sendable {
        var width: Int
        var height: Int
        var fps: Int
        var codec: String
    }

    var success: Bool
    /// Of one that did not work.
    var message: String?
    /// Of one that did.
    var info: Information?
}

struct LightRetentionBody: Decodable, Sendable {
    var retentionDays: Int?
    var detectionRetentionDays: Int?
    var maxStorageMB: Int64?

    enum CodingKeys: String, CodingKey {
        case retentionDays = "retention_days"
        case detectionRetentionDays = "detection_retention_days"
        case maxStorageMB = "max_storage_mb"
    }
}

/// −1 as the settings say, 0 for ever.
struct LightRetentionMessage: Codable, Hashable, Sendable {
    var streamName: String
    var retentionDays: Int
    var detectionRetentionDays: Int
    /// 0 for any.
    var maxStorageMB: Int64
    var message: String?

    enum CodingKeys: String, CodingKey {
        case message
        case streamName = "stream_name"
        case retentionDays = "retention_days"
        case detectionRetentionDays = "detection_retention_days"
        case maxStorageMB = "max_storage_mb"
    }
}

struct LightZoneMessage: Codable, Hashable, Sendable {
    struct Corner: Codable, Hashable, Sendable {
        var x: Double
        var y: Double
    }

    var id: String
    var streamName: String
    var name: String
    var enabled: Bool
    var color: String
    var polygon: [Corner]
    /// With commas between them; empty for all.
    var filterClasses: String
    var minConfidence: Double

    enum CodingKeys: String, CodingKey {
        case id, name, enabled, color, polygon
        case streamName = "stream_name"
        case filterClasses = "filter_classes"
        case minConfidence = "min_confidence"
    }
}

struct LightZonesMessage: Codable, Sendable {
    var zones: [LightZoneMessage]
}

struct LightZonesBody: Decodable, Sendable {
    struct Zone: Decodable, Sendable {
        var id: String?
        var name: String?
        var enabled: LightFlag?
        var color: String?
        var polygon: [LightZoneMessage.Corner]?
        var filterClasses: String?
        var minConfidence: Double?

        enum CodingKeys: String, CodingKey {
            case id, name, enabled, color, polygon
            case filterClasses = "filter_classes"
            case minConfidence = "min_confidence"
        }
    }

    var zones: [Zone]?
}

struct LightSavedZonesMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "Zones saved successfully"
    var count: Int
}
