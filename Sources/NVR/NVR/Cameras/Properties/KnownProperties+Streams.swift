/// What programs say of a stream beside all that, where nothing has a default: what was not said is as the settings have it,
/// or as the camera tells it.
extension KnownProperties {
    static let streams: [SettingDefinition] = [
        SettingDefinition(
            "stream.width",
            .integer(0...16_384),
            default: .null,
            unit: "pixels",
            "Of its picture, as somebody knows it."
        ),
        SettingDefinition(
            "stream.height",
            .integer(0...16_384),
            default: .null,
            unit: "pixels",
            "Of its picture, as somebody knows it."
        ),
        SettingDefinition(
            "stream.rate",
            .number(0...1000),
            default: .null,
            unit: "frames",
            "Pictures a second, as somebody knows it."
        ),
        SettingDefinition(
            "stream.buffering",
            .text(.line(64)),
            default: .null,
            "How it is to be held before an event."
        ),
        SettingDefinition("stream.talks_back", .bool, default: .null, "Whether somebody wants to speak through it."),
        SettingDefinition(
            "device.profile",
            .text(.line(64)),
            default: .null,
            "The token of the profile that it is of."
        ),
        SettingDefinition("device.port", .integer(1...65_535), default: .null, "The port of its ONVIF device."),
        SettingDefinition(
            "device.steerable",
            .bool,
            default: .null,
            "Whether its head may be turned; where nothing is said, as the device has one."
        ),
        SettingDefinition(
            "detection.wanted",
            .bool,
            default: .null,
            "Whether it is looked at beside a recording that goes on all the time; one that is recorded on events is anyway."
        ),
        SettingDefinition(
            "detection.model",
            .text(.line(511)),
            default: .null,
            "What looks at it: motion, onvif, or a model."
        ),
        SettingDefinition("detection.threshold", .number(0...1), default: .null, "How sure it must be."),
        SettingDefinition(
            "detection.interval",
            .integer(1...3600),
            default: .null,
            unit: "seconds",
            "How often it is looked at."
        ),
        SettingDefinition("detection.api_url", .text(.url), default: .null, "The server that looks at its pictures."),
        SettingDefinition("clips.enabled", .bool, default: .null, "Whether clips of motion are wanted of it."),
        SettingDefinition(
            "clips.codec",
            .text(.line(64)),
            default: .null,
            "In which codec; clips are what the camera sends."
        ),
        SettingDefinition(
            "clips.quality",
            .text(.line(64)),
            default: .null,
            "In which quality; clips are what the camera sends."
        ),
    ]
}
