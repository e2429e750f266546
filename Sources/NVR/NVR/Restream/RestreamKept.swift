import Foundation

/// What the catalogue keeps of the RTSP server.
struct RestreamKept: Codable, Hashable {
    /// Among the catalogue's settings.
    static let key = "rtsp-server"

    var settings = RestreamSettings()
    /// What the configuration file said when it was last taken over: as with cameras, its word counts when it is new.
    var fromFile: RestreamSettings?

    init() {}

    /// Nil for what another version has written, which is as if nothing had been set.
    init?(_ text: String) {
        guard let kept = try? JSONDecoder().decode(RestreamKept.self, from: Data(text.utf8)) else { return nil }
        self = kept
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
