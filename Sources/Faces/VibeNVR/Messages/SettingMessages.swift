import NVR
import Reception

/// A setting; its value is always a text.
struct VibeSettingMessage: Codable, Hashable, Sendable {
    var key: String
    var value: String
    var description: String?
}

/// The same in the map of all.
struct VibeSettingValueMessage: Codable, Hashable, Sendable {
    var value: String
    var description: String?

    init(_ setting: VibeSettingMessage) { (value, description) = (setting.value, setting.description) }
}

/// One that there is not.
struct VibeNoSettingMessage: Encodable, Sendable {
    var key: String
    var value = OrNull<String>(nil)
    var description = OrNull<String>(nil)
}

struct VibeSettingBody: Decodable, Sendable {
    var value: SettingValue?
}

struct VibeCleanupBody: Decodable, Sendable {
    var cameraID: Int64?
    var mediaType: String?

    enum CodingKeys: String, CodingKey {
        case cameraID = "camera_id"
        case mediaType = "media_type"
    }
}

struct VibeCleanupMessage: Codable, Sendable {
    var message: String
    var deleted: Int
    var megabytes: Double

    enum CodingKeys: String, CodingKey {
        case message
        case deleted = "deleted_count"
        case megabytes = "deleted_size_mb"
    }
}
