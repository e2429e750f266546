import NVR

extension MiBeeFeaturesMessage {
    /// Cameras of which protocols can be added.
    private static let protocols = ["rtsp": true, "http": true, "onvif": true, "xiaomi": false]

    /// - Parameter status: the word of a change; nil where it was only asked.
    init(_ settings: Settings, status: String? = nil) {
        self.init(
            status: status,
            features: Flags(
                experimentalHLS: settings.value(\.live.isHLSQuick),
                autoDeleteOld: settings.value(\.storage.deletesOldest),
                // There is no network drive to put anything on.
                webdavUpload: false
            ),
            protocols: Self.protocols
        )
    }

    /// What flags mean to the recorder. They come by themselves, in `features`, or in `protocols`.
    ///
    /// - Throws: `Problem`, INVALID_INPUT, for one that is neither true nor false, or would switch nothing on.
    static func changes(_ body: [String: SettingValue]) throws -> [String: SettingValue] {
        var changes: [String: SettingValue] = [:]
        for (name, value) in body {
            switch (name, value) {
            case ("features", .object(let flags)):
                for (name, value) in flags { try apply(name, value, &changes) }
            case ("protocols", .object(let flags)):
                for (name, value) in flags { try check(name, value) }
            default: try apply(name, value, &changes)
            }
        }
        return changes
    }

    private static func apply(
        _ name: String,
        _ value: SettingValue,
        _ changes: inout [String: SettingValue]
    ) throws {
        guard case .bool(let isOn) = value else { throw MiBeeErrors.invalid("\(name.prefix(64)) is true or false") }
        switch name {
        case "experimental_hls": changes["live.low_latency_hls"] = value
        case "auto_delete_old": changes["storage.cleanup_enabled"] = value
        case "webdav_upload" where isOn:
            throw MiBeeErrors.invalid("webdav_upload cannot be switched on: this version of Nightjar has no WebDAV")
        case _ where isOn && name != "webdav_upload":
            throw MiBeeErrors.invalid("there is no feature \(name.prefix(64)) that could be switched on")
        default: break
        }
    }

    private static func check(_ name: String, _ value: SettingValue) throws {
        guard case .bool(let isOn) = value else { throw MiBeeErrors.invalid("\(name.prefix(64)) is true or false") }
        guard isOn == protocols[name, default: false] else {
            throw MiBeeErrors.invalid("the protocol \(name.prefix(64)) cannot be switched \(isOn ? "on" : "off")")
        }
    }
}
