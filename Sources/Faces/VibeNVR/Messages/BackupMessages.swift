import NVR
import Reception

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

extension VibeBackupBody {
    private static let mostSettings = 1000

    /// Names and values, which the document has as a list of rows or as an object.
    static func settings(_ settings: SettingValue?) -> [(name: String, value: SettingValue)] {
        switch settings {
        case .list(let rows)?:
            rows.prefix(mostSettings).compactMap { row in
                guard let members = row.asObject, let key = members["key"]?.asText, let value = members["value"] else {
                    return nil
                }
                return (key, value)
            }
        case .object(let members)?:
            members.sorted { $0.key < $1.key }.prefix(mostSettings).map { key, value in
                (key, value.asObject?["value"] ?? value)
            }
        default: []
        }
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
