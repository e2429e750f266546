import NVR
import OpenAPI

// The settings in their wire spelling (docs/api.md).

struct SettingsMessage: Codable, Sendable { var items: [SettingMessage] }

/// A setting, and what there is to know of it.
struct SettingMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Setting"

    enum Kind: String, Codable, Sendable, CaseIterable { case bool, integer, number, text, list, secret }

    /// The group and the name in it: `mqtt.port`.
    var key: String
    var kind: Kind
    /// What counts now; null where it is off or unlimited, and for every secret.
    var value: AnyValueMessage?
    var usual: AnyValueMessage?
    /// Somebody has set it; of a secret, that there is one.
    var set: Bool
    var unit: String?
    var minimum: Double?
    var maximum: Double?
    var choices: [String]?
    var format: String?
    var summary: String
    var readOnly: Bool
    /// Where it is set, if not here.
    var setElsewhere: String?
    var needsRestart: Bool
    /// Whether anything in this version acts on it.
    var inUse: Bool

    enum CodingKeys: String, CodingKey {
        case key, kind, value, usual, set, unit, minimum, maximum, choices, format, summary
        case readOnly = "read_only"
        case setElsewhere = "set_elsewhere"
        case needsRestart = "needs_restart"
        case inUse = "in_use"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "value": SchemaNote("What counts now; left out where it is off or unlimited, and for every secret."),
        "usual": SchemaNote("What counts where nothing is set."),
        "set": SchemaNote("Somebody has set it; of a secret, that there is one."),
        "in_use": SchemaNote("False: it is kept for a part of Nightjar that this version has not got."),
    ]

    init(_ setting: SettingView) {
        let definition = setting.definition
        key = definition.key
        kind = Kind(rawValue: definition.kind.name) ?? .text
        value = AnyValueMessage(setting.value)
        usual = AnyValueMessage(definition.defaultValue)
        set = setting.isSet
        unit = definition.unit
        minimum = definition.kind.minimum.flatMap(AnyValueMessage.number)
        maximum = definition.kind.maximum.flatMap(AnyValueMessage.number)
        choices = definition.kind.choices
        format = definition.kind.format
        summary = definition.summary
        readOnly = definition.isReadOnly
        setElsewhere = definition.setElsewhere
        needsRestart = definition.needsRestart
        inUse = definition.isInUse
    }
}

/// Any value that JSON has.
struct AnyValueMessage: Codable, Sendable, SchemaDescribed {
    static let schema: Schema = .anything.example(60)

    var value: SettingValue

    /// Nil for null.
    init?(_ value: SettingValue) {
        guard value != .null else { return nil }
        self.value = value
    }

    init(from decoder: any Decoder) throws { value = try SettingValue(from: decoder) }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

    static func number(_ value: SettingValue) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }
}
