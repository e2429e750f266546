import Catalog
import Media

extension BackupContent {
    /// A volume that recordings go to: where it lies and what is said of it, not what lies on it.
    struct Volume: Codable, Hashable, Sendable {
        var id: String
        var name: String
        var path: String
        var identity: String?
        var note: String
        var limitBytes: Int64?
        var floorBytes: Int64?
        /// Nanoseconds since 1970.
        var createdAt: Int64

        enum CodingKeys: String, CodingKey {
            case id, name, path, identity
            case note = "description"
            case limitBytes = "limit_bytes"
            case floorBytes = "floor_bytes"
            case createdAt = "created_at"
        }
    }
}

extension BackupContent.Volume {
    init(_ record: VolumeRecord) {
        id = record.id
        name = record.name
        path = record.path
        identity = record.identity
        note = record.note
        limitBytes = record.limitBytes
        floorBytes = record.floorBytes
        createdAt = record.createdAt.nanoseconds
    }
}
