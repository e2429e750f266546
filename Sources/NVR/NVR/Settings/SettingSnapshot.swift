import Cryptography
import Foundation
import Media

/// What is set at one moment; all else has its default.
struct SettingSnapshot: Hashable, Sendable {
    var values: [String: SettingValue] = [:]
    /// Sealed.
    var secrets: [String: [UInt8]] = [:]

    func isSet(_ key: String) -> Bool { values[key] != nil || secrets[key] != nil }

    /// What counts; null of a secret.
    func value(of definition: SettingDefinition) -> SettingValue { values[definition.key] ?? definition.defaultValue }

    func view(of definition: SettingDefinition) -> SettingView {
        SettingView(definition: definition, value: value(of: definition), isSet: isSet(definition.key))
    }

    /// The keys of which something else is kept.
    func keysOtherThan(in other: SettingSnapshot) -> Set<String> {
        let keys = Set(values.keys).union(secrets.keys).union(other.values.keys).union(other.secrets.keys)
        return keys.filter { values[$0] != other.values[$0] || secrets[$0] != other.secrets[$0] }
    }

    /// The same for the same content, over restarts too. It tells nothing of a secret: what is sealed looks random.
    func version(of definitions: [SettingDefinition]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let state = definitions.map { definition in
            SettingValue.list([
                .text(definition.key), value(of: definition), .bool(isSet(definition.key)),
                .text(secrets[definition.key].map { Hexadecimal.encode($0) } ?? ""),
            ])
        }
        let bytes = (try? encoder.encode(state)).map(Array.init) ?? []
        return Hexadecimal.encode(SHA256.hash(bytes).prefix(16))
    }
}
