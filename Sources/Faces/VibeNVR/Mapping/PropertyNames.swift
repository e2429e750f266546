import NVR

/// Members of the document that are properties of a camera in the recorder, as they are.
enum PropertyNames {
    /// By the document's names.
    static let keys: [String: String] = {
        var keys: [String: String] = [
            "location": "people.location", "sort_order": "people.order",
            "live_view_mode": "live.mode", "enable_audio": "live.sound", "audio_enabled": "live.has_sound",
            "resolution_width": "picture.width", "resolution_height": "picture.height",
            "auto_resolution": "picture.size_is_found", "framerate": "picture.rate", "rotation": "picture.rotation",
            "text_left": "overlay.left", "text_right": "overlay.right", "text_scale": "overlay.scale",
            "movie_file_name": "movie.file_name", "movie_quality": "movie.quality",
            "movie_passthrough": "movie.unaltered", "previous_recording_mode": "movie.previous_mode",
            "picture_recording_mode": "picture.when", "picture_file_name": "picture.file_name",
            "picture_quality": "picture.quality", "preserve_pictures": "picture.kept",
            "enable_manual_snapshots": "picture.by_hand", "max_pictures_storage_gb": "picture.quota_gigabytes",
            "archive_after_hours": "archive.after_hours",
            "detect_engine": "motion.engine", "detect_motion_mode": "motion.when", "threshold": "motion.threshold",
            "despeckle_filter": "motion.despeckle", "motion_gap": "motion.gap",
            "min_motion_frames": "motion.least_frames", "show_frame_changes": "motion.shows_changes",
            "auto_threshold_tuning": "motion.tunes_threshold", "auto_noise_detection": "motion.finds_noise",
            "light_switch_detection": "motion.light_switch", "mask": "motion.uses_mask",
            "create_debug_media": "motion.keeps_debug_pictures",
            "ai_enabled": "objects.enabled", "ai_object_types": "objects.types", "ai_threshold": "objects.threshold",
            "ai_tracking_enabled": "objects.tracking",
            "notify_webhook_url": "notify.webhook_url", "notify_telegram_chat_id": "notify.telegram_chat",
            "notify_email_address": "notify.email", "notify_health_webhook_url": "notify.health_webhook_url",
            "notify_health_telegram_chat_id": "notify.health_telegram_chat",
            "notify_health_email_recipient": "notify.health_email",
            "notify_attach_image_email": "notify.email_picture",
        ]
        for day in ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] {
            for end in ["", "_start", "_end"] { keys["schedule_\(day)\(end)"] = "schedule.\(day)\(end)" }
        }
        for way in [
            "start_email", "start_telegram", "start_webhook", "start_command", "end_webhook", "end_command",
            "health_email", "health_telegram", "health_webhook",
        ] { keys["notify_\(way)"] = "notify.tells_\(way)" }
        return keys
    }()

    private static let names = Dictionary(keys.map { ($0.value, $0.key) }) { first, _ in first }
    private static let engines = ["OpenCV", "ONVIF Edge", "AI"]

    /// The properties that a body speaks of. An empty text is none; the document names engines also as when motion counts.
    static func changes(_ body: VibeCameraBody) -> [String: SettingValue] {
        var changes: [String: SettingValue] = [:]
        for (name, key) in keys {
            guard let value = body[name] else { continue }
            changes[key] = value == .text("") ? .null : value
        }
        if let mode = body["detect_motion_mode"]?.asText, engines.contains(mode), !body.has("detect_engine") {
            changes["motion.engine"] = .text(mode)
        }
        // "The threshold is clamped" (the product's own rule, which it does not tell as an error).
        if let threshold = body["ai_threshold"]?.asNumber {
            changes["objects.threshold"] = .number(min(max(threshold, 0.1), 0.99))
        }
        return changes
    }

    static func members(_ properties: CameraProperties) -> [String: SettingValue] { keys.mapValues { properties[$0] } }

    /// The document's name of a property, for an error about it.
    static func name(of key: String) -> String { names[key] ?? key }
}
