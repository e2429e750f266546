import Reception

/// A camera as lists and answers have it. Of those who may not manage it, addresses and user names stay empty.
struct MiBeeCameraMessage: Encodable, Sendable {
    var id: String
    var name: String
    /// "rtsp", "http" or "onvif".
    var `protocol`: String
    var encoding: String
    var url: String
    var enabled: Bool
    /// "recording", "stopped", "reconnecting" or "error".
    var status: String
    var errorDetail: String?
    var lastSeen: OrNull<String>
    /// 0 as the settings say.
    var retentionDays: Int
    var username: String
    var hasPassword: Bool
    var subStreamURL: String
    var snapshotURL: String
    var sampleInterval: Int
    var hlsMaxFPS: Int
    /// Of Xiaomi cameras alone.
    var did = ""
    var vendor = ""
    /// Of those of ONVIF alone: the same as the address.
    var onvifEndpoint: String?
    var profileToken: String?
    var audioEnabled: Bool
    var recordingEnabled: Bool
    var archived = false

    enum CodingKeys: String, CodingKey {
        case id, name, `protocol`, encoding, url, enabled, status, username, did, vendor, archived
        case errorDetail = "error_detail"
        case lastSeen = "last_seen"
        case retentionDays = "retention_days"
        case hasPassword = "has_password"
        case subStreamURL = "sub_stream_url"
        case snapshotURL = "snapshot_url"
        case sampleInterval = "sample_interval"
        case hlsMaxFPS = "hls_max_fps"
        case onvifEndpoint = "onvif_endpoint"
        case profileToken = "profile_token"
        case audioEnabled = "audio_enabled"
        case recordingEnabled = "recording_enabled"
    }
}

/// A camera that is to be added, or changed, or tried: all members may be left out, and what they must be is said by the call.
struct MiBeeCameraBody: Decodable, Sendable {
    var id: String?
    var name: String?
    var `protocol`: String?
    var encoding: String?
    var url: String?
    var enabled: Bool?
    var retentionDays: Int?
    var username: String?
    var password: String?
    var subStreamURL: String?
    var snapshotURL: String?
    var sampleInterval: Int?
    var hlsMaxFPS: Int?
    var did: String?
    /// Of those of ONVIF, in the place of the address.
    var onvifEndpoint: String?
    var profileToken: String?
    var audioEnabled: Bool?
    var recordingEnabled: Bool?

    enum CodingKeys: String, CodingKey {
        case id, name, `protocol`, encoding, url, enabled, username, password, did
        case retentionDays = "retention_days"
        case subStreamURL = "sub_stream_url"
        case snapshotURL = "snapshot_url"
        case sampleInterval = "sample_interval"
        case hlsMaxFPS = "hls_max_fps"
        case onvifEndpoint = "onvif_endpoint"
        case profileToken = "profile_token"
        case audioEnabled = "audio_enabled"
        case recordingEnabled = "recording_enabled"
    }
}

struct MiBeeDeletedCameraMessage: Codable, Sendable {
    var status: String
    /// Its recordings are.
    var archived: Bool
}

struct MiBeeCameraTestMessage: Codable, Sendable {
    struct Details: Codable, Sendable {
        var `protocol`: String
        var encoding: String
        var latencyMilliseconds: Int
        var framesReceived: Int

        enum CodingKeys: String, CodingKey {
            case `protocol`, encoding
            case latencyMilliseconds = "latency_ms"
            case framesReceived = "frames_received"
        }
    }

    var success: Bool
    var message: String
    var latencyMilliseconds: Int
    var details: Details

    enum CodingKeys: String, CodingKey {
        case success, message, details
        case latencyMilliseconds = "latency_ms"
    }
}
