import HTTPTypes
import NVR

extension SettingName {
    private static let stars = "********"

    // MARK: Shown

    /// - Parameter settings: by their keys.
    func shown(_ settings: [String: SettingView]) -> VibeSettingMessage {
        switch meaning {
        case .fixed(let value, let reason): VibeSettingMessage(key: name, value: value, description: reason)
        case .setting(let key, let form, let usual):
            VibeSettingMessage(
                key: name,
                value: settings[key].map { form.text($0, usual) } ?? "",
                description: settings[key]?.definition.summary
            )
        }
    }

    /// Whether it is a secret, of which nothing is in any document.
    var isSecret: Bool {
        if case .setting(_, .secret, _) = meaning { true } else { false }
    }

    // MARK: Changed

    /// What a text means to the recorder.
    ///
    /// - Returns: nil where nothing is to be another.
    /// - Throws: `Problem`, 400.
    func change(to text: String) throws -> (key: String, value: SettingValue)? {
        switch meaning {
        case .fixed(let value, let reason):
            guard text.lowercased() == value else { throw refused(reason) }
            return nil
        case .setting(let key, let form, let usual):
            if case .secret = form, text == Self.stars { return nil }
            // What is shown where nothing is set means that, where the recorder knows no other word for it.
            if let usual, text == usual, name != Self.prefix { return (key: key, value: .null) }
            guard let value = form.value(text) else { throw refused("it is \(form.expectation)") }
            return (key: key, value: value)
        }
    }

    func refused(_ reason: String) -> any Error {
        VibeErrors.problem(.badRequest, "Invalid value for \(name): \(reason)")
    }
}

extension SettingName.Form {
    fileprivate func text(_ setting: SettingView, _ usual: String?) -> String {
        if let usual, !setting.isSet { return usual }
        switch (self, setting.value) {
        case (.secret, _): return setting.isSet ? "********" : ""
        case (.bool, .bool(let bool)): return bool ? "true" : "false"
        case (.integer(let times), .integer(let number)):
            let (whole, rest) = number.quotientAndRemainder(dividingBy: times)
            return rest == 0 ? "\(whole)" : "\(Double(number) / Double(times))"
        case (.gigabytes, .integer(let bytes)): return Self.plain(RecordingWords.gigabytes(Int64(bytes)))
        case (.gigabytes, _): return "0"
        case (_, .number(let number)): return Self.plain(number)
        case (_, .integer(let number)): return "\(number)"
        case (_, .text(let text)): return text
        default: return ""
        }
    }

    /// 2 instead of 2.0.
    private static func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }

    /// Nil where the text is none of this form; whether it is a good one is the domain's to say.
    fileprivate func value(_ text: String) -> SettingValue? {
        switch self {
        case .text, .secret: return text.isEmpty ? .null : .text(text)
        case .bool:
            switch text.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: return text.isEmpty ? .null : nil
            }
        case .integer(let times):
            guard !text.isEmpty else { return .null }
            // Also parts of an hour.
            guard let number = Double(text), number.isFinite, number.magnitude < 1e9 else { return nil }
            return Int(exactly: number * Double(times)).map(SettingValue.integer)
        case .number:
            guard !text.isEmpty else { return .null }
            return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case .gigabytes:
            guard !text.isEmpty else { return .null }
            guard let number = Double(text), (0...8_000_000).contains(number) else { return nil }
            return number == 0 ? .null : .integer(Int((number * RecordingWords.gigabyte).rounded()))
        }
    }

    fileprivate var expectation: String {
        switch self {
        case .bool: "true or false"
        case .integer: "a whole number"
        case .number, .gigabytes: "a number"
        case .text, .secret: "a text"
        }
    }
}

/// Changes of several settings at once, in the recorder's own words.
struct SettingWishes: Sendable {
    private(set) var changes: [String: SettingValue] = [:]
    /// The document's names, by the recorder's keys.
    private(set) var names: [String: String] = [:]

    /// - Throws: `Problem`, 400.
    mutating func add(_ name: String, _ text: String) throws {
        guard let known = SettingName.byName[name] else {
            let problem = "Invalid value for \(name.prefix(64)): there is no such setting"
            throw VibeErrors.problem(.badRequest, problem)
        }
        guard let (key, value) = try known.change(to: text) else { return }
        changes[key] = value
        names[key] = name
    }

    /// The document's topics begin otherwise than ours: whoever switches the broker on by it means its own.
    mutating func keepTheDocumentsTopics(_ settings: [String: SettingView]) {
        let key = "mqtt.topic_prefix"
        guard changes["mqtt.enabled"] == .bool(true), changes[key] == nil, settings[key]?.isSet == false else { return }
        changes[key] = .text("vibenvr")
    }

    /// Makes them, all or none.
    ///
    /// - Throws: `Problem`, 400.
    func make(_ settings: Settings, as principal: Principal) async throws -> SettingsView {
        do {
            return try await settings.change(as: principal, changes)
        } catch let error as DomainError where error.kind == .invalid {
            let name = error.member.map { names[$0] ?? $0 } ?? ""
            throw VibeErrors.problem(.badRequest, "Invalid value for \(name): \(error.sentence)")
        }
    }
}

extension SettingsView {
    var byKey: [String: SettingView] {
        Dictionary(settings.map { ($0.definition.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
