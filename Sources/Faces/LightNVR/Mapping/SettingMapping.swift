import HTTPServing
import Logging
import NVR

/// One of the document's settings, and what it is in the recorder.
struct LightSetting: Sendable {
    /// How a value is spelled otherwise.
    enum Spelling: Sendable {
        case same
        /// "" for none.
        case text
        /// 0 for none.
        case number
        /// True where the recorder's is false.
        case reversed
        /// A part as percent.
        case percent
        /// What is left of a hundred.
        case rest
        /// The level of the log, from 0 to 3.
        case level
        /// A word for none.
        case word(String)
        /// A list with one text in it; "" for none.
        case first
        /// Never shown.
        case secret
    }

    let name: String
    /// As `mqtt.port`.
    let key: String
    let spelling: Spelling

    static let hidden = "********"

    private init(_ name: String, _ key: String, _ spelling: Spelling = .same) {
        self.name = name
        self.key = key
        self.spelling = spelling
    }

    static let all: [LightSetting] = storage + detection + access + viewing + messages

    private static let storage = [
        LightSetting("retention_days", "storage.retention_days"),
        LightSetting("auto_delete_oldest", "storage.cleanup_enabled"),
        LightSetting("max_storage_size", "storage.quota_bytes", .number),
        LightSetting("storage_min_free_pct", "storage.cleanup_threshold_percent", .rest),
        LightSetting("storage_pressure_warning_pct", "storage.warning_free_percent"),
        LightSetting("storage_pressure_critical_pct", "storage.critical_free_percent"),
        LightSetting("storage_pressure_emergency_pct", "storage.emergency_free_percent"),
        LightSetting("generate_thumbnails", "recording.thumbnails_enabled"),
        LightSetting("thumbnails_per_recording", "recording.thumbnails_per_recording"),
        LightSetting("log_level", "logs.level", .level),
        LightSetting("db_backup_interval_minutes", "backup.interval_minutes"),
        LightSetting("db_backup_retention_count", "backup.keep"),
    ]

    private static let detection = [
        LightSetting("api_detection_url", "detection.api_url", .text),
        LightSetting("default_detection_threshold", "detection.threshold", .percent),
        LightSetting("pre_detection_buffer", "recording.pre_roll_seconds"),
        LightSetting("post_detection_buffer", "recording.post_roll_seconds"),
        LightSetting("detection_grace_period", "detection.grace_period_seconds"),
        LightSetting("onvif_discovery_enabled", "discovery.enabled"),
        LightSetting("onvif_discovery_interval", "discovery.interval_seconds"),
        LightSetting("onvif_discovery_network", "discovery.network", .word("auto")),
    ]

    private static let access = [
        LightSetting("auth_timeout_hours", "security.session_idle_hours"),
        LightSetting("auth_absolute_timeout_hours", "security.session_absolute_hours"),
        LightSetting("trusted_device_days", "security.trusted_device_days"),
        LightSetting("force_mfa_on_login", "security.second_factor_with_password"),
    ]

    private static let viewing = [
        LightSetting("webrtc_disabled", "live.webrtc_enabled", .reversed),
        LightSetting("hls_disabled", "live.hls_enabled", .reversed),
        LightSetting("mse_disabled", "live.mse_enabled", .reversed),
        LightSetting("webrtc_connection_timeout_ms", "live.webrtc_connect_timeout_ms"),
        LightSetting("webrtc_ice_recovery_timeout_ms", "live.webrtc_recovery_timeout_ms"),
        LightSetting("go2rtc_stun_server", "ice.stun_urls", .first),
        LightSetting("go2rtc_external_ip", "ice.external_address", .text),
        LightSetting("turn_server_url", "ice.turn_urls", .first),
        LightSetting("turn_username", "ice.turn_username", .text),
        LightSetting("turn_password", "ice.turn_password", .secret),
    ]

    private static let messages = [
        LightSetting("mqtt_enabled", "mqtt.enabled"),
        LightSetting("mqtt_broker_host", "mqtt.host", .text),
        LightSetting("mqtt_broker_port", "mqtt.port"),
        LightSetting("mqtt_username", "mqtt.username", .text),
        LightSetting("mqtt_password", "mqtt.password", .secret),
        LightSetting("mqtt_client_id", "mqtt.client_id"),
        LightSetting("mqtt_topic_prefix", "mqtt.topic_prefix"),
        LightSetting("mqtt_tls_enabled", "mqtt.tls_enabled"),
        LightSetting("mqtt_keepalive", "mqtt.keepalive_seconds"),
        LightSetting("mqtt_qos", "mqtt.qos"),
        LightSetting("mqtt_retain", "mqtt.retain"),
        LightSetting("mqtt_ha_discovery", "mqtt.discovery_enabled"),
        LightSetting("mqtt_ha_discovery_prefix", "mqtt.discovery_prefix"),
        LightSetting("mqtt_ha_snapshot_interval", "mqtt.snapshot_interval_seconds"),
    ]
}

extension LightSetting.Spelling {
    /// - Parameter isSet: of a secret, whether there is one.
    func shown(_ value: SettingValue, isSet: Bool) -> SettingValue {
        switch (self, value) {
        case (.secret, _): .text(isSet ? LightSetting.hidden : "")
        case (.text, .null), (.first, .null): .text("")
        case (.number, .null): .integer(0)
        case (.word(let word), .null): .text(word)
        case (.reversed, .bool(let isOn)): .bool(!isOn)
        case (.percent, .number(let part)): .integer(Int((part * 100).rounded()))
        case (.percent, .integer(let part)): .integer(part * 100)
        case (.rest, .integer(let percent)): .integer(100 - percent)
        case (.level, .text(let name)): .integer(Self.level(name))
        case (.first, .list(let items)): items.first ?? .text("")
        default: value
        }
    }

    /// What somebody sends, in the recorder's own words; what makes no sense stays as it is, and the recorder says so. Nil where
    /// it changes nothing.
    func kept(_ value: SettingValue) -> SettingValue? {
        switch (self, value) {
        case (.secret, .text(LightSetting.hidden)): nil
        case (.secret, .text("")), (.text, .text("")), (.number, .integer(0)): .null
        case (.first, .text("")): .list([])
        case (.word(let word), .text(let text)): text == word ? .null : value
        case (.reversed, .bool(let isOff)): .bool(!isOff)
        case (.percent, .integer(let percent)): .number(Double(percent) / 100)
        case (.percent, .number(let percent)): .number(percent > 1 ? percent / 100 : percent)
        case (.rest, .integer(let percent)) where (0...100).contains(percent): .integer(100 - percent)
        case (.level, .integer(let number)): Self.name(number).map { SettingValue.text($0) } ?? value
        case (.first, .text): .list([value])
        default: value
        }
    }

    private static func level(_ name: String) -> Int {
        switch name {
        case "trace", "debug": LightLevel.debug.number
        case "info", "notice": LightLevel.info.number
        case "warning": LightLevel.warn.number
        default: LightLevel.error.number
        }
    }

    private static func name(_ number: Int) -> String? {
        LightLevel.allCases.first { $0.number == number }.map { $0.level.rawValue }
    }
}
