package import Media

/// A camera as the catalogue keeps it. A deleted camera keeps its row for ever, so that its id is never given to
/// another.
package struct CameraRecord: Hashable, Sendable {
    package let id: CameraID
    package var name: String
    package var mainURL: String
    package var subURL: String?
    /// Where it gives a picture by itself, over HTTP.
    package var snapshotURL: String?
    package var username: String?
    /// The camera's password, sealed under the master key; the catalogue never sees it open.
    package var sealedPassword: [UInt8]?
    /// What goes into the place for a token that the addresses have, sealed as well.
    package var sealedToken: [UInt8]?
    /// Whether its streams are taken at all.
    package var enabled: Bool
    /// Which of them go to disk, and when.
    package var recording: CameraRecording
    /// When a camera that is not recorded is connected.
    package var connect: CameraConnect
    package var recordAudio: Bool
    /// The nominal length of a segment; nil for the global setting.
    package var segmentSeconds: Int?
    /// How each stream's packets are to come; nil for what works.
    package var mainTransport: TransportKind?
    package var subTransport: TransportKind?
    /// Of pictures that come one by one: keep every n-th.
    package var sampleInterval: Int
    /// 1 to 10, the higher the more important: started first, and the last to give way when memory runs out.
    package var priority: Int
    /// Whether it can be watched by HLS.
    package var offersHLS: Bool
    /// The most pictures a second that HLS has of it; 0 for all.
    package var hlsFrameRate: Int
    /// Whether its privacy masks are laid over what goes to disk, too.
    package var masksRecordings: Bool
    /// How long its recordings are kept; 0 until the room is needed, nil for the global setting.
    package var keepDays: Int?
    /// The same of those that show an event.
    package var keepEventDays: Int?
    /// How much all its recordings may take; nil for any amount.
    package var quotaBytes: Int64?
    /// The volumes that the recordings of each stream go to; nil for the default volume.
    package var mainVolume: String?
    package var subVolume: String?
    /// The volume that goes instead while something happens; nil for the stream's own.
    package var eventVolume: String?
    /// The volume that snapshots which are kept go to; nil for the folder of snapshots.
    package var snapshotVolume: String?
    /// SHA-256 of the camera's certificate in hexadecimal; nil accepts any.
    package var certificateFingerprint: String?
    /// The node that records this camera, and the epoch of its lease: constants until there is more than one node.
    package var owner: String
    package var leaseEpoch: Int64
    package var createdAt: WallTime
    package var deletedAt: WallTime?
    /// The hash of the entry in the configuration file that was last applied to this camera.
    package var appliedEntryHash: String?
    package var isDemo: Bool

    package init(
        id: CameraID,
        name: String,
        mainURL: String,
        subURL: String? = nil,
        snapshotURL: String? = nil,
        username: String? = nil,
        sealedPassword: [UInt8]? = nil,
        sealedToken: [UInt8]? = nil,
        enabled: Bool = true,
        recording: CameraRecording = CameraRecording(),
        connect: CameraConnect = .onDemand,
        recordAudio: Bool = true,
        segmentSeconds: Int? = nil,
        mainTransport: TransportKind? = nil,
        subTransport: TransportKind? = nil,
        sampleInterval: Int = 1,
        priority: Int = CameraRecord.usualPriority,
        offersHLS: Bool = true,
        hlsFrameRate: Int = 0,
        masksRecordings: Bool = false,
        keepDays: Int? = nil,
        keepEventDays: Int? = nil,
        quotaBytes: Int64? = nil,
        mainVolume: String? = nil,
        subVolume: String? = nil,
        eventVolume: String? = nil,
        snapshotVolume: String? = nil,
        certificateFingerprint: String? = nil,
        owner: String,
        leaseEpoch: Int64,
        createdAt: WallTime,
        deletedAt: WallTime? = nil,
        appliedEntryHash: String? = nil,
        isDemo: Bool = false
    ) {
        self.id = id
        self.name = name
        self.mainURL = mainURL
        self.subURL = subURL
        self.snapshotURL = snapshotURL
        self.username = username
        self.sealedPassword = sealedPassword
        self.sealedToken = sealedToken
        self.enabled = enabled
        self.recording = recording
        self.connect = connect
        self.recordAudio = recordAudio
        self.segmentSeconds = segmentSeconds
        self.mainTransport = mainTransport
        self.subTransport = subTransport
        self.sampleInterval = sampleInterval
        self.priority = priority
        self.offersHLS = offersHLS
        self.hlsFrameRate = hlsFrameRate
        self.masksRecordings = masksRecordings
        self.keepDays = keepDays
        self.keepEventDays = keepEventDays
        self.quotaBytes = quotaBytes
        self.mainVolume = mainVolume
        self.subVolume = subVolume
        self.eventVolume = eventVolume
        self.snapshotVolume = snapshotVolume
        self.certificateFingerprint = certificateFingerprint
        self.owner = owner
        self.leaseEpoch = leaseEpoch
        self.createdAt = createdAt
        self.deletedAt = deletedAt
        self.appliedEntryHash = appliedEntryHash
        self.isDemo = isDemo
    }
}

extension CameraRecord {
    package static let usualPriority = 5

    /// The volume that the recordings of a stream go to; nil for the default volume.
    ///
    /// - Parameter showsEvent: those that show an event.
    package func volume(of stream: StreamKind, showsEvent: Bool = false) -> String? {
        let own = stream == .main ? mainVolume : subVolume
        return showsEvent ? eventVolume ?? own : own
    }

    /// All volumes that it has chosen, each once.
    package var volumes: Set<String> { Set([mainVolume, subVolume, eventVolume, snapshotVolume].compactMap(\.self)) }

    /// What goes to a volume goes to the default one, or to the folder of snapshots.
    package mutating func leave(_ volume: String) {
        if mainVolume == volume { mainVolume = nil }
        if subVolume == volume { subVolume = nil }
        if eventVolume == volume { eventVolume = nil }
        if snapshotVolume == volume { snapshotVolume = nil }
    }

    /// Whether its streams go to disk by themselves, or can only be watched.
    package var isRecorded: Bool {
        get { recording.isRecorded }
        set { recording.set(isRecorded: newValue) }
    }
}

/// How the packets of a stream come. The raw values are kept in catalogues.
package enum TransportKind: String, Hashable, Sendable, CaseIterable {
    case tcp, udp
}

/// When a camera is connected that is not recorded; one that is recorded always is. The raw values are kept in catalogues.
package enum CameraConnect: String, Hashable, Sendable, CaseIterable {
    case always
    /// While somebody watches it.
    case onDemand = "on_demand"
}

/// The two streams that a camera is recorded in.
package enum StreamKind: String, Hashable, Sendable, CaseIterable {
    case main
    case sub
}
