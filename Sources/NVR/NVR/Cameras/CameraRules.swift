import Catalog
import Ingest
import Logging
import Media
import RTSP

/// What makes a camera acceptable: ids, names, addresses, sealed passwords.
struct CameraRules: Sendable {
    let allowsLoopback: Bool
    let masterKey: MasterKey
    let logger: Logger

    /// The recorder's own simulated cameras are exempt from the loopback rule (design §5).
    func policy(isDemo: Bool) -> AddressPolicy { AddressPolicy(allowsLoopback: allowsLoopback || isDemo) }

    func makeRecord(
        _ draft: CameraDraft,
        known: Set<CameraID>,
        at now: WallTime
    ) throws(DomainError) -> CameraRecord {
        let id = try identifier(draft, taken: known.contains)
        let policy = policy(isDemo: draft.isDemo)
        let main = try CameraAddress(draft.url, member: "url", policy: policy)
        let sub = try draft.subURL.map { (url) throws(DomainError) in
            try CameraAddress(url, member: "sub_url", policy: policy)
        }
        let snapshot = try draft.snapshotURL.map { (url) throws(DomainError) in
            try CameraAddress.ofSnapshots(url, policy: policy)
        }
        let login = try CameraLogin(
            username: CameraChecks.username(draft.username),
            password: CameraChecks.password(draft.password),
            token: draft.token,
            main: main,
            others: [sub, snapshot].compactMap(\.self)
        )
        let transport = try CameraChecks.transport(draft.transport, member: "transport")
        try CameraChecks.way(transport, to: main.url, member: "transport")
        let subTransport = try CameraChecks.transport(draft.subTransport, member: "sub_transport")
        try CameraChecks.way(subTransport, to: sub?.url, member: "sub_transport")
        return CameraRecord(
            id: id,
            name: try CameraChecks.name(draft.name),
            mainURL: main.url.description,
            subURL: sub?.url.description,
            snapshotURL: snapshot?.url.description,
            username: login.username,
            sealedPassword: try login.password.map { (text) throws(DomainError) in
                try seal(text, as: SecretOwner.camera(id), member: "password")
            },
            sealedToken: try login.token.map { (text) throws(DomainError) in
                try seal(text, as: SecretOwner.cameraToken(id), member: "url")
            },
            enabled: draft.isEnabled,
            recording: try Self.recording(of: draft),
            connect: try CameraChecks.connect(draft.connect),
            recordAudio: draft.recordsAudio,
            segmentSeconds: try CameraChecks.segment(draft.segmentSeconds),
            mainTransport: transport,
            subTransport: subTransport,
            sampleInterval: try CameraChecks.interval(draft.sampleInterval),
            priority: try CameraChecks.priority(draft.priority),
            offersHLS: draft.offersHLS,
            hlsFrameRate: try CameraChecks.frameRate(draft.hlsFrameRate),
            masksRecordings: draft.masksRecordings,
            keepDays: try CameraChecks.days(draft.retentionDays, member: "retention_days"),
            keepEventDays: try CameraChecks.days(draft.eventRetentionDays, member: "event_retention_days"),
            quotaBytes: try CameraChecks.quota(draft.quotaBytes),
            mainVolume: try CameraChecks.volume(draft.volume, member: "volume"),
            subVolume: try CameraChecks.volume(draft.subVolume, member: "sub_volume"),
            eventVolume: try CameraChecks.volume(draft.eventVolume, member: "event_volume"),
            snapshotVolume: try CameraChecks.volume(draft.snapshotVolume, member: "snapshot_volume"),
            certificateFingerprint: try CameraChecks.fingerprint(draft.certificateFingerprint),
            owner: Node.name,
            leaseEpoch: Node.leaseEpoch,
            createdAt: now,
            appliedEntryHash: draft.entryHash,
            isDemo: draft.isDemo
        )
    }

    func identifier(_ draft: CameraDraft, taken: (CameraID) -> Bool) throws(DomainError) -> CameraID {
        guard let text = draft.identifier else { return .derived(from: draft.name, taken: taken) }
        guard let id = CameraID(text) else {
            throw DomainError(
                .invalid,
                "A camera's id has 1 to 63 small letters, digits and hyphens, and begins with a letter or digit.",
                member: "id"
            )
        }
        guard !taken(id) else {
            throw DomainError(
                .conflict,
                "The id \"\(id)\" is taken, now or by a camera that was removed; an id is never used again.",
                member: "id"
            )
        }
        return id
    }

    func apply(_ change: CameraChange, to old: CameraRecord) throws(DomainError) -> CameraRecord {
        var new = old
        if let name = change.name { new.name = try CameraChecks.name(name) }
        try applyConnection(change, to: &new, from: old)
        if let isEnabled = change.isEnabled { new.enabled = isEnabled }
        try applyRecording(change, to: &new)
        if let connect = change.connect { new.connect = try CameraChecks.connect(connect) }
        if let recordsAudio = change.recordsAudio { new.recordAudio = recordsAudio }
        if let seconds = change.segmentSeconds { new.segmentSeconds = try CameraChecks.segment(seconds) }
        if let offersHLS = change.offersHLS { new.offersHLS = offersHLS }
        if let rate = change.hlsFrameRate { new.hlsFrameRate = try CameraChecks.frameRate(rate) }
        if let masksRecordings = change.masksRecordings { new.masksRecordings = masksRecordings }
        try applyWays(change, to: &new)
        try applyKeeping(change, to: &new)
        return new
    }

    /// How long its recordings stay, and where.
    private func applyKeeping(_ change: CameraChange, to new: inout CameraRecord) throws(DomainError) {
        if let days = change.retentionDays { new.keepDays = try CameraChecks.days(days, member: "retention_days") }
        if let days = change.eventRetentionDays {
            new.keepEventDays = try CameraChecks.days(days, member: "event_retention_days")
        }
        if let bytes = change.quotaBytes { new.quotaBytes = try CameraChecks.quota(bytes) }
        if let id = change.volume { new.mainVolume = try CameraChecks.volume(id, member: "volume") }
        if let id = change.subVolume { new.subVolume = try CameraChecks.volume(id, member: "sub_volume") }
        if let id = change.eventVolume { new.eventVolume = try CameraChecks.volume(id, member: "event_volume") }
        if let id = change.snapshotVolume {
            new.snapshotVolume = try CameraChecks.volume(id, member: "snapshot_volume")
        }
    }

    /// How the streams are taken.
    private func applyWays(_ change: CameraChange, to new: inout CameraRecord) throws(DomainError) {
        if let text = change.transport { new.mainTransport = try CameraChecks.transport(text, member: "transport") }
        if let text = change.subTransport {
            new.subTransport = try CameraChecks.transport(text, member: "sub_transport")
        }
        // What is kept may be older than this rule; a change of something else is none of its business.
        if change.url != nil || change.transport != nil {
            let member = change.transport == nil ? "url" : "transport"
            try CameraChecks.way(new.mainTransport, to: try? CameraURL(new.mainURL), member: member)
        }
        if change.subURL != nil || change.subTransport != nil {
            let member = change.subTransport == nil ? "sub_url" : "sub_transport"
            try CameraChecks.way(new.subTransport, to: new.subURL.flatMap { try? CameraURL($0) }, member: member)
        }
        if let interval = change.sampleInterval { new.sampleInterval = try CameraChecks.interval(interval) }
        if let priority = change.priority { new.priority = try CameraChecks.priority(priority) }
        if let text = change.certificateFingerprint { new.certificateFingerprint = try CameraChecks.fingerprint(text) }
    }

    /// - Parameter member: of the request, from which the secret is.
    func seal(_ secret: String, as owner: String, member: String) throws(DomainError) -> [UInt8] {
        guard let sealed = masterKey.seal(secret, for: owner) else {
            throw DomainError(.unavailable, "The password could not be sealed.", member: member)
        }
        return sealed
    }

    func password(of record: CameraRecord) -> String? {
        opened(record.sealedPassword, SecretOwner.camera(record.id), of: record)
    }

    func token(of record: CameraRecord) -> String? {
        opened(record.sealedToken, SecretOwner.cameraToken(record.id), of: record)
    }

    private func opened(_ sealed: [UInt8]?, _ owner: String, of record: CameraRecord) -> String? {
        guard let sealed else { return nil }
        guard let secret = masterKey.open(sealed, for: owner) else {
            logger.error(
                "camera password cannot be read: the master key is not the one it was sealed with; enter it again",
                metadata: ["camera": "\(record.id)"]
            )
            return nil
        }
        return secret
    }
}
