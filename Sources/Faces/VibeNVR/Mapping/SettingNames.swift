import NVR

/// A setting of the document, which are all texts, and the recorder's own that it is.
struct SettingName: Sendable {
    /// How one's value is the other's.
    enum Form: Sendable {
        case bool
        /// A whole number, of which the recorder's is so many times as much.
        case integer(times: Int)
        case number
        case text
        /// Shown as stars where there is one.
        case secret
        /// Gigabytes, where the recorder has bytes; 0 for any amount.
        case gigabytes
    }

    enum Meaning: Sendable {
        /// - Parameter usual: what is shown where nothing is set; nil for the recorder's own default.
        case setting(String, Form, usual: String? = nil)
        /// One that is always so, and why it cannot be another.
        case fixed(String, because: String)
    }

    let name: String
    let meaning: Meaning

    private init(_ name: String, _ key: String, _ form: Form, usual: String? = nil) {
        self.name = name
        meaning = .setting(key, form, usual: usual)
    }

    private init(_ name: String, fixed value: String, _ reason: String) {
        self.name = name
        meaning = .fixed(value, because: reason)
    }

    static let all: [SettingName] = storing + telling + detecting + showing + others
    static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    private static let storing = [
        SettingName("max_global_storage_gb", "storage.quota_bytes", .gigabytes),
        SettingName("cleanup_enabled", "storage.cleanup_enabled", .bool),
        SettingName("cleanup_interval_hours", "storage.cleanup_interval_seconds", .integer(times: 3600)),
        SettingName("archival_enabled", "storage.archive_enabled", .bool),
        SettingName("archival_interval_hours", "storage.archive_interval_seconds", .integer(times: 3600)),
        SettingName("backup_auto_enabled", "backup.enabled", .bool),
        SettingName("backup_auto_frequency_hours", "backup.interval_minutes", .integer(times: 60)),
        SettingName("backup_auto_retention", "backup.keep", .integer(times: 1)),
    ]

    private static let telling = [
        SettingName("mqtt_enabled", "mqtt.enabled", .bool),
        SettingName("mqtt_host", "mqtt.host", .text),
        SettingName("mqtt_port", "mqtt.port", .integer(times: 1)),
        SettingName("mqtt_username", "mqtt.username", .text),
        SettingName("mqtt_password", "mqtt.password", .secret),
        SettingName(prefix, "mqtt.topic_prefix", .text, usual: "vibenvr"),
        SettingName("smtp_server", "email.server", .text),
        SettingName("smtp_port", "email.port", .integer(times: 1)),
        SettingName("smtp_username", "email.username", .text),
        SettingName("smtp_password", "email.password", .secret),
        SettingName("smtp_from_email", "email.from", .text),
        SettingName("smtp_verify_cert", "email.verify_certificate", .bool),
        SettingName("notify_email_recipient", "email.recipient", .text),
        SettingName("notify_webhook_url", "webhook.url", .text),
        SettingName("telegram_bot_token", "telegram.bot_token", .secret),
        SettingName("telegram_chat_id", "telegram.chat_id", .text),
        SettingName("telegram_proxy_url", "telegram.proxy_url", .text),
        SettingName("telegram_retries", "telegram.retries", .integer(times: 1)),
        SettingName("telegram_retry_delay", "telegram.retry_delay_seconds", .integer(times: 1)),
        SettingName("global_attach_image_email", "email.attach_picture", .bool),
        SettingName("global_attach_image_telegram", "telegram.attach_picture", .bool),
    ]

    private static let detecting = [
        SettingName("ai_enabled", "detection.enabled", .bool),
        SettingName("ai_model", "detection.model", .text, usual: "mobilenet_ssd_v2"),
        SettingName("ai_hardware", "detection.hardware", .text),
        SettingName("ai_nms_iou_threshold", "detection.iou_threshold", .number),
        SettingName("ai_confidence_default", "detection.threshold", .number),
        SettingName("opt_motion_fps_throttle", "detection.motion_frame_interval", .integer(times: 1)),
        SettingName("opt_motion_analysis_height", "detection.motion_height", .integer(times: 1)),
    ]

    private static let showing = [
        SettingName("default_landing_page", "general.landing_page", .text),
        SettingName("default_live_view_mode", "live.default_mode", .text),
        SettingName("opt_live_view_fps_throttle", "live.preview_frame_interval", .integer(times: 1)),
        SettingName("opt_live_view_height_limit", "live.preview_max_height", .integer(times: 1)),
        SettingName("opt_live_view_quality", "live.preview_quality", .integer(times: 1)),
        SettingName("opt_snapshot_quality", "live.snapshot_quality", .integer(times: 1)),
    ]

    private static let others = [
        SettingName("telemetry_enabled", fixed: "false", "Nightjar sends nobody anything about itself"),
        SettingName("instance_id", fixed: "", "Nightjar sends nobody anything about itself"),
        SettingName("go2rtc_enabled", fixed: "false", "Nightjar takes every camera itself"),
        SettingName("opt_ffmpeg_preset", fixed: "ultrafast", "what is encoded is encoded in one way"),
        SettingName("oauth_global_enabled", fixed: "false", "accounts are Nightjar's own"),
        SettingName("oauth_auto_redirect", fixed: "false", "accounts are Nightjar's own"),
    ]

    static let prefix = "mqtt_topic_prefix"
    /// What viewers may read, too.
    static let open: Set<String> = ["default_landing_page", "telemetry_enabled", "instance_id"]
}
