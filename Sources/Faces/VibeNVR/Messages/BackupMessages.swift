import NVR

/// The configuration as the document's product writes it down; without secrets, which are in no file that is not sealed.
struct VibeBackupMessage: Encodable, Sendable {
    struct Setting: Codable, Sendable {
        var id: Int
        var key: String
        var value: String
        var description: String?
    }

    struct User: Encodable, Sendable {
        var username: String
        var email: OrNull<String>
        var role: String
        var isSecondFactorEnabled: Bool
        var restrictCameraAccess: Bool

        enum CodingKeys: String, CodingKey {
            case username, email, role
            case isSecondFactorEnabled = "is_2fa_enabled"
            case restrictCameraAccess = "restrict_camera_access"
        }
    }

    /// Of which this recorder has none.
    struct Nothing: Codable, Sendable {}

    var timestamp: String
    var version = "1.0"
    var settings: [Setting]
    var cameras: [VibeCameraMessage]
    var groups: [Nothing] = []
    var profiles: [VibeProfileMessage]
    var associations: [Nothing] = []
    var users: [User]
    var tokens: [Nothing] = []
    var recoveryCodes: [Nothing] = []
    var devices: [Nothing] = []

    enum CodingKeys: String, CodingKey {
        case timestamp, version, settings, cameras, groups, associations, users
        case profiles = "storage_profiles"
        case tokens = "api_tokens"
        case recoveryCodes = "recovery_codes"
        case devices = "trusted_devices"
    }
}

/// The same as it is read: what is missing is as if there were none, but for the cameras.
struct VibeBackupBody: Decodable, Sendable {
    var settings: SettingValue?
    var cameras: [[String: SettingValue]]
    var profiles: [VibeProfileBody]?

    enum CodingKeys: String, CodingKey {
        case settings, cameras
        case profiles = "storage_profiles"
    }
}

struct VibeRestoredMessage: Codable, Sendable {
    var message: String
    /// What could not be brought back, in sentences.
    var skipped: [String]
}

struct VibeBackupFileMessage: Codable, Sendable {
    var filename: String
    var size: Int64
    var createdAt: String

    enum CodingKeys: String, CodingKey {
        case filename, size
        case createdAt = "created_at"
    }
}
