/// A setting, with the type that its value has for the recorder's own code: ``Settings/value(_:)``.
package struct Setting<Value: Sendable>: Sendable, DefinedSetting {
    package private(set) var definition: SettingDefinition
    let usual: Value
    /// Nil where the value is of another sort, which the definition rules out.
    let read: @Sendable (SettingValue) -> Value?

    private init(
        _ definition: SettingDefinition,
        usual: Value,
        _ read: @escaping @Sendable (SettingValue) -> Value?
    ) {
        self.definition = definition
        self.usual = usual
        self.read = read
    }

    /// One that this version acts on.
    func inUse() -> Self {
        var setting = self
        setting.definition.isInUse = true
        return setting
    }

    /// One that is only shown, because it is set elsewhere and counts from a start on.
    func setElsewhere(_ place: String) -> Self {
        var setting = inUse()
        setting.definition.setElsewhere = place
        setting.definition.needsRestart = true
        return setting
    }
}

/// What all settings have, whatever the type of their value.
protocol DefinedSetting: Sendable {
    var definition: SettingDefinition { get }
}

/// A setting that is sealed where it is kept: ``Settings/secret(_:)``.
package struct SecretSetting: Sendable, DefinedSetting {
    package private(set) var definition: SettingDefinition

    init(_ key: String, _ summary: String) { definition = SettingDefinition(key, .secret, default: .null, summary) }

    /// One that this version acts on.
    func inUse() -> Self {
        var setting = self
        setting.definition.isInUse = true
        return setting
    }
}

extension Setting where Value == Bool {
    static func bool(_ key: String, default usual: Bool, _ summary: String) -> Self {
        Setting(SettingDefinition(key, .bool, default: .bool(usual), summary), usual: usual, \.bool)
    }
}

extension Setting where Value == Int {
    static func integer(
        _ key: String,
        _ range: ClosedRange<Int>,
        default usual: Int,
        unit: String? = nil,
        _ summary: String
    ) -> Self {
        let definition = SettingDefinition(key, .integer(range), default: .integer(usual), unit: unit, summary)
        return Setting(definition, usual: usual, \.integer)
    }
}

extension Setting where Value == Int? {
    static func integerOrNone(_ key: String, _ range: ClosedRange<Int>, unit: String?, _ summary: String) -> Self {
        let definition = SettingDefinition(key, .integer(range), default: .null, unit: unit, summary)
        return Setting(definition, usual: nil) { .some($0.integer) }
    }
}

extension Setting where Value == Double {
    static func number(
        _ key: String,
        _ range: ClosedRange<Double>,
        default usual: Double,
        unit: String? = nil,
        _ summary: String
    ) -> Self {
        let definition = SettingDefinition(key, .number(range), default: .number(usual), unit: unit, summary)
        return Setting(definition, usual: usual, \.number)
    }
}

extension Setting where Value == String {
    static func text(_ key: String, _ rule: SettingTextRule, default usual: String, _ summary: String) -> Self {
        Setting(SettingDefinition(key, .text(rule), default: .text(usual), summary), usual: usual, \.text)
    }
}

extension Setting where Value == String? {
    static func textOrNone(_ key: String, _ rule: SettingTextRule, _ summary: String) -> Self {
        Setting(SettingDefinition(key, .text(rule), default: .null, summary), usual: nil) { .some($0.text) }
    }
}

extension Setting where Value == [String] {
    static func list(_ key: String, of rule: SettingTextRule, atMost most: Int, _ summary: String) -> Self {
        let definition = SettingDefinition(key, .list(of: rule, atMost: most), default: .list([]), summary)
        return Setting(definition, usual: [], \.texts)
    }
}
