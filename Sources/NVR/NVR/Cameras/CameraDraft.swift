import Catalog

/// A camera as someone wants it to be.
package struct CameraDraft: Hashable, Sendable {
    /// Nil: derived from the name.
    package var identifier: String?
    package var name: String
    /// Whether it is refused where a camera that is there has the same name.
    package var hasOwnName = false
    package var url: String
    package var subURL: String?
    /// Where it gives a JPEG by itself, over HTTP.
    package var snapshotURL: String?
    package var username: String?
    package var password: String?
    /// What goes into the place for a token that the addresses have; one that stands in an address itself comes first.
    package var token: String?
    package var isEnabled = true
    /// Whether its streams go to disk, or can only be watched.
    package var isRecorded = true
    /// How the main stream is recorded, a ``CameraModes`` word; nil for what ``isRecorded`` says.
    package var mode: String?
    /// The same of the sub stream; nil for as the main stream.
    package var subMode: String?
    /// Entries of a weekly table: "mon-fri 08:00-18:00 event". Of the sub stream nil is as the main stream.
    package var schedule: [String]?
    package var subSchedule: [String]?
    /// Seconds that are recorded before an event and after it, and of one event at most; nil for the recorder's own settings.
    package var preRoll: Int?
    package var postRoll: Int?
    package var longestEvent: Int?
    /// "always" or "on_demand": when it is connected, where it is not recorded.
    package var connect = CameraDraft.usualConnect
    package var recordsAudio = true
    /// 10…3600; nil: the recorder's own setting.
    package var segmentSeconds: Int?
    /// "tcp" or "udp" of each stream; nil for what works.
    package var transport: String?
    package var subTransport: String?
    /// Of pictures that come one by one (MJPEG, JPEG): keep every n-th.
    package var sampleInterval = 1
    /// 1 to 10, the higher the more important.
    package var priority = CameraDraft.usualPriority
    /// Whether it can be watched by HLS.
    package var offersHLS = true
    /// The most pictures a second that HLS has of it, to 120; 0 for all.
    package var hlsFrameRate = 0
    /// Whether its privacy masks are laid over what goes to disk, too, which is encoded anew for it.
    package var masksRecordings = false
    /// How long its recordings are kept, in days; 0 until the room is needed, nil for the recorder's own setting.
    package var retentionDays: Int?
    /// The same of those that show an event.
    package var eventRetentionDays: Int?
    /// Bytes that all its recordings may take; nil for any number.
    package var quotaBytes: Int64?
    /// The ids of the volumes that the recordings of each stream go to; nil for the default volume.
    package var volume: String?
    package var subVolume: String?
    /// The same of what is recorded while something happens; nil for the stream's own.
    package var eventVolume: String?
    /// The same of snapshots that are kept; nil for their folder.
    package var snapshotVolume: String?
    /// SHA-256 of the camera's certificate, for rtsps and https; nil accepts any.
    package var certificateFingerprint: String?
    /// One of the recorder's own simulated cameras, exempt from the loopback rule.
    package var isDemo = false
    /// Of the entry in the configuration file that this comes from.
    package var entryHash: String?

    package init(name: String, url: String) {
        self.name = name
        self.url = url
    }
}

extension CameraDraft {
    package static let usualPriority = 5
    package static let usualConnect = CameraConnect.onDemand.rawValue
}

/// What shall be different about a camera: a member that is nil stays as it is.
package struct CameraChange: Sendable {
    package var name: String?
    package var url: String?
    package var subURL: String??
    package var snapshotURL: String??
    package var username: String??
    package var password: String??
    package var isEnabled: Bool?
    package var isRecorded: Bool?
    package var mode: String?
    package var subMode: String?
    package var schedule: [String]??
    package var subSchedule: [String]??
    package var preRoll: Int??
    package var postRoll: Int??
    package var longestEvent: Int??
    package var connect: String?
    package var recordsAudio: Bool?
    package var segmentSeconds: Int??
    package var transport: String??
    package var subTransport: String??
    package var sampleInterval: Int?
    package var priority: Int?
    package var offersHLS: Bool?
    package var hlsFrameRate: Int?
    package var masksRecordings: Bool?
    package var retentionDays: Int??
    package var eventRetentionDays: Int??
    package var quotaBytes: Int64??
    package var volume: String??
    package var subVolume: String??
    package var eventVolume: String??
    package var snapshotVolume: String??
    package var certificateFingerprint: String??

    package init() {}
}

extension CameraChange {
    /// The members that it names, as the API spells them.
    var members: [String] {
        let named: [(String, Bool)] = [
            ("name", name != nil), ("url", url != nil), ("sub_url", subURL != nil),
            ("snapshot_url", snapshotURL != nil), ("username", username != nil),
            ("password", password != nil), ("enabled", isEnabled != nil), ("record", isRecorded != nil),
            ("connect", connect != nil), ("record_audio", recordsAudio != nil),
            ("segment_seconds", segmentSeconds != nil), ("transport", transport != nil),
            ("sub_transport", subTransport != nil), ("sample_interval", sampleInterval != nil),
            ("priority", priority != nil), ("hls_enabled", offersHLS != nil), ("hls_max_fps", hlsFrameRate != nil),
            ("certificate_fingerprint", certificateFingerprint != nil), ("retention_days", retentionDays != nil),
            ("event_retention_days", eventRetentionDays != nil), ("quota_bytes", quotaBytes != nil),
            ("volume", volume != nil), ("sub_volume", subVolume != nil), ("event_volume", eventVolume != nil),
            ("mask_recordings", masksRecordings != nil),
            ("snapshot_volume", snapshotVolume != nil),
        ]
        let modes: [(String, Bool)] = [
            ("mode", mode != nil), ("sub_mode", subMode != nil), ("schedule", schedule != nil),
            ("sub_schedule", subSchedule != nil), ("pre_roll_seconds", preRoll != nil),
            ("post_roll_seconds", postRoll != nil), ("event_max_seconds", longestEvent != nil),
        ]
        return (named + modes).filter(\.1).map(\.0)
    }
}
