import Catalog
import Foundation

extension ImportPlan {
    func importSettings(_ state: inout State) {
        let old = store.snapshot(of: state.configuration.settings)
        var new = old
        var waiting = content.settings
        var reasons: [String: String] = [:]
        // Some go only with others: the broker is switched on once its address is known. So what is refused is tried again, for
        // as long as something else was taken meanwhile.
        while true {
            let count = waiting.count
            waiting = waiting.filter { setting in
                reasons[setting.key] = refusal(of: setting, &new)
                return reasons[setting.key] != nil
            }
            guard !waiting.isEmpty, waiting.count < count else { break }
        }
        tell(old, new, except: Set(waiting.map(\.key)), &state)
        for setting in waiting {
            state.tell(.leftOut, ImportedSetting.subject(setting.name), reasons[setting.key] ?? "")
        }
        guard let rows = try? store.rows(of: new, over: old) else {
            return state.tell(.refused, "settings", "they could not be written down")
        }
        for (row, text) in rows { state.configuration.settings[row] = text }
    }

    /// Takes a setting, or says why it is not taken.
    private func refusal(of setting: ImportedSetting, _ snapshot: inout SettingSnapshot) -> String? {
        var new = snapshot
        let key = setting.key
        let value = KnownSettings.byKey[key].map { setting.value.fitted(to: $0.kind) } ?? setting.value
        do throws(DomainError) {
            if let fault = try store.apply(value, to: key, in: &new) { return fault.sentence }
        } catch {
            return error.sentence
        }
        let settings = new
        let rules = SettingRules(
            values: { key in KnownSettings.byKey[key].map(settings.value) ?? .null },
            hasSecret: { settings.secrets[$0] != nil }
        )
        if let fault = rules.faults(concerning: [key]).first { return fault.sentence }
        snapshot = new
        return nil
    }

    private func tell(
        _ old: SettingSnapshot,
        _ new: SettingSnapshot,
        except waiting: Set<String>,
        _ state: inout State
    ) {
        for setting in content.settings where !waiting.contains(setting.key) {
            guard let definition = KnownSettings.byKey[setting.key] else { continue }
            let (before, after) = (old.value(of: definition), new.value(of: definition))
            let isSame = before == after && old.secrets[setting.key] == new.secrets[setting.key]
            guard !isSame else {
                state.report.sameSettings += 1
                continue
            }
            let words =
                definition.mayBeShown ? "\(before.shown) becomes \(after.shown)" : "another one, which is not shown"
            state.tell(.changed, "setting \(setting.key)", "\(words) (\(setting.name))")
        }
    }
}

extension SettingDefinition {
    /// Whether its value can have no secret in it. Addresses may have a token.
    fileprivate var mayBeShown: Bool { !isSecret && kind.format != "url" && kind.format != "ice-url" }
}

extension SettingValue {
    private static let longestShown = 120

    fileprivate var shown: String {
        switch self {
        case .null: "none"
        case .bool(let bool): bool ? "on" : "off"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .text(let text): "\"\(text.prefix(Self.longestShown))\""
        case .list(let items): items.isEmpty ? "none" : "\(items.count) of them"
        case .object: "…"
        }
    }

    /// The same as one of another kind, where files and databases know only texts and numbers.
    fileprivate func fitted(to kind: SettingKind) -> SettingValue {
        switch (kind, self) {
        case (.bool, .integer(let number)) where number == 0 || number == 1: .bool(number == 1)
        case (.bool, .text(let text)):
            switch text.lowercased() {
            case "true", "1", "yes", "on": .bool(true)
            case "false", "0", "no", "off": .bool(false)
            default: self
            }
        case (.integer, .text(let text)): Int(text).map(SettingValue.integer) ?? self
        case (.number, .text(let text)): Double(text).map(SettingValue.number) ?? self
        case (.text, .integer(let number)), (.secret, .integer(let number)): .text("\(number)")
        default: self
        }
    }
}
