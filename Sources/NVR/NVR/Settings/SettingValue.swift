/// What a setting can hold: any JSON value, so that a face hands on what it was given and the domain says what is wrong.
package enum SettingValue: Hashable, Sendable {
    /// Nothing. In a change: what was set is taken away, and the default counts again.
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([SettingValue])
    /// No setting holds one; it is here to be refused in the same way as everything else that does not fit.
    case object([String: SettingValue])
}

extension SettingValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([SettingValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: SettingValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let members): try container.encode(members)
        }
    }
}

extension SettingValue {
    var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var texts: [String]? { if case .list(let list) = self { list.compactMap(\.text) } else { nil } }

    static func texts(_ texts: [String]) -> SettingValue { .list(texts.map(SettingValue.text)) }
}
