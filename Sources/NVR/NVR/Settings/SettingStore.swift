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
        snapshot(of: try await catalog.settings(), logger)
    }

    /// The same of the catalogue's rows.
    ///
    /// - Parameter logger: nil where nobody is told what cannot be used.
    func snapshot(of rows: [String: String], _ logger: Logger? = nil) -> SettingSnapshot {
        var snapshot = SettingSnapshot()
        for (row, text) in rows where row.hasPrefix(Self.prefix) {
            let key = String(row.dropFirst(Self.prefix.count))
            guard let definition = KnownSettings.byKey[key], !definition.isReadOnly else {
                logger?.notice("a setting is ignored that this version does not know", metadata: ["setting": "\(key)"])
                continue
            }
            if definition.isSecret, let sealed = Hexadecimal.decode(text), open(sealed, of: key) != nil {
                snapshot.secrets[key] = sealed
            } else if !definition.isSecret, let value = Self.value(text).flatMap(definition.kind.accepted) {
                snapshot.values[key] = value
            } else {
                logger?.warning(
                    "what is kept of a setting cannot be used; the default counts until it is set again",
                    metadata: ["setting": "\(key)"]
                )
            }
        }
        return snapshot
    }

    /// Writes all that is another in `new`, or nothing.
    func write(_ new: SettingSnapshot, over old: SettingSnapshot) async throws {
        try await catalog.changeSettings(try rows(of: new, over: old))
    }

    /// The catalogue's rows of all that is another in `new`; nil for one that goes.
    func rows(of new: SettingSnapshot, over old: SettingSnapshot) throws -> [String: String?] {
        var rows: [String: String?] = [:]
        for key in new.keysOtherThan(in: old) {
            let text = try new.secrets[key].map { Hexadecimal.encode($0) } ?? new.values[key].map(Self.text)
            rows.updateValue(text, forKey: Self.prefix + key)
        }
        return rows
    }

    /// Sets one, by its key, in what is to be set; `null` takes away what was set.
    ///
    /// - Returns: what is wrong with it.
    func apply(
        _ value: SettingValue,
        to key: String,
        in snapshot: inout SettingSnapshot
    ) throws(DomainError) -> DomainError.Fault? {
        guard let definition = KnownSettings.byKey[key] else {
            let name = String(key.prefix(64))
            return .init(name, "There is no setting \"\(name)\".")
        }
        if let place = definition.setElsewhere {
            return .init(key, "\(key) is only shown here. It is set by \(place).")
        }
        if value == .null {
            snapshot.values[key] = nil
            snapshot.secrets[key] = nil
            return nil
        }
        guard let accepted = definition.kind.accepted(value) else { return .init(key, definition.expectation) }
        guard definition.isSecret, let secret = accepted.text else {
            snapshot.values[key] = accepted
            return nil
        }
        // Sealed anew it would look like another.
        let isSame = snapshot.secrets[key].flatMap { open($0, of: key) } == secret
        if !isSame { snapshot.secrets[key] = try seal(secret, of: key) }
        return nil
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
