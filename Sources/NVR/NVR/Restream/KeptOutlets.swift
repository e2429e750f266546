import Foundation

/// What the catalogue keeps of the RTSP server's outlets, by name.
struct KeptOutlets: Codable, Hashable {
    /// Among the catalogue's settings.
    static let key = "rtsp-outlets"

    var all: [String: RestreamOutlet] = [:]

    init() {}

    /// Nil for what another version has written, which is as if there were none.
    init?(_ text: String) {
        guard let kept = try? JSONDecoder().decode(KeptOutlets.self, from: Data(text.utf8)) else { return nil }
        self = kept
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
