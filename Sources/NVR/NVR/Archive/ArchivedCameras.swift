import Catalog
import Foundation
import Media

/// Which removed cameras' recordings are archived, as the catalogue keeps it beside the settings. Those of a camera that is
/// there are not, whatever is said here.
struct ArchivedCameras: Hashable, Sendable {
    static let key = "archive.cameras"

    struct Group: Codable, Hashable, Sendable {
        /// Nanoseconds since 1970.
        var archivedAt: Int64
        /// Nil for what the setting says; 0 until somebody deletes them.
        var keepDays: Int?

        enum CodingKeys: String, CodingKey {
            case archivedAt = "archived_at"
            case keepDays = "keep_days"
        }
    }

    /// By the camera's id.
    var groups: [String: Group] = [:]

    /// What is kept; nothing where another version has written it.
    init(from catalog: any SettingCatalog) async throws(CatalogError) {
        self.init(text: try await catalog.setting(Self.key))
    }

    init(text: String? = nil) {
        guard let text else { return }
        groups = (try? JSONDecoder().decode([String: Group].self, from: Data(text.utf8))) ?? [:]
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(groups), as: UTF8.self)
    }
}
