import Foundation
import Media

/// Which cameras have an evidence chain, and since when, as the catalogue keeps it beside the settings: by the camera's id,
/// nanoseconds since 1970.
struct EvidenceChoices: Hashable, Sendable {
    static let key = "evidence.cameras"

    var since: [String: Int64] = [:]

    init() {}

    /// Nil where it is not what ``text()`` gives.
    init?(_ text: String) {
        guard let since = try? JSONDecoder().decode([String: Int64].self, from: Data(text.utf8)) else { return nil }
        self.since = since
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(since), as: UTF8.self)
    }
}
