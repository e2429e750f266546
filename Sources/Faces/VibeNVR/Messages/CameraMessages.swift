import NVR

/// A camera as those see it who came with a token. No password is in it, and of those who may not manage it, no address.
struct VibeCameraMessage: Sendable {
    /// By their names on the wire.
    var members: [String: SettingValue]

    /// What callers with an API key are shown.
    private static let summary: Set<String> = [
        "id", "name", "location", "is_active", "resolution_width", "resolution_height", "framerate", "recording_mode",
        "rtsp_transport", "live_view_mode", "status", "last_seen", "privacy_masks", "motion_masks", "audio_enabled",
        "enable_audio", "record_audio", "ptz_can_pan_tilt", "ptz_can_zoom", "ptz_can_home", "detect_engine",
        "ai_enabled",
        "ai_object_types", "ai_threshold", "ai_hardware", "ai_model", "ai_tracking_enabled", "created_at",
    ]

    var summarized: VibeCameraMessage { VibeCameraMessage(members: members.filter { Self.summary.contains($0.key) }) }

    /// Its place among the cameras.
    var order: (Int, Int) { (members["sort_order"]?.asInteger ?? 0, members["id"]?.asInteger ?? 0) }
}

extension VibeCameraMessage: Encodable {
    func encode(to encoder: any Encoder) throws { try SettingValue.object(members).encode(to: encoder) }
}

struct VibeFeaturesMessage: Codable, Sendable {
    var panTilt: Bool
    var zoom: Bool
    var home: Bool
    var events: Bool
    var sound: Bool

    enum CodingKeys: String, CodingKey {
        case panTilt = "ptz_can_pan_tilt"
        case zoom = "ptz_can_zoom"
        case home = "ptz_can_home"
        case events = "onvif_can_events"
        case sound = "audio_enabled"
    }
}
