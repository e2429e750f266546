/// What there is to know of a setting, whatever its value is.
package struct SettingDefinition: Hashable, Sendable {
    /// The group and the name in it: `mqtt.port`.
    package let key: String
    package let kind: SettingKind
    /// What counts where nothing is set; null where it is then off, or unlimited.
    package let defaultValue: SettingValue
    /// What a number counts: "seconds", "percent"; nil where that makes no sense.
    package let unit: String?
    /// What it is, in a sentence or two.
    package let summary: String
    /// Where it is set, if not here: such a setting is only shown.
    package var setElsewhere: String?
    /// Whether a change counts only from the next start on.
    package var needsRestart = false
    /// False for one that is kept for a part of the recorder that this version has not got: nothing acts on it yet.
    package var isInUse = false

    init(
        _ key: String,
        _ kind: SettingKind,
        default defaultValue: SettingValue,
        unit: String? = nil,
        _ summary: String
    ) {
        self.key = key
        self.kind = kind
        self.defaultValue = defaultValue
        self.unit = unit
        self.summary = summary
    }

    /// `mqtt` of `mqtt.port`.
    package var group: String { String(key.prefix { $0 != "." }) }

    /// Whether it can be changed here.
    package var isReadOnly: Bool { setElsewhere != nil }

    /// Whether its value is never shown, only that there is one.
    package var isSecret: Bool { kind == .secret }

    /// For people: what a value must be.
    var expectation: String {
        let clearing = defaultValue == .null ? "null for none" : "null for the usual"
        return "\(key) is \(kind.expectation); \(clearing)."
    }
}
