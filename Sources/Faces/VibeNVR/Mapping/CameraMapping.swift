import Media
import NVR
import Reception

/// What is known of a camera beside itself.
struct CameraFacts: Sendable {
    var number: Int64
    var properties: CameraProperties
    /// Nil where it is none of ONVIF.
    var device: DeviceView?
    var masks: [PrivacyMask]
    var motionMasks: [PictureArea]
    /// The volumes and their numbers, by id; none for those who may not know of them.
    var profiles: [String: VibeProfileMessage]
}

extension VibeCameraMessage {
    init(_ camera: CameraView, _ facts: CameraFacts, _ settings: Settings, _ time: LocalTime) {
        members = PropertyNames.members(facts.properties)
        let own: [[String: SettingValue]] = [
            Self.identity(camera, facts, time), Self.streams(camera, facts), Self.device(facts.device),
            Self.recording(camera, settings), Self.storage(camera, facts),
            [
                "privacy_masks": .text(MaskText.text(facts.masks.filter(\.isEnabled).map(\.polygon))),
                "motion_masks": .text(MaskText.text(facts.motionMasks.filter(\.isEnabled).map(\.polygon))),
                "ai_hardware": .null, "ai_model": .null,
            ],
        ]
        for part in own { members.merge(part) { _, new in new } }
    }

    private static func identity(
        _ camera: CameraView,
        _ facts: CameraFacts,
        _ time: LocalTime
    ) -> [String: SettingValue] {
        [
            "id": .integer(Int(facts.number)), "name": .text(camera.name), "is_active": .bool(camera.isEnabled),
            "status": .text(camera.status.vibeHealth), "created_at": .text(time.text(camera.createdAt)),
            "last_seen": .orNull(camera.status.main?.lastFrameAt.map(time.text)), "groups": .list([]),
        ]
    }

    private static func streams(_ camera: CameraView, _ facts: CameraFacts) -> [String: SettingValue] {
        let connection = camera.connection
        var members: [String: SettingValue] = [
            "rtsp_url": .text(connection?.url ?? ""), "sub_rtsp_url": .orNull(connection?.subURL),
            "rtsp_transport": .text(connection?.transport ?? "tcp"),
            "sub_rtsp_transport": .text(connection?.subTransport ?? "tcp"),
        ]
        // What comes counts before what was said.
        if let size = camera.status.main?.video?.pictureSize {
            members["resolution_width"] = .integer(size.width)
            members["resolution_height"] = .integer(size.height)
        }
        if camera.status.main?.audio != nil { members["audio_enabled"] = .bool(true) }
        return members
    }

    private static func device(_ device: DeviceView?) -> [String: SettingValue] {
        let address = device?.connection.flatMap { DeviceAddress(url: $0.address) }
        let facts = device?.facts
        let features = VibeFeaturesMessage(facts)
        func said(_ text: String?) -> SettingValue { .orNull(text?.nothingIfEmpty) }
        return [
            "onvif_host": said(address?.host), "onvif_port": .integer(address?.port ?? DeviceAddress.usualPort),
            "onvif_username": said(device?.connection?.username), "onvif_password": .null,
            "onvif_profile_token": said(device?.mainProfile), "onvif_manufacturer": said(facts?.manufacturer),
            "onvif_model": said(facts?.model), "onvif_firmware": said(facts?.firmware),
            "onvif_serial": said(facts?.serial), "onvif_hw_id": said(facts?.hardware),
            "ptz_can_pan_tilt": .bool(features.panTilt), "ptz_can_zoom": .bool(features.zoom),
            "ptz_can_home": .bool(features.home), "onvif_can_events": .bool(features.events),
        ]
    }

    private static func recording(_ camera: CameraView, _ settings: Settings) -> [String: SettingValue] {
        [
            "recording_mode": .text(RecordingWords.word(of: camera)), "record_audio": .bool(camera.recordsAudio),
            "max_movie_length": .integer(camera.segmentSeconds ?? settings.value(\.recording.segmentSeconds)),
            "captured_before": .integer(camera.preRoll ?? settings.value(\.recording.preRoll)),
            "captured_after": .integer(camera.postRoll ?? settings.value(\.recording.postRoll)),
            "preserve_movies": .text(
                RecordingWords.time(camera.retentionDays ?? settings.value(\.storage.retentionDays))
            ),
            "max_storage_gb": .number(camera.quotaBytes.map(RecordingWords.gigabytes) ?? 0),
        ]
    }

    private static func storage(_ camera: CameraView, _ facts: CameraFacts) -> [String: SettingValue] {
        func profile(_ volume: String?) -> VibeProfileMessage? { volume.flatMap { facts.profiles[$0] } }
        let main = profile(camera.volume)
        return [
            "storage_profile_id": .orNull(main?.id), "storage_profile": main?.value ?? .null,
            "snapshot_storage_profile_id": .orNull(profile(camera.snapshotVolume)?.id),
            "motion_storage_profile_id": .orNull(profile(camera.eventVolume)?.id),
            "continuous_storage_profile_id": .null,
            "archive_storage_profile_id": .null,
        ]
    }
}

extension CameraStatus {
    /// In the document's words.
    var vibeHealth: String {
        switch state {
        case .connecting: "STARTING"
        case .recording, .watching: "CONNECTED"
        case .waiting: code == "camera-refused" ? "UNAUTHORIZED" : "UNREACHABLE"
        // Nobody knows: nothing of it is taken now.
        case .idle: "UNKNOWN"
        case .disabled, .stopped: "OFFLINE"
        }
    }
}

extension VibeFeaturesMessage {
    /// One of which nothing is known can do nothing.
    init(_ facts: DeviceFacts?) {
        let movement = facts?.movement
        self.init(
            panTilt: movement?.panTilt ?? false,
            zoom: movement?.zoom ?? false,
            // A preset stands for the home position where there is none.
            home: movement.map { $0.home || $0.presets > 0 } ?? false,
            events: facts?.events ?? false,
            sound: facts?.sound ?? false
        )
    }
}
