import NVR

/// Values of a body, as the document takes them: numbers also as whole ones.
extension SettingValue {
    var asText: String? { if case .text(let text) = self { text } else { nil } }
    var asBool: Bool? { if case .bool(let bool) = self { bool } else { nil } }

    var asInteger: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }

    var asNumber: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    var asList: [SettingValue]? { if case .list(let list) = self { list } else { nil } }
    var asObject: [String: SettingValue]? { if case .object(let members) = self { members } else { nil } }

    /// Text where there is some, and else null.
    static func orNull(_ text: String?) -> SettingValue { text.map(SettingValue.text) ?? .null }

    static func orNull(_ number: Int64?) -> SettingValue { number.map { .integer(Int($0)) } ?? .null }
}
