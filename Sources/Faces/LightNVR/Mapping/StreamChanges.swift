import HTTPServing
import NVR
import Reception

/// What a body asks of a camera, of what is said of it, and of its device.
extension LightStreamBody {
    var wantsONVIF: Bool? { (isONVIF ?? isOnvif)?.isOn }

    /// - Throws: `Problem`, 400.
    func draft() throws -> CameraDraft {
        guard let name, let url = url?.nothingIfEmpty else {
            throw LightErrors.invalid("Missing required fields (name, url)")
        }
        var draft = CameraDraft(name: try Self.checked(name), url: url)
        draft.username = onvifUsername?.nothingIfEmpty
        draft.password = onvifPassword?.nothingIfEmpty
        draft.isEnabled = enabled?.isOn ?? true
        draft.offersHLS = streamingEnabled?.isOn ?? true
        draft.priority = priority ?? CameraDraft.usualPriority
        draft.mode = Self.mode(record?.isOn ?? true, detects: detectionBasedRecording?.isOn ?? false)
        // The product is connected with whatever is switched on.
        draft.connect = "always"
        draft.segmentSeconds = segmentDuration
        draft.recordsAudio = recordAudio?.isOn ?? true
        draft.transport = try transport ?? nil
        draft.preRoll = preDetectionBuffer
        draft.postRoll = postDetectionBuffer
        draft.retentionDays = try Self.days(retentionDays, "retention_days") ?? nil
        draft.eventRetentionDays = try Self.days(detectionRetentionDays, "detection_retention_days") ?? nil
        draft.quotaBytes = try Self.bytes(maxStorageMB) ?? nil
        return draft
    }

    /// - Parameter now: the stream as it is.
    /// - Throws: `Problem`, 400.
    func change(_ now: StreamParts, _ settings: Settings) throws -> CameraChange {
        var change = CameraChange()
        change.url = url?.nothingIfEmpty
        // Empty ones keep what is there: forms send back what they were shown.
        if let username = onvifUsername?.nothingIfEmpty { change.username = .some(username) }
        if let password = onvifPassword?.nothingIfEmpty { change.password = .some(password) }
        change.isEnabled = enableDisabled?.isOn == true ? true : enabled?.isOn
        change.offersHLS = streamingEnabled?.isOn
        change.priority = priority
        if let seconds = segmentDuration { change.segmentSeconds = .some(seconds) }
        change.recordsAudio = recordAudio?.isOn
        if let transport = try transport { change.transport = .some(transport) }
        if let seconds = preDetectionBuffer { change.preRoll = .some(seconds) }
        if let seconds = postDetectionBuffer { change.postRoll = .some(seconds) }
        let shown = now.camera.retentionDays ?? settings.value(\.storage.retentionDays)
        // What was shown, sent back, is no wish of the camera's own.
        if retentionDays != shown, let days = try Self.days(retentionDays, "retention_days") {
            change.retentionDays = .some(days)
        }
        if let days = try Self.days(detectionRetentionDays, "detection_retention_days") {
            change.eventRetentionDays = .some(days)
        }
        if let bytes = try Self.bytes(maxStorageMB) { change.quotaBytes = .some(bytes) }
        change.setMode(self, now)
        return change
    }

    /// What is said beside the camera's own members, over what was.
    ///
    /// - Throws: `Problem`, 400.
    func traits(over old: StreamTraits) throws -> StreamTraits {
        var traits = old
        if let wanted = detectionBasedRecording { traits.detection.isWanted = wanted.isOn }
        if let model = detectionModel { traits.detection.model = model.nothingIfEmpty }
        if let threshold = detectionThreshold { traits.detection.threshold = try Self.part(threshold) }
        if let interval = detectionInterval { traits.detection.interval = interval }
        if let server = detectionAPIURL { traits.detection.server = server.nothingIfEmpty }
        if let width { traits.picture.width = width }
        if let height { traits.picture.height = height }
        if let fps { traits.picture.framesPerSecond = fps }
        if let isSteerable = ptzEnabled { traits.isSteerable = isSteerable.isOn }
        if let talksBack = backchannelEnabled { traits.talksBack = talksBack.isOn }
        if let buffering = bufferStrategy { traits.buffering = buffering.nothingIfEmpty }
        if let profile = onvifProfile { traits.profile = profile.nothingIfEmpty }
        if let port = onvifPort { traits.devicePort = port == 0 ? nil : port }
        return traits
    }

    /// What somebody says that it sends, in the domain's words.
    ///
    /// - Throws: `Problem`, 400.
    func declaredCodec() throws -> String? {
        guard let codec = codec?.lowercased().nothingIfEmpty else { return nil }
        let known = codec == "hevc" ? "h265" : codec
        guard DeclaredCodecs.known.contains(known) else {
            throw LightErrors.invalid("codec is one of h264, hevc, mjpeg and jpeg")
        }
        return known
    }

    /// How the camera is linked with its device.
    func link() -> DeviceLinkDraft {
        var draft = DeviceLinkDraft()
        draft.port = onvifPort.flatMap { $0 == 0 ? nil : $0 }
        if let profile = onvifProfile?.nothingIfEmpty { draft.mainProfile = .some(profile) }
        if let model = detectionModel { draft.followsEvents = model == "onvif" }
        // What does not answer now is linked all the same.
        draft.mayBeAway = true
        return draft
    }

    // MARK: Words

    private static let longestName = 255
    private static let dayRange = -1...365

    static func checked(_ name: String) throws -> String {
        var plain = name[...]
        while plain.first == " " { plain.removeFirst() }
        while plain.last == " " { plain.removeLast() }
        guard !plain.isEmpty else { throw LightErrors.invalid("Stream name cannot be empty") }
        guard plain.utf8.count <= longestName, plain.first != "." else {
            throw LightErrors.invalid("Stream name has 255 bytes at most, and does not begin with a full stop")
        }
        return String(plain)
    }

    static func mode(_ isRecorded: Bool, detects: Bool) -> String {
        isRecorded ? "continuous" : detects ? "event" : "off"
    }

    /// Nil where nothing is said; `.some(nil)` for what works.
    private var transport: String?? {
        get throws {
            switch self.protocol {
            case nil: return nil
            case 0: return .some(nil)
            case 1: return .some("udp")
            default: throw LightErrors.invalid("protocol is 0 for TCP or 1 for UDP")
            }
        }
    }

    /// Nil where nothing is said; `.some(nil)` as the settings say.
    static func days(_ number: Int?, _ name: String) throws -> Int?? {
        guard let number else { return nil }
        guard dayRange.contains(number) else { throw LightErrors.invalid("\(name) must be between -1 and 365") }
        return .some(number == -1 ? nil : number)
    }

    /// Nil where nothing is said; `.some(nil)` for any number.
    static func bytes(_ megabytes: Int64?) throws -> Int64?? {
        guard let megabytes else { return nil }
        guard (0...(1 << 33)).contains(megabytes) else {
            throw LightErrors.invalid("max_storage_mb is a number of megabytes, 0 for any")
        }
        return .some(megabytes == 0 ? nil : megabytes << 20)
    }

    private static func part(_ threshold: Double) throws -> Double {
        guard (0...100).contains(threshold) else {
            throw LightErrors.invalid("detection_threshold is a number from 0 to 1, or percent")
        }
        return threshold > 1 ? threshold / 100 : threshold
    }
}

extension CameraChange {
    /// Another way of recording, where the body's words for it are others than the stream's.
    fileprivate mutating func setMode(_ body: LightStreamBody, _ now: StreamParts) {
        let (isRecorded, detects) = (now.camera.isLightRecorded, now.isDetecting)
        let wanted = (body.record?.isOn ?? isRecorded, body.detectionBasedRecording?.isOn ?? detects)
        guard wanted != (isRecorded, detects) else { return }
        // A schedule goes on, as long as it is recorded at all.
        guard !(wanted.0 && isRecorded) else { return }
        mode = LightStreamBody.mode(wanted.0, detects: wanted.1)
        if now.camera.connection?.subURL != nil { subMode = mode }
    }
}

extension CameraChange {
    /// - Throws: `Problem`, 400.
    init(_ body: LightRetentionBody) throws {
        self.init()
        if let days = try LightStreamBody.days(body.retentionDays, "retention_days") { retentionDays = .some(days) }
        if let days = try LightStreamBody.days(body.detectionRetentionDays, "detection_retention_days") {
            eventRetentionDays = .some(days)
        }
        if let bytes = try LightStreamBody.bytes(body.maxStorageMB) { quotaBytes = .some(bytes) }
    }
}
