import Foundation

/// What a backup holds: the configuration, with its secrets opened, in spellings of its own that outlive those of the
/// catalogue. Each list is JSON in a part of its own of the sealed body.
///
/// A later program may add members, which must be optional here, and parts; this one passes over what it does not know.
///
/// Not in it: what was recorded, the audit log, sessions, tokens and the key they are signed with, the TLS identity, the
/// master key, the identity of the default volume, what cameras have taught, the demo's cameras, what the
/// page remembers for somebody, and when somebody last came.
struct BackupContent: Hashable, Sendable {
    var settings: [Setting] = []
    var cameras: [Camera] = []
    var users: [User] = []
    var apiKeys: [APIKey] = []
    /// Nil in backups of earlier versions.
    var rtspServer: RTSPServer?
    /// Nil in backups of earlier versions.
    var volumes: [Volume]?
    /// Nil in backups of earlier versions.
    var archive: [ArchiveGroup]?
    /// Nil in backups of earlier versions.
    var numbers: [Number]?

    struct Setting: Codable, Hashable, Sendable {
        var key: String
        /// Nil for a secret.
        var value: String?
        var secret: String?
    }

    /// Times are nanoseconds since 1970.
    struct Camera: Codable, Hashable, Sendable {
        var id: String
        var name: String
        var url: String
        var subURL: String?
        var username: String?
        var password: String?
        var token: String?
        var isEnabled: Bool
        var isRecorded: Bool
        var recordsAudio: Bool
        var segmentSeconds: Int?
        var transport: String?
        var subTransport: String?
        var sampleInterval: Int
        var priority: Int
        /// Nil in backups of earlier versions, as the next ones.
        var offersHLS: Bool?
        var hlsFrameRate: Int?
        var keepDays: Int?
        var keepEventDays: Int?
        var quotaBytes: Int64?
        var mainVolume: String?
        var subVolume: String?
        var eventVolume: String?
        var snapshotVolume: String?
        var connect: String?
        var snapshotURL: String?
        var privacyMasks: [PrivacyMask]?
        var masksRecordings: Bool?
        var zones: [PictureArea]?
        var motionMasks: [PictureArea]?
        /// One or none.
        var devices: [Device]?
        var properties: [String: SettingValue]?
        var mode: String?
        var subMode: String?
        var schedule: [String]?
        var subSchedule: [String]?
        var preRoll: Int?
        var postRoll: Int?
        var longestEvent: Int?
        var merging: MergeOverride?
        /// Whether it has an evidence chain; the chain itself is in no backup.
        var evidence: Bool?
        var certificateFingerprint: String?
        var createdAt: Int64
        /// Of the entry in the configuration file that was last applied.
        var entryHash: String?

        enum CodingKeys: String, CodingKey {
            case id, name, url, username, password, token, transport, priority, connect, mode, schedule, merging,
                evidence, zones, devices, properties
            case subMode = "sub_mode"
            case subSchedule = "sub_schedule"
            case preRoll = "pre_roll_seconds"
            case postRoll = "post_roll_seconds"
            case longestEvent = "event_max_seconds"
            case subURL = "sub_url"
            case snapshotURL = "snapshot_url"
            case isEnabled = "enabled"
            case isRecorded = "record"
            case recordsAudio = "record_audio"
            case segmentSeconds = "segment_seconds"
            case subTransport = "sub_transport"
            case sampleInterval = "sample_interval"
            case offersHLS = "hls_enabled"
            case hlsFrameRate = "hls_max_fps"
            case keepDays = "retention_days"
            case keepEventDays = "event_retention_days"
            case quotaBytes = "quota_bytes"
            case privacyMasks = "privacy_masks"
            case masksRecordings = "mask_recordings"
            case motionMasks = "motion_masks"
            case mainVolume = "volume"
            case subVolume = "sub_volume"
            case eventVolume = "event_volume"
            case snapshotVolume = "snapshot_volume"
            case certificateFingerprint = "certificate_fingerprint"
            case createdAt = "created_at"
            case entryHash = "entry_hash"
        }
    }

    struct User: Codable, Hashable, Sendable {
        var username: String
        var displayName: String
        var email: String?
        var role: String
        var isEnabled: Bool
        var mayUnmask: Bool
        /// Rights on every camera; else ``cameras`` has them.
        var allCameras: [String]?
        /// Rights by the id of a camera.
        var cameras: [String: [String]]?
        /// As a PHC string.
        var passwordHash: String
        var passwordChangedAt: Int64
        var isPasswordLocked: Bool
        var streamPassword: String?
        /// In base 32.
        var secondFactor: String?
        var secondFactorIsActive: Bool
        /// Hashes of those that are not used up, in hexadecimal.
        var recoveryCodes: [String]
        var createdAt: Int64

        enum CodingKeys: String, CodingKey {
            case username, email, role, cameras
            case displayName = "display_name"
            case isEnabled = "enabled"
            case mayUnmask = "may_unmask"
            case allCameras = "all_cameras"
            case passwordHash = "password_hash"
            case passwordChangedAt = "password_changed_at"
            case isPasswordLocked = "password_locked"
            case streamPassword = "stream_password"
            case secondFactor = "second_factor"
            case secondFactorIsActive = "second_factor_active"
            case recoveryCodes = "recovery_codes"
            case createdAt = "created_at"
        }
    }

    struct APIKey: Codable, Hashable, Sendable {
        /// The username of its owner.
        var user: String
        var name: String
        var prefix: String
        /// SHA-256 of the key, in hexadecimal.
        var secretHash: String
        var isReadOnly: Bool
        var cameras: [String]?
        /// A username; nil where the account is no more.
        var createdBy: String?
        var createdAt: Int64
        var expiresAt: Int64?

        enum CodingKeys: String, CodingKey {
            case user, name, prefix, cameras
            case secretHash = "secret_hash"
            case isReadOnly = "read_only"
            case createdBy = "created_by"
            case createdAt = "created_at"
            case expiresAt = "expires_at"
        }
    }
}

extension BackupContent {
    private enum Part: String, CaseIterable {
        case settings, cameras, users, volumes, archive, numbers
        case apiKeys = "api-keys"
        case rtspServer = "rtsp-server"
    }

    /// The parts of the body, by name.
    func parts() throws -> [(name: String, bytes: [UInt8])] {
        let encoder = JSONEncoder.stable
        return try Part.allCases.map { part in
            let data =
                switch part {
                case .settings: try encoder.encode(settings)
                case .cameras: try encoder.encode(cameras)
                case .users: try encoder.encode(users)
                case .apiKeys: try encoder.encode(apiKeys)
                case .volumes: try encoder.encode(volumes ?? [])
                case .archive: try encoder.encode(archive ?? [])
                case .numbers: try encoder.encode(numbers ?? [])
                case .rtspServer: try encoder.encode([rtspServer].compactMap(\.self))
                }
            return (part.rawValue, [UInt8](data))
        }
    }

    /// Every part must be there, but for those that earlier versions did not write: one that is missing must not read as
    /// "there were none".
    ///
    /// - Parameter part: the bytes of a part of the body.
    init(part: (String) -> [UInt8]?) throws(DomainError) {
        func list<Item: Decodable>(_ name: Part) throws(DomainError) -> [Item] {
            guard let bytes = part(name.rawValue) else {
                throw DomainError(.invalid, "The backup has no part \"\(name.rawValue)\", so it is not restored.")
            }
            do {
                return try JSONDecoder().decode([Item].self, from: Data(bytes))
            } catch {
                throw DomainError(
                    .invalid,
                    "The part \"\(name.rawValue)\" of the backup is not what Nightjar writes\(Self.place(of: error)), "
                        + "so nothing of it is restored."
                )
            }
        }
        settings = try list(.settings)
        cameras = try list(.cameras)
        users = try list(.users)
        apiKeys = try list(.apiKeys)
        if part(Part.rtspServer.rawValue) != nil {
            let servers: [RTSPServer] = try list(.rtspServer)
            rtspServer = servers.first
        }
        if part(Part.volumes.rawValue) != nil { volumes = try list(.volumes) }
        if part(Part.archive.rawValue) != nil { archive = try list(.archive) }
        if part(Part.numbers.rawValue) != nil { numbers = try list(.numbers) }
    }

    /// Where in the part it went wrong. Not what is there, which may be a secret.
    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "" }
        let context: DecodingError.Context
        var last = ""
        switch error {
        case .keyNotFound(let key, let found):
            context = found
            last = key.stringValue
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
        @unknown default: return ""
        }
        let path = context.codingPath.map { $0.intValue.map { "entry \($0 + 1)" } ?? $0.stringValue } + [last]
        let words = path.filter { !$0.isEmpty }.joined(separator: ", ")
        return words.isEmpty ? "" : " (\(words.prefix(120)))"
    }
}
