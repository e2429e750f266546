import Foundation

/// What is said of single cameras, by their ids, as the catalogue keeps it beside the settings.
struct MergeOverrides: Hashable, Sendable {
    static let key = "merging.cameras"

    var cameras: [String: MergeOverride] = [:]

    init() {}

    /// Nil where it is not what ``text()`` gives.
    init?(_ text: String) {
        guard let cameras = try? JSONDecoder().decode([String: MergeOverride].self, from: Data(text.utf8)) else {
            return nil
        }
        self.cameras = cameras
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(cameras.filter { !$0.value.isEmpty }), as: UTF8.self)
    }
}
