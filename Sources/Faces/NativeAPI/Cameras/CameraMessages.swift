import NVR
import OpenAPI

// The messages about cameras in their wire spelling (docs/api.md).

struct CameraMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Camera"

    var id: String
    var name: String
    /// How it is reached: only for those who may manage it.
    var url: String?
    var subURL: String?
    var snapshotURL: String?
    var username: String?
    var hasPassword: Bool?
    var transport: String?
    var subTransport: String?
    var certificateFingerprint: String?
    /// Whether it is pulled at all.
    var enabled: Bool
    /// Whether it is recorded, or only watched.
    var record: Bool
    /// When each stream is recorded.
    var mode: String
    var subMode: String
    var schedule: [String]?
    var subSchedule: [String]?
    var preRollSeconds: Int?
    var postRollSeconds: Int?
    var eventMaxSeconds: Int?
    /// When it is connected, where it is not recorded.
    var connect: String
    var recordAudio: Bool
    var segmentSeconds: Int?
    var sampleInterval: Int
    var priority: Int
    var hlsEnabled: Bool
    var hlsMaxFPS: Int
    var maskRecordings: Bool
    var retentionDays: Int?
    var eventRetentionDays: Int?
    var quotaBytes: Int64?
    var volume: String?
    var subVolume: String?
    var eventVolume: String?
    var snapshotVolume: String?
    var demo: Bool
    var createdAt: String
    var status: StatusMessage
    /// What whoever asks may do with it.
    var permissions: [String]

    enum CodingKeys: String, CodingKey {
        case id, name, url, username, enabled, record, mode, schedule, connect, transport, priority, demo, volume,
            status,
            permissions
        case subURL = "sub_url"
        case subMode = "sub_mode"
        case subSchedule = "sub_schedule"
        case preRollSeconds = "pre_roll_seconds"
        case postRollSeconds = "post_roll_seconds"
        case eventMaxSeconds = "event_max_seconds"
        case snapshotURL = "snapshot_url"
        case hasPassword = "has_password"
        case recordAudio = "record_audio"
        case segmentSeconds = "segment_seconds"
        case subTransport = "sub_transport"
        case sampleInterval = "sample_interval"
        case hlsEnabled = "hls_enabled"
        case hlsMaxFPS = "hls_max_fps"
        case maskRecordings = "mask_recordings"
        case retentionDays = "retention_days"
        case eventRetentionDays = "event_retention_days"
        case quotaBytes = "quota_bytes"
        case subVolume = "sub_volume"
        case eventVolume = "event_volume"
        case snapshotVolume = "snapshot_volume"
        case certificateFingerprint = "certificate_fingerprint"
        case createdAt = "created_at"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "url": SchemaNote("How the camera is reached: only for those who may manage it, as all of the connection."),
        "permissions": SchemaNote("What whoever asks may do with the camera."),
    ]
}

struct NewCameraMessage: Decodable, Sendable, SchemaAnnotated {
    var id: String?
    var name: String
    var url: String
    var subURL: String?
    var snapshotURL: String?
    var username: String?
    var password: String?
    var enabled: Bool?
    var record: Bool?
    var mode: String?
    var subMode: String?
    var schedule: [String]?
    var subSchedule: [String]?
    var preRollSeconds: Int?
    var postRollSeconds: Int?
    var eventMaxSeconds: Int?
    var connect: String?
    var recordAudio: Bool?
    var segmentSeconds: Int?
    var transport: String?
    var subTransport: String?
    var sampleInterval: Int?
    var priority: Int?
    var hlsEnabled: Bool?
    var hlsMaxFPS: Int?
    var maskRecordings: Bool?
    var retentionDays: Int?
    var eventRetentionDays: Int?
    var quotaBytes: Int64?
    var volume: String?
    var subVolume: String?
    var eventVolume: String?
    var snapshotVolume: String?
    var certificateFingerprint: String?

    enum CodingKeys: String, CodingKey {
        case id, name, url, username, password, enabled, record, mode, schedule, connect, transport, priority, volume
        case subURL = "sub_url"
        case subMode = "sub_mode"
        case subSchedule = "sub_schedule"
        case preRollSeconds = "pre_roll_seconds"
        case postRollSeconds = "post_roll_seconds"
        case eventMaxSeconds = "event_max_seconds"
        case snapshotURL = "snapshot_url"
        case recordAudio = "record_audio"
        case segmentSeconds = "segment_seconds"
        case subTransport = "sub_transport"
        case sampleInterval = "sample_interval"
        case hlsEnabled = "hls_enabled"
        case hlsMaxFPS = "hls_max_fps"
        case maskRecordings = "mask_recordings"
        case retentionDays = "retention_days"
        case eventRetentionDays = "event_retention_days"
        case quotaBytes = "quota_bytes"
        case subVolume = "sub_volume"
        case eventVolume = "event_volume"
        case snapshotVolume = "snapshot_volume"
        case certificateFingerprint = "certificate_fingerprint"
    }

    static let schemaNotes: [String: SchemaNote] = CameraNotes.members.merging([
        "id": SchemaNote("Left out: derived from the name.", pattern: "^[a-z0-9][a-z0-9-]{0,62}$")
    ]) { own, _ in own }
}

/// The body of PATCH: a member that is absent stays as it is, one that is null is cleared.
struct CameraPatchMessage: Decodable, Sendable, SchemaAnnotated {
    var name: Patched<String>
    var url: Patched<String>
    var subURL: Patched<String?>
    var snapshotURL: Patched<String?>
    var username: Patched<String?>
    var password: Patched<String?>
    var enabled: Patched<Bool>
    var record: Patched<Bool>
    var mode: Patched<String>
    var subMode: Patched<String>
    var schedule: Patched<[String]?>
    var subSchedule: Patched<[String]?>
    var preRollSeconds: Patched<Int?>
    var postRollSeconds: Patched<Int?>
    var eventMaxSeconds: Patched<Int?>
    var connect: Patched<String>
    var recordAudio: Patched<Bool>
    var segmentSeconds: Patched<Int?>
    var transport: Patched<String?>
    var subTransport: Patched<String?>
    var sampleInterval: Patched<Int>
    var priority: Patched<Int>
    var hlsEnabled: Patched<Bool>
    var hlsMaxFPS: Patched<Int>
    var maskRecordings: Patched<Bool>
    var retentionDays: Patched<Int?>
    var eventRetentionDays: Patched<Int?>
    var quotaBytes: Patched<Int64?>
    var volume: Patched<String?>
    var subVolume: Patched<String?>
    var eventVolume: Patched<String?>
    var snapshotVolume: Patched<String?>
    var certificateFingerprint: Patched<String?>

    enum CodingKeys: String, CodingKey {
        case name, url, username, password, enabled, record, mode, schedule, connect, transport, priority, volume
        case subURL = "sub_url"
        case subMode = "sub_mode"
        case subSchedule = "sub_schedule"
        case preRollSeconds = "pre_roll_seconds"
        case postRollSeconds = "post_roll_seconds"
        case eventMaxSeconds = "event_max_seconds"
        case snapshotURL = "snapshot_url"
        case recordAudio = "record_audio"
        case segmentSeconds = "segment_seconds"
        case subTransport = "sub_transport"
        case sampleInterval = "sample_interval"
        case hlsEnabled = "hls_enabled"
        case hlsMaxFPS = "hls_max_fps"
        case maskRecordings = "mask_recordings"
        case retentionDays = "retention_days"
        case eventRetentionDays = "event_retention_days"
        case quotaBytes = "quota_bytes"
        case subVolume = "sub_volume"
        case eventVolume = "event_volume"
        case snapshotVolume = "snapshot_volume"
        case certificateFingerprint = "certificate_fingerprint"
    }

    static let schemaNotes = CameraNotes.members
}

/// What is the same of a camera that is made and of one that is changed.
enum CameraNotes {
    static let members: [String: SchemaNote] = [
        "name": SchemaNote(minLength: 1, maxLength: 200),
        "record": SchemaNote(
            "Whether it is recorded by its mode, or only watched. Another value than it has: continuous, or off, of both streams."
        ),
        "mode": SchemaNote(
            "When the main stream is recorded: continuous; event (while something happens, some seconds before and after); "
                + "schedule; manual (when somebody asks for it); off (the same, and it need not be connected meanwhile).",
            values: CameraModes.all.map { .string($0) }
        ),
        "sub_mode": SchemaNote("The same of the sub stream.", values: CameraModes.all.map { .string($0) }),
        "schedule": SchemaNote(
            "A weekly table in the recorder's time zone: days, times and a mode (continuous, event or off) in each entry, like "
                + "mon-fri 08:00-18:00 event. The last that holds counts; else nothing is recorded."
        ),
        "sub_schedule": SchemaNote("The same of the sub stream."),
        "pre_roll_seconds": SchemaNote(
            "Recorded before an event. Null: the recorder's own setting.",
            minimum: 0,
            maximum: 30
        ),
        "post_roll_seconds": SchemaNote("Recorded after an event.", minimum: 0, maximum: 300),
        "event_max_seconds": SchemaNote("Of one event recorded at most.", minimum: 10, maximum: 3600),
        "connect": SchemaNote("always or on_demand (while somebody watches): of a camera that is not recorded."),
        "url": SchemaNote(
            "rtsp, rtsps, http or https. A password in it is moved to `password`; {password} stays in its place, and {token} in "
                + "that of a token.",
            example: "rtsp://192.0.2.7/main"
        ),
        "snapshot_url": SchemaNote(
            "http or https: where the camera gives a JPEG by itself. Null: snapshots are made of the stream.",
            example: "http://192.0.2.7/snapshot.jpg"
        ),
        "username": SchemaNote(maxLength: 256),
        "password": SchemaNote(
            "Must come along with an address of another host or port: the kept one is not shown there.",
            format: "password",
            maxLength: 1024
        ),
        "segment_seconds": SchemaNote("Null: the recorder's own setting.", minimum: 10, maximum: 3600),
        "transport": SchemaNote("tcp or udp; null: what works."),
        "sub_transport": SchemaNote("tcp or udp; null: what works."),
        "sample_interval": SchemaNote(
            "Of pictures that come one by one: keep every n-th.",
            minimum: 1,
            maximum: 3600
        ),
        "priority": SchemaNote("The higher the more important.", minimum: 1, maximum: 10),
        "hls_enabled": SchemaNote("Whether it can be watched by HLS."),
        "hls_max_fps": SchemaNote(
            "The most pictures a second that HLS has; 0 for all. Pictures that no other needs are left out; where the others are "
                + "more than that, all but key frames are.",
            minimum: 0,
            maximum: 120
        ),
        "mask_recordings": SchemaNote(
            "Whether its privacy masks are laid over what goes to disk, too: it is then encoded anew as H.264, and where no worker "
                + "does that, nothing is recorded. Without masks it changes nothing."
        ),
        "retention_days": SchemaNote(
            "How long its recordings are kept; 0 until the room is needed, null for the recorder's own setting.",
            minimum: 0,
            maximum: 36_500
        ),
        "event_retention_days": SchemaNote(
            "The same of recordings that show an event; never less than the others.",
            minimum: 0,
            maximum: 36_500
        ),
        "quota_bytes": SchemaNote("How much all its recordings may take; null for any amount.", minimum: 1),
        "volume": SchemaNote("The id of the volume that its main stream is recorded to; null for the default one."),
        "sub_volume": SchemaNote("The same of its sub stream."),
        "event_volume": SchemaNote(
            "The same of what either stream records while something happens; null for the stream's own."
        ),
        "snapshot_volume": SchemaNote("The same of snapshots that are kept; null for their folder in the data folder."),
        "certificate_fingerprint": SchemaNote("SHA-256 in hexadecimal; null accepts any."),
    ]
}
