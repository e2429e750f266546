import HTTPServing
import NVR
import Reception

/// The settings of a configuration file, under the names that the document has for them as far as it has.
enum MiBeeImportedSettings {
    private struct Name {
        let section: String
        let name: String
        let key: String
        var isDuration = false
    }

    private static let all = [
        Name(section: "cleanup", name: "retention_days", key: "storage.retention_days"),
        Name(section: "cleanup", name: "check_interval", key: "storage.cleanup_interval_seconds", isDuration: true),
        Name(section: "cleanup", name: "disk_threshold_percent", key: "storage.cleanup_threshold_percent"),
        Name(section: "storage", name: "segment_duration", key: "recording.segment_seconds", isDuration: true),
        Name(section: "merge", name: "enabled", key: "merge.enabled"),
        Name(section: "merge", name: "check_interval", key: "merge.interval_seconds", isDuration: true),
        Name(section: "merge", name: "window_size", key: "merge.window_seconds", isDuration: true),
        Name(section: "merge", name: "batch_limit", key: "merge.batch_limit"),
        Name(section: "merge", name: "min_segment_age", key: "merge.min_age_seconds", isDuration: true),
        Name(section: "merge", name: "min_segments_to_merge", key: "merge.min_segments"),
        Name(section: "mqtt", name: "enabled", key: "mqtt.enabled"),
        Name(section: "mqtt", name: "client_id", key: "mqtt.client_id"),
        Name(section: "mqtt", name: "username", key: "mqtt.username"),
        Name(section: "mqtt", name: "password", key: "mqtt.password"),
        Name(section: "webdav", name: "enabled", key: "webdav.enabled"),
        Name(section: "webdav", name: "path_prefix", key: "webdav.path_prefix"),
        Name(section: "webdav", name: "read_write", key: "webdav.read_write"),
    ]
    private static let elsewhere: [String: String] = [
        "server": "set it in Nightjar's configuration file",
        "storage": "recordings stay where they are; Nightjar's folder is its own",
    ]

    static func read(_ members: [String: SettingValue], _ content: inout ImportContent) {
        for section in ["cleanup", "storage", "merge", "mqtt", "webdav", "observability", "server"] {
            let values = members[section]?.asObject ?? [:]
            var rest = values
            for setting in all where setting.section == section {
                guard let value = rest.removeValue(forKey: setting.name) else { continue }
                take(setting, value, &content)
            }
            if section == "mqtt" { broker(rest.removeValue(forKey: "broker"), &content) }
            if section == "observability" { level(rest.removeValue(forKey: "log_level"), &content) }
            let names = rest.filter(\.value.saysSomething).keys.sorted().map { "\(section).\($0)" }
            guard !names.isEmpty else { continue }
            content.leaveOut(names.joined(separator: ", "), elsewhere[section] ?? "Nightjar has nothing like it")
        }
        // The product's word for the machine's own.
        if let zone = members["timezone"]?.asText?.nothingIfEmpty, zone != "Local" {
            content.settings.append(ImportedSetting("timezone", "general.time_zone", .text(zone)))
        }
    }

    private static func take(_ setting: Name, _ value: SettingValue, _ content: inout ImportContent) {
        let name = "\(setting.section).\(setting.name)"
        guard value != .null, value != .text("") else { return }
        if setting.key == "mqtt.password", MiBeeImportedCamera.isSealed(value.asText) {
            return content.leaveOut(ImportedSetting.subject(name), "it is encrypted: enter it in the app")
        }
        guard setting.isDuration else {
            // That product joins what lies in one window, whatever is between.
            if setting.key == "merge.enabled", value == .bool(true) {
                content.settings.append(ImportedSetting(name, "merge.across_pauses", value))
            }
            return content.settings.append(ImportedSetting(name, setting.key, value))
        }
        guard let seconds = value.asText.flatMap(MiBeeDuration.seconds) else {
            return content.leaveOut(ImportedSetting.subject(name), "it is no duration such as 30s, 10m or 1h30m")
        }
        content.settings.append(ImportedSetting(name, setting.key, .integer(seconds)))
    }

    /// "tcp://192.168.1.5:1883"
    private static func broker(_ value: SettingValue?, _ content: inout ImportContent) {
        guard let text = value?.asText?.nothingIfEmpty else { return }
        let name = "mqtt.broker"
        let parts = text.split(separator: "://", maxSplits: 1).map(String.init)
        let scheme = parts.count == 2 ? parts[0].lowercased() : "tcp"
        let place = parts.last ?? ""
        guard ["tcp", "mqtt", "ssl", "tls", "mqtts"].contains(scheme), !place.contains("@"), !place.contains("/") else {
            return content.leaveOut(ImportedSetting.subject(name), "set the broker in the app")
        }
        var host = Substring(place)
        if let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]) {
            host = place[..<colon]
            content.settings.append(ImportedSetting(name, "mqtt.port", .integer(port)))
        }
        content.settings.append(ImportedSetting(name, "mqtt.host", .text(String(host))))
        let isSecret = ["ssl", "tls", "mqtts"].contains(scheme)
        content.settings.append(ImportedSetting(name, "mqtt.tls_enabled", .bool(isSecret)))
    }

    private static func level(_ value: SettingValue?, _ content: inout ImportContent) {
        guard let text = value?.asText?.lowercased().nothingIfEmpty else { return }
        let level = text == "warn" ? "warning" : text
        content.settings.append(ImportedSetting("observability.log_level", "logs.level", .text(level)))
    }
}
