import Catalog
import Media
import RTSP

/// Brings a configuration to what a backup says. It replaces: what the backup does not have goes, but for the account
/// that asks for it, which must not lock itself out. Touches nothing but the configuration that it is given, so that a
/// dry run is the same work.
struct RestorePlan: Sendable {
    let content: BackupContent
    /// The account that asks for it; nil where it is the recorder or the console.
    let asker: UserID?
    let rules: CameraRules
    let masterKey: MasterKey
    let now: WallTime

    /// Faults beyond this many are not listed.
    static let mostFaults = 50

    /// Changes `configuration`, or leaves it as it was where the backup is refused: it is taken whole or not at all.
    func carryOut(on configuration: inout CatalogConfiguration) -> Result<RestoreReport, DomainError> {
        var state = State(configuration: configuration)
        restoreSettings(&state)
        restoreRTSPServer(&state)
        restoreOutlets(&state)
        restoreVolumes(&state)
        restoreCameras(&state)
        restoreArchive(&state)
        restoreNumbers(&state)
        restoreMerging(&state)
        restoreEvidence(&state)
        restoreUsers(&state)
        restoreKeys(&state)
        if let error = DomainError(invalid: Array(state.faults.prefix(Self.mostFaults))) { return .failure(error) }
        guard state.configuration.accounts.values.contains(where: \.user.isEnabledAdministrator) else {
            return .failure(
                DomainError(
                    .conflict,
                    "The backup has no enabled administrator, so after it nobody could look after the recorder. Nothing "
                        + "of it is restored."
                )
            )
        }
        configuration = state.configuration
        return .success(state.report)
    }

    struct State {
        var configuration: CatalogConfiguration
        var report = RestoreReport()
        var faults: [DomainError.Fault] = []
        /// The accounts as they will be, by what their usernames are compared by.
        var accounts: [String: UserID] = [:]
        /// The account of the asker, where the backup does not have it.
        var spared: UserID?

        init(configuration: CatalogConfiguration) { self.configuration = configuration }

        /// Adds a fault of an entry, as the rules that it breaks say it.
        mutating func refuse(_ entry: String, _ error: any Error) {
            let known = (error as? DomainError)?.faults ?? []
            guard !known.isEmpty else {
                faults.append(.init(entry, "\(entry): \(error)"))
                return
            }
            for fault in known {
                faults.append(.init("\(entry).\(fault.member)", "\(entry): \(fault.sentence)"))
            }
        }
    }

    // MARK: Settings

    private func restoreSettings(_ state: inout State) {
        var wanted: Set<String> = []
        for setting in content.settings {
            let name = BackupSettings.name(of: setting.key)
            guard BackupSettings.holds(setting.key), let value = value(of: setting, state) else {
                state.report.notes.append("The setting \(name) is none that this program restores; it is passed over.")
                continue
            }
            wanted.insert(setting.key)
            let old = state.configuration.settings.updateValue(value, forKey: setting.key)
            state.report.settings.note(name, isNew: old == nil, isChanged: old != value)
        }
        let surplus = state.configuration.settings.keys.filter { BackupSettings.holds($0) && !wanted.contains($0) }
        for key in surplus.sorted() {
            state.configuration.settings[key] = nil
            state.report.settings.removed.append(BackupSettings.name(of: key))
        }
    }

    /// What the configuration file said when it was last taken over stays known: it counts again when it is another.
    private func restoreRTSPServer(_ state: inout State) {
        guard let wanted = content.rtspServer?.settings else { return }
        let name = "rtsp_server"
        var kept = state.configuration.settings[RestreamKept.key].flatMap { RestreamKept($0) } ?? RestreamKept()
        guard kept.settings != wanted else { return }
        do {
            try RestreamRules.check(wanted)
            kept.settings = wanted
            state.configuration.settings[RestreamKept.key] = try kept.text()
            state.report.settings.note(name, isNew: false, isChanged: true)
        } catch {
            state.refuse(name, error)
        }
    }

    /// As the catalogue keeps it; what is sealed already stays as it is sealed.
    private func value(of setting: BackupContent.Setting, _ state: State) -> String? {
        guard let secret = setting.secret else { return setting.value }
        let kept = state.configuration.settings[setting.key]
        if let kept, BackupSettings.content(kept, of: setting.key, masterKey) == .secret(secret) { return kept }
        return BackupSettings.seal(secret, of: setting.key, masterKey)
    }

    // MARK: Cameras

    private func restoreCameras(_ state: inout State) {
        var wanted: Set<CameraID> = []
        for camera in content.cameras {
            let entry = "Camera \(BackupHeader.printable(camera.id, 63))"
            do throws(DomainError) {
                let old = CameraID(camera.id).flatMap { state.configuration.cameras[$0] }
                let record = withoutUnknownVolumes(try record(of: camera, old), &state)
                guard wanted.insert(record.id).inserted else {
                    throw DomainError(.invalid, "It is in the backup twice.", member: "id")
                }
                state.configuration.cameras[record.id] = record
                let isNew = old == nil || old?.deletedAt != nil
                let hasOtherMasks = try restoreMasks(camera, &state)
                let hasOtherAreas = try restoreAreas(camera, record.id, &state)
                let hasOtherDevice = try restoreDevice(camera, &state)
                let hasOtherProperties = try restoreProperties(camera, record.id, &state)
                let isChanged = old != record || hasOtherMasks || hasOtherAreas || hasOtherDevice || hasOtherProperties
                state.report.cameras.note(record.id.text, isNew: isNew, isChanged: isChanged)
                if old?.deletedAt != nil {
                    state.report.notes.append("The camera \(record.id) was removed meanwhile, and comes back.")
                }
            } catch {
                state.refuse(entry, error)
            }
        }
        for (id, camera) in state.configuration.cameras.sorted(by: { $0.key < $1.key })
        where camera.deletedAt == nil && !camera.isDemo && !wanted.contains(id) {
            state.configuration.cameras[id]?.deletedAt = now
            state.report.cameras.removed.append(id.text)
        }
        if !state.report.cameras.removed.isEmpty {
            state.report.notes.append("What was recorded of cameras that are removed stays until it is deleted itself.")
        }
    }

    /// - Returns: whether the camera had others. Those that a backup of an earlier version does not know stay.
    func restoreMasks(_ camera: BackupContent.Camera, _ state: inout State) throws(DomainError) -> Bool {
        guard let masks = camera.privacyMasks else { return false }
        try MaskRules.check(masks)
        let key = KeptMasks.key(camera.id)
        let old = state.configuration.settings[key]
        // Fails for no masks that pass the rules.
        let new = try? KeptMasks.text(masks)
        state.configuration.settings[key] = new
        return old != new
    }

    func record(of camera: BackupContent.Camera, _ old: CameraRecord?) throws(DomainError) -> CameraRecord {
        var draft = CameraDraft(name: camera.name, url: camera.url)
        draft.identifier = camera.id
        draft.subURL = camera.subURL
        draft.snapshotURL = camera.snapshotURL
        draft.username = camera.username
        draft.isEnabled = camera.isEnabled
        draft.isRecorded = camera.isRecorded
        draft.mode = camera.mode
        draft.subMode = camera.subMode
        draft.schedule = camera.schedule
        draft.subSchedule = camera.subSchedule
        draft.preRoll = camera.preRoll
        draft.postRoll = camera.postRoll
        draft.longestEvent = camera.longestEvent
        draft.recordsAudio = camera.recordsAudio
        draft.segmentSeconds = camera.segmentSeconds
        // Earlier versions kept what cannot work; a backup of theirs is restored all the same.
        draft.transport = Self.cannotWork(camera.url, camera.transport) ? nil : camera.transport
        draft.subTransport = Self.cannotWork(camera.subURL, camera.subTransport) ? nil : camera.subTransport
        draft.sampleInterval = camera.sampleInterval
        draft.priority = camera.priority
        draft.offersHLS = camera.offersHLS ?? true
        draft.hlsFrameRate = camera.hlsFrameRate ?? 0
        draft.masksRecordings = camera.masksRecordings ?? false
        draft.retentionDays = camera.keepDays
        draft.eventRetentionDays = camera.keepEventDays
        draft.quotaBytes = camera.quotaBytes
        draft.volume = camera.mainVolume
        draft.subVolume = camera.subVolume
        draft.eventVolume = camera.eventVolume
        draft.snapshotVolume = camera.snapshotVolume
        draft.connect = camera.connect ?? CameraDraft.usualConnect
        draft.certificateFingerprint = camera.certificateFingerprint
        draft.entryHash = camera.entryHash
        // What is sealed already stays as it is sealed.
        let password = kept(old?.sealedPassword, if: camera.password, of: old?.id, SecretOwner.camera)
        let token = kept(old?.sealedToken, if: camera.token, of: old?.id, SecretOwner.cameraToken)
        draft.password = password == nil ? camera.password : nil
        draft.token = token == nil ? camera.token : nil
        var record = try rules.makeRecord(draft, known: [], at: WallTime(nanoseconds: camera.createdAt))
        if let password { record.sealedPassword = password }
        if let token { record.sealedToken = token }
        if let old { record.createdAt = old.createdAt }
        return record
    }

    /// Whether packets over UDP are asked of an address that is encrypted.
    private static func cannotWork(_ url: String?, _ transport: String?) -> Bool {
        transport == TransportKind.udp.rawValue && url.flatMap { try? CameraURL($0) }?.scheme == .rtsps
    }

    /// What is kept, if it is this secret sealed.
    private func kept(
        _ sealed: [UInt8]?,
        if secret: String?,
        of id: CameraID?,
        _ owner: (CameraID) -> String
    ) -> [UInt8]? {
        guard let sealed, let secret, let id, rules.masterKey.open(sealed, for: owner(id)) == secret else { return nil }
        return sealed
    }
}

extension RestoreReport.Part {
    mutating func note(_ name: String, isNew: Bool, isChanged: Bool) {
        if isNew {
            added.append(name)
        } else if isChanged {
            changed.append(name)
        } else {
            left += 1
        }
    }
}
