import Catalog
package import Media

/// A camera as somebody sees it.
package struct CameraView: Sendable {
    /// How the camera is reached: for those who may manage it. No password, and no address with one in it.
    package struct Connection: Hashable, Sendable {
        package var url: String
        package var subURL: String?
        package var snapshotURL: String?
        package var username: String?
        package var hasPassword: Bool
        package var transport: String?
        package var subTransport: String?
        package var certificateFingerprint: String?
    }

    package var id: String
    package var name: String
    /// Nil where the asker may not manage the camera.
    package var connection: Connection?
    package var isEnabled: Bool
    /// Whether what comes goes to disk, or can only be watched.
    package var isRecorded: Bool
    /// When each stream is: a ``CameraModes`` word, and the entries of its weekly table.
    package var mode: String
    package var subMode: String
    package var schedule: [String]?
    package var subSchedule: [String]?
    /// Seconds that are recorded before an event, after it, and of one at most; nil for the recorder's own settings.
    package var preRoll: Int?
    package var postRoll: Int?
    package var longestEvent: Int?
    /// "always" or "on_demand": when it is connected, where it is not recorded.
    package var connect: String
    package var recordsAudio: Bool
    package var segmentSeconds: Int?
    package var sampleInterval: Int
    package var priority: Int
    package var offersHLS: Bool
    package var hlsFrameRate: Int
    /// Whether its privacy masks are laid over what goes to disk, too.
    package var masksRecordings: Bool
    package var retentionDays: Int?
    package var eventRetentionDays: Int?
    package var quotaBytes: Int64?
    /// Ids; nil for the default volume.
    package var volume: String?
    package var subVolume: String?
    /// Nil for the stream's own.
    package var eventVolume: String?
    package var snapshotVolume: String?
    package var isDemo: Bool
    package var createdAt: WallTime
    /// Another one with each change of what is shown here, but for the status: for a change that must not undo somebody
    /// else's.
    package var version: String { makeVersion() }
    package var status: CameraStatus

    /// Made only where somebody asks: hashing all of a list would cost as much as reading it. A function, not the record, so
    /// that a view has nothing in it that the asker may not see.
    private let makeVersion: @Sendable () -> String

    /// What `principal` may see of the camera.
    init(_ record: CameraRecord, status: CameraStatus, for principal: Principal) {
        let isManager = Policy.may(principal, .manageCamera, .camera(record.id.text))
        id = record.id.text
        name = record.name
        connection = isManager ? Connection(record) : nil
        isEnabled = record.enabled
        isRecorded = record.isRecorded
        mode = record.recording.main.mode.rawValue
        subMode = record.recording.sub.mode.rawValue
        schedule = record.recording.main.schedule?.texts
        subSchedule = record.recording.sub.schedule?.texts
        preRoll = record.recording.preRoll
        postRoll = record.recording.postRoll
        longestEvent = record.recording.longestEvent
        connect = record.connect.rawValue
        recordsAudio = record.recordAudio
        segmentSeconds = record.segmentSeconds
        sampleInterval = record.sampleInterval
        priority = record.priority
        offersHLS = record.offersHLS
        hlsFrameRate = record.hlsFrameRate
        masksRecordings = record.masksRecordings
        retentionDays = record.keepDays
        eventRetentionDays = record.keepEventDays
        quotaBytes = record.quotaBytes
        volume = record.mainVolume
        subVolume = record.subVolume
        eventVolume = record.eventVolume
        snapshotVolume = record.snapshotVolume
        isDemo = record.isDemo
        createdAt = record.createdAt
        makeVersion = { isManager ? record.version : record.visibleVersion }
        self.status = isManager ? status : status.withoutPlaces
    }
}

extension CameraView.Connection {
    fileprivate init(_ record: CameraRecord) {
        url = record.mainURL
        subURL = record.subURL
        snapshotURL = record.snapshotURL
        username = record.username
        hasPassword = record.sealedPassword != nil
        transport = record.mainTransport?.rawValue
        subTransport = record.subTransport?.rawValue
        certificateFingerprint = record.certificateFingerprint
    }
}
