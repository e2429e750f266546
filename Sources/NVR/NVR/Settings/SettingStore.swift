import Catalog
import Foundation
import Logging
import Media

/// How settings lie in the catalogue: a row for each that is set, its value as JSON; of secrets, what is sealed, as
/// hexadecimal digits.
struct SettingStore: Sendable {
    /// Other parts of the recorder keep rows in the same table.
    static let prefix = "settings."

    let catalog: any SettingCatalog
    let masterKey: MasterKey

    /// To whom a secret is sealed.
    static func owner(of key: String) -> String { "setting/\(key)" }

    /// What is set. What this version does not know, or cannot take, stays in the catalogue and counts for nothing.
    func load(_ logger: Logger) async throws(CatalogError) -> SettingSnapshot {
        var snapshot = SettingSnapshot()
        for (row, text) in try await catalog.settings() where row.hasPrefix(Self.prefix) {
            let key = String(row.dropFirst(Self.prefix.count))
            guard let definition = KnownSettings.byKey[key], !definition.isReadOnly else {
                logger.notice("a setting is ignored that this version does not know", metadata: ["setting": "\(key)"])
                continue
            }
            if definition.isSecret, let sealed = Hexadecimal.decode(text), open(sealed, of: key) != nil {
                snapshot.secrets[key] = sealed
            } else if !definition.isSecret, let value = Self.value(text).flatMap(definition.kind.accepted) {
                snapshot.values[key] = value
            } else {
                logger.warning(
                    "what is kept of a setting cannot be used; the default counts until it is set again",
                    metadata: ["setting": "\(key)"]
                )
            }
        }
        return snapshot
    }

    /// Writes all that is another in `new`, or nothing.
    func write(_ new: SettingSnapshot, over old: SettingSnapshot) async throws {
        var rows: [String: String?] = [:]
        for key in new.keysOtherThan(in: old) {
            let text = try new.secrets[key].map { Hexadecimal.encode($0) } ?? new.values[key].map(Self.text)
            rows.updateValue(text, forKey: Self.prefix + key)
        }
        try await catalog.changeSettings(rows)
    }

    func seal(_ secret: String, of key: String) throws(DomainError) -> [UInt8] {
        guard let sealed = masterKey.seal(secret, for: Self.owner(of: key)) else {
            throw DomainError(.unavailable, "\(key) could not be sealed, so it was not kept.", member: key)
        }
        return sealed
    }

    func open(_ sealed: [UInt8], of key: String) -> String? { masterKey.open(sealed, for: Self.owner(of: key)) }

    private static func value(_ text: String) -> SettingValue? {
        try? JSONDecoder().decode(SettingValue.self, from: Data(text.utf8))
    }

    private static func text(_ value: SettingValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
