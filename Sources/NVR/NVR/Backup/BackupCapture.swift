import Accounts
import Catalog
import Media

/// Reads a configuration into what a backup holds.
struct BackupCapture {
    let masterKey: MasterKey

    /// What there is, and in sentences what could not be taken along.
    func content(of configuration: CatalogConfiguration) -> (BackupContent, missing: [String]) {
        var content = BackupContent()
        var missing: [String] = []
        let settings = configuration.settings.filter { BackupSettings.holds($0.key) }.sorted { $0.key < $1.key }
        for (key, kept) in settings {
            switch BackupSettings.content(kept, of: key, masterKey) {
            case .value(let value): content.settings.append(.init(key: key, value: value))
            case .secret(let secret): content.settings.append(.init(key: key, secret: secret))
            case .locked:
                let name = BackupSettings.name(of: key)
                missing.append("The secret setting \(name) cannot be opened, so the backup has none.")
            }
        }
        let cameras = configuration.cameras.values.filter { $0.deletedAt == nil && !$0.isDemo }
        let merging = configuration.settings[MergeOverrides.key].flatMap { MergeOverrides($0) }
        let evidence = configuration.settings[EvidenceChoices.key].flatMap { EvidenceChoices($0) }
        for record in cameras.sorted(by: { $0.id < $1.id }) {
            var camera = camera(record, &missing)
            camera.privacyMasks = masks(of: record.id.text, configuration, &missing)
            capture(areasOf: record.id, of: configuration, into: &camera)
            camera.devices = devices(of: record.id, configuration, &missing)
            camera.properties = properties(of: record.id, configuration)
            camera.merging = merging?.cameras[record.id.text]
            camera.evidence = evidence?.since[record.id.text] == nil ? nil : true
            content.cameras.append(camera)
        }
        content.volumes = configuration.volumes.values.filter { $0.deletedAt == nil }.sorted { $0.id < $1.id }.map(
            BackupContent.Volume.init
        )
        content.archive = archive(of: configuration, &missing)
        content.numbers = numbers(of: configuration)
        let server = configuration.settings[RestreamKept.key].flatMap { RestreamKept($0) } ?? RestreamKept()
        content.rtspServer = BackupContent.RTSPServer(server.settings)
        content.rtspServer?.outlets = outlets(of: configuration, &missing)
        let known = Set(cameras.map(\.id))
        for account in configuration.accounts.values.sorted(by: { $0.user.id < $1.user.id }) {
            content.users.append(user(account, known, &missing))
        }
        for key in configuration.apiKeys {
            guard let owner = configuration.accounts[key.user]?.user.username else { continue }
            content.apiKeys.append(apiKey(key, owner, createdBy: configuration.accounts[key.createdBy]?.user.username))
        }
        return (content, missing)
    }

    func masks(
        of camera: String,
        _ configuration: CatalogConfiguration,
        _ missing: inout [String]
    ) -> [PrivacyMask]? {
        guard let text = configuration.settings[KeptMasks.key(camera)] else { return [] }
        let masks = KeptMasks.masks(text)
        if masks == nil {
            missing.append("The privacy masks of the camera \(camera) cannot be read, so the backup has none.")
        }
        return masks
    }

    func camera(_ record: CameraRecord, _ missing: inout [String]) -> BackupContent.Camera {
        func opened(_ sealed: [UInt8]?, _ owner: String, _ what: String) -> String? {
            guard let sealed else { return nil }
            let text = masterKey.open(sealed, for: owner)
            if text == nil {
                missing.append("The \(what) of the camera \(record.id) cannot be opened, so the backup has none.")
            }
            return text
        }
        return BackupContent.Camera(
            id: record.id.text,
            name: record.name,
            url: record.mainURL,
            subURL: record.subURL,
            username: record.username,
            password: opened(record.sealedPassword, SecretOwner.camera(record.id), "password"),
            token: opened(record.sealedToken, SecretOwner.cameraToken(record.id), "token"),
            isEnabled: record.enabled,
            isRecorded: record.isRecorded,
            recordsAudio: record.recordAudio,
            segmentSeconds: record.segmentSeconds,
            transport: record.mainTransport?.rawValue,
            subTransport: record.subTransport?.rawValue,
            sampleInterval: record.sampleInterval,
            priority: record.priority,
            offersHLS: record.offersHLS,
            hlsFrameRate: record.hlsFrameRate,
            keepDays: record.keepDays,
            keepEventDays: record.keepEventDays,
            quotaBytes: record.quotaBytes,
            mainVolume: record.mainVolume,
            subVolume: record.subVolume,
            eventVolume: record.eventVolume,
            snapshotVolume: record.snapshotVolume,
            connect: record.connect.rawValue,
            snapshotURL: record.snapshotURL,
            masksRecordings: record.masksRecordings,
            mode: record.recording.main.mode.rawValue,
            subMode: record.recording.sub.mode.rawValue,
            schedule: record.recording.main.schedule?.texts,
            subSchedule: record.recording.sub.schedule?.texts,
            preRoll: record.recording.preRoll,
            postRoll: record.recording.postRoll,
            longestEvent: record.recording.longestEvent,
            certificateFingerprint: record.certificateFingerprint,
            createdAt: record.createdAt.nanoseconds,
            entryHash: record.appliedEntryHash
        )
    }

    private func user(
        _ account: CatalogConfiguration.Account,
        _ known: Set<CameraID>,
        _ missing: inout [String]
    ) -> BackupContent.User {
        let user = account.user
        func opened(_ sealed: [UInt8]?, _ owner: String, _ what: String) -> String? {
            guard let sealed else { return nil }
            let text = masterKey.open(sealed, for: owner)
            if text == nil {
                missing.append("The \(what) of \(user.username) cannot be opened, so the backup has none.")
            }
            return text
        }
        var everywhere: [String]?
        var listed: [String: [String]]?
        switch user.cameras {
        case .all(let rights): everywhere = rights.words
        case .listed(let cameras):
            let kept = cameras.filter { known.contains($0.key) }.map { ($0.key.text, $0.value.words) }
            listed = Dictionary(uniqueKeysWithValues: kept)
        }
        return BackupContent.User(
            username: user.username,
            displayName: user.displayName,
            email: user.email,
            role: user.role.rawValue,
            isEnabled: user.isEnabled,
            mayUnmask: user.mayUnmask,
            allCameras: everywhere,
            cameras: listed,
            passwordHash: user.passwordHash,
            passwordChangedAt: user.passwordChangedAt.nanoseconds,
            isPasswordLocked: user.isPasswordLocked,
            streamPassword: opened(user.sealedStreamPassword, SecretOwner.streamPassword(user.id), "stream password"),
            secondFactor: opened(user.sealedSecondFactor, SecretOwner.secondFactor(user.id), "second factor"),
            secondFactorIsActive: user.secondFactorIsActive,
            recoveryCodes: account.recoveryCodes.map { Hexadecimal.encode($0) }.sorted(),
            createdAt: user.createdAt.nanoseconds
        )
    }

    private func apiKey(_ key: APIKeyRecord, _ owner: String, createdBy: String?) -> BackupContent.APIKey {
        BackupContent.APIKey(
            user: owner,
            name: key.name,
            prefix: key.prefix,
            secretHash: Hexadecimal.encode(key.secretHash),
            isReadOnly: key.scope.isReadOnly,
            cameras: key.scope.cameras?.map(\.text).sorted(),
            createdBy: createdBy,
            createdAt: key.createdAt.nanoseconds,
            expiresAt: key.expiresAt?.nanoseconds
        )
    }
}

/// To whom a sealed secret belongs.
enum SecretOwner {
    static func camera(_ id: CameraID) -> String { "camera/\(id)" }
    static func cameraToken(_ id: CameraID) -> String { "camera/\(id)/token" }
    static func streamPassword(_ id: UserID) -> String { Accounts.streamPasswordOwner(id) }
    static func secondFactor(_ id: UserID) -> String { Accounts.secondFactorOwner(id) }
}

extension CameraRights {
    private static let spellings: [(CameraRights, String)] = [
        (.live, "live"), (.playback, "playback"), (.control, "control"), (.export, "export"), (.manage, "manage"),
        (.delete, "delete"),
    ]

    /// As a backup spells them.
    var words: [String] { Self.spellings.filter { contains($0.0) }.map(\.1) }

    /// Words that are not known give no right.
    init(words: [String]) {
        self = Self.spellings.filter { words.contains($0.1) }.reduce(into: []) { $0.formUnion($1.0) }
    }
}
