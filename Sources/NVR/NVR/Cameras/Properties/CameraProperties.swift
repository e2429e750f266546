import Catalog
import Foundation

/// What is said of a camera beside how it is reached and recorded (``KnownProperties``), by keys as `people.location`.
package struct CameraProperties: Hashable, Sendable {
    /// All else has its default.
    private(set) var said: [String: SettingValue]

    init(_ said: [String: SettingValue] = [:]) { self.said = said }

    /// What counts; null where nothing does, or there is no such property.
    package subscript(key: String) -> SettingValue { said[key] ?? KnownProperties.byKey[key]?.defaultValue ?? .null }

    /// Whether somebody has said it.
    package func isSet(_ key: String) -> Bool { said[key] != nil }

    /// All that there are, with what counts.
    package var all: [(definition: SettingDefinition, value: SettingValue)] {
        KnownProperties.all.map { ($0, self[$0.key]) }
    }

    // MARK: Keeping

    private static let prefix = "properties."

    /// Among the catalogue's settings.
    static func row(_ camera: CameraID) -> String { prefix + camera.text }

    /// What a later program knows is passed over.
    init(text: String?) {
        let found = text.flatMap { try? JSONDecoder().decode([String: SettingValue].self, from: Data($0.utf8)) } ?? [:]
        said = found.filter { key, value in KnownProperties.byKey[key]?.kind.accepted(value) != nil }
    }

    func text() throws -> String? {
        guard !said.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(said), as: UTF8.self)
    }

    // MARK: Changing

    /// - Throws: `invalid` with all that is wrong, by keys.
    func applying(_ changes: [String: SettingValue]) throws(DomainError) -> CameraProperties {
        var new = self
        var faults: [DomainError.Fault] = []
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
            guard let definition = KnownProperties.byKey[key] else {
                faults.append(.init(String(key.prefix(64)), "There is no property \"\(key.prefix(64))\"."))
                continue
            }
            if value == .null {
                new.said[key] = nil
            } else if let accepted = definition.kind.accepted(value) {
                new.said[key] = accepted == definition.defaultValue ? nil : accepted
            } else {
                faults.append(.init(key, definition.expectation))
            }
        }
        if let error = DomainError(invalid: faults) { throw error }
        return new
    }

    /// Whether a change would be taken: for a face that changes other things of the camera first.
    ///
    /// - Throws: `invalid` with all that is wrong, by keys.
    package static func check(_ changes: [String: SettingValue]) throws(DomainError) {
        _ = try CameraProperties().applying(changes)
    }

    /// As those see it who do not manage the camera.
    func visible(toManager isManager: Bool) -> CameraProperties {
        isManager ? self : CameraProperties(said.filter { !$0.key.hasPrefix(KnownProperties.closedGroup + ".") })
    }
}
