import NVR

/// What is said of a stream beside its camera's own members: some of the camera's properties. Nil where nothing was said.
struct StreamTraits: Hashable, Sendable {
    /// How clips of motion are wanted. When they are recorded, the camera's own rules say (``MotionRecording``).
    struct Motion: Hashable, Sendable {
        var isEnabled: Bool
        var codec: String
        var quality: String
    }

    struct Detection: Hashable, Sendable {
        var isWanted: Bool?
        var model: String?
        var threshold: Double?
        var interval: Int?
        var server: String?
    }

    struct Picture: Hashable, Sendable {
        var width: Int?
        var height: Int?
        var framesPerSecond: Double?
    }

    var detection = Detection()
    var picture = Picture()
    var motion: Motion?
    var isSteerable: Bool?
    var talksBack: Bool?
    var buffering: String?
    var profile: String?
    var devicePort: Int?

    init() {}

    init(_ properties: CameraProperties) {
        detection.isWanted = properties["detection.wanted"].asFlag
        detection.model = properties["detection.model"].asLine
        detection.threshold = properties["detection.threshold"].asAmount
        detection.interval = properties["detection.interval"].asCount
        detection.server = properties["detection.api_url"].asLine
        picture.width = properties["stream.width"].asCount
        picture.height = properties["stream.height"].asCount
        picture.framesPerSecond = properties["stream.rate"].asAmount
        if let isEnabled = properties["clips.enabled"].asFlag {
            let (codec, quality) = (properties["clips.codec"].asLine, properties["clips.quality"].asLine)
            motion = Motion(isEnabled: isEnabled, codec: codec ?? "", quality: quality ?? "")
        }
        isSteerable = properties["device.steerable"].asFlag
        talksBack = properties["stream.talks_back"].asFlag
        buffering = properties["stream.buffering"].asLine
        profile = properties["device.profile"].asLine
        devicePort = properties["device.port"].asCount
    }

    /// What of the camera's properties is another than it was.
    func changes(from old: StreamTraits) -> [String: SettingValue] {
        let before = old.values
        return values.filter { before[$0.key] != $0.value }
    }

    private var values: [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        values["detection.wanted"] = .flag(detection.isWanted)
        values["detection.model"] = .line(detection.model)
        values["detection.threshold"] = .amount(detection.threshold)
        values["detection.interval"] = .count(detection.interval)
        values["detection.api_url"] = .line(detection.server)
        values["stream.width"] = .count(picture.width)
        values["stream.height"] = .count(picture.height)
        values["stream.rate"] = .amount(picture.framesPerSecond)
        values["stream.talks_back"] = .flag(talksBack)
        values["stream.buffering"] = .line(buffering)
        values["clips.enabled"] = .flag(motion?.isEnabled)
        values["clips.codec"] = .line(motion?.codec)
        values["clips.quality"] = .line(motion?.quality)
        values["device.steerable"] = .flag(isSteerable)
        values["device.profile"] = .line(profile)
        values["device.port"] = .count(devicePort)
        return values
    }
}

/// Null for what was not said.
extension SettingValue {
    fileprivate static func flag(_ flag: Bool?) -> SettingValue {
        if let flag { .bool(flag) } else { .null }
    }

    fileprivate static func count(_ count: Int?) -> SettingValue {
        if let count { .integer(count) } else { .null }
    }

    fileprivate static func amount(_ amount: Double?) -> SettingValue {
        if let amount { .number(amount) } else { .null }
    }

    fileprivate static func line(_ line: String?) -> SettingValue {
        if let line { .text(line) } else { .null }
    }

    fileprivate var asFlag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    fileprivate var asCount: Int? { if case .integer(let count) = self { count } else { nil } }
    fileprivate var asLine: String? { if case .text(let line) = self { line } else { nil } }

    /// JSON knows one sort of number.
    fileprivate var asAmount: Double? {
        switch self {
        case .number(let amount): amount
        case .integer(let amount): Double(amount)
        default: nil
        }
    }
}
