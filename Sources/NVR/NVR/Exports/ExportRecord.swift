import Foundation
import Media

/// What is kept of an export beside its file, as JSON: enough to list it, and to know who may have it. Times are nanoseconds
/// since 1970.
struct ExportRecord: Codable, Hashable, Sendable {
    var id: Int64
    var form: String
    var stream: String
    var cameras: [String]
    var from: Int64
    var to: Int64
    var reason: String?
    /// The account that asked for it; nil where none did.
    var account: Int64?
    var requester: String
    var requestedAt: Int64
    var createdAt: Int64
    var files: Int
    var gaps: Int
    var missing: Int
    var bytes: Int64
    /// Of the key that it is signed with.
    var fingerprint: String
    /// Whether the time is burned in; nil of exports that were made before that could be.
    var isBurnedIn: Bool?

    enum CodingKeys: String, CodingKey {
        case id, form, stream, cameras, from, to, reason, account, requester, files, gaps, missing, bytes, fingerprint
        case requestedAt = "requested_at"
        case createdAt = "created_at"
        case isBurnedIn = "burned_in_time"
    }

    /// Bytes of the largest one.
    static let largest = 64 << 10

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self))
    }

    /// When it is deleted, if exports stay for so many days; nil where they stay until somebody deletes them.
    func expiry(days: Int) -> WallTime? {
        days > 0 ? WallTime(nanoseconds: createdAt) + .seconds(Int64(days) * 86_400) : nil
    }
}

extension ExportRecord {
    /// Nil for anything but what ``encoded()`` gives.
    init?(encoded bytes: [UInt8]) {
        guard let record = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = record
    }
}
