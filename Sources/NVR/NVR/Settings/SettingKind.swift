/// What sort of value a setting has, and which of them are good.
package enum SettingKind: Hashable, Sendable {
    case bool
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case text(SettingTextRule)
    /// Texts, in their order and none twice.
    case list(of: SettingTextRule, atMost: Int)
    /// Sealed where it is kept, and never shown. 1 to ``SettingKind/longestSecret`` characters.
    case secret

    static let longestSecret = 1024

    /// The value as it is kept, or nil where it is none of this kind. `null` is none.
    func accepted(_ value: SettingValue) -> SettingValue? {
        switch (self, value) {
        case (.bool, .bool): value
        case (.integer(let range), .integer(let integer)): range.contains(integer) ? value : nil
        // JSON knows one sort of number: 60.0 is 60.
        case (.integer(let range), .number(let number)):
            Int(exactly: number).flatMap { range.contains($0) ? .integer($0) : nil }
        case (.number(let range), .number(let number)): range.contains(number) ? value : nil
        case (.number(let range), .integer(let integer)):
            range.contains(Double(integer)) ? .number(Double(integer)) : nil
        case (.text(let rule), .text(let text)): rule.accepts(text) ? value : nil
        case (.list(let rule, let most), .list(let items)): Self.accepted(items, rule, most) ? value : nil
        case (.secret, .text(let text)): Self.isSecret(text) ? value : nil
        default: nil
        }
    }

    private static func accepted(_ items: [SettingValue], _ rule: SettingTextRule, _ most: Int) -> Bool {
        items.count <= most && Set(items).count == items.count
            && items.allSatisfy { $0.text.map(rule.accepts) ?? false }
    }

    private static func isSecret(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 4 * longestSecret && text.unicodeScalars.count <= longestSecret
    }

    /// What the value is, for a sentence: "mqtt.port is …".
    var expectation: String {
        switch self {
        case .bool: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .text(let rule): rule.expectation
        case .list(let rule, let most): "a list of at most \(most), none twice, of which each is \(rule.expectation)"
        case .secret: "a text of 1 to \(Self.longestSecret) characters"
        }
    }
}

// MARK: For faces

extension SettingKind {
    /// `bool`, `integer`, `number`, `text`, `list` or `secret`.
    package var name: String {
        switch self {
        case .bool: "bool"
        case .integer: "integer"
        case .number: "number"
        case .text: "text"
        case .list: "list"
        case .secret: "secret"
        }
    }

    /// The least that it can be; nil where it is no number.
    package var minimum: SettingValue? {
        switch self {
        case .integer(let range): .integer(range.lowerBound)
        case .number(let range): .number(range.lowerBound)
        default: nil
        }
    }

    /// The most that it can be; nil where it is no number.
    package var maximum: SettingValue? {
        switch self {
        case .integer(let range): .integer(range.upperBound)
        case .number(let range): .number(range.upperBound)
        default: nil
        }
    }

    /// The texts among which one is chosen; nil where it is no choice.
    package var choices: [String]? {
        switch self {
        case .text(.choice(let choices)), .list(of: .choice(let choices), _): choices
        default: nil
        }
    }

    /// What the text, or each text of the list, is: `line`, `choice`, `host`, `url` and so on; nil where it is none.
    package var format: String? {
        switch self {
        case .text(let rule), .list(of: let rule, _): rule.name
        default: nil
        }
    }
}
