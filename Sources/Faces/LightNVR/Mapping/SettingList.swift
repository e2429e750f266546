import HTTPServing
import NVR

/// All settings as the document has them: those that can be changed, and those that the start decides.
struct SettingList {
    private var values: [String: SettingValue] = [:]

    /// So many streams are possible in the document at most; the recorder has no bound.
    private static let mostStreams = 256

    init(_ settings: Settings, as principal: Principal, listen: String) throws {
        let view = try settings.view(as: principal)
        let known = Dictionary(view.settings.map { ($0.definition.key, $0) }, uniquingKeysWith: { first, _ in first })
        for setting in LightSetting.all {
            guard let own = known[setting.key] else { continue }
            values[setting.name] = setting.spelling.shown(own.value, isSet: own.isSet)
        }
        for (name, value) in Self.fixed(known["server.data_dir"]?.value ?? .text(""), listen) { values[name] = value }
    }

    /// What is set elsewhere, or what there is only one of.
    private static func fixed(_ folder: SettingValue, _ listen: String) -> [String: SettingValue] {
        var storage = ""
        if case .text(let path) = folder { storage = path }
        let parts = listen.split(separator: ":")
        return [
            "web_port": .integer(parts.last.flatMap { Int($0) } ?? 0),
            "web_bind_ip": .text(parts.dropLast().joined(separator: ":")),
            "web_auth_enabled": .bool(true),
            "demo_mode": .bool(false),
            "storage_path": .text("\(storage)/recordings"),
            "storage_path_hls": .text(""),
            "db_path": .text("\(storage)/nightjar.sqlite"),
            "models_path": .text("\(storage)/models"),
            "max_streams": .integer(mostStreams),
            "max_streams_ceiling": .integer(mostStreams),
            "buffer_strategy": .text("auto"),
            "login_rate_limit_enabled": .bool(true),
        ]
    }

    var message: [String: SettingValue] { values }

    /// The recorder's own changes for what somebody sends: forms send back what they were shown.
    ///
    /// - Throws: `Problem`, 400, where something would be another that cannot be.
    func changes(_ body: [String: SettingValue]) throws -> [String: SettingValue] {
        var changes: [String: SettingValue] = [:]
        let known = Dictionary(LightSetting.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (name, value) in body where values[name] != value {
            if let setting = known[name] {
                changes[setting.key] = setting.spelling.kept(value)
            } else if values[name] != nil {
                throw LightErrors.invalid("\(name) cannot be changed by the API: see the configuration file")
            }
        }
        return changes
    }
}
