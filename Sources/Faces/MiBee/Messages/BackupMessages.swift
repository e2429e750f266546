struct MiBeeBackupMessage: Codable, Hashable, Sendable {
    /// "backup_1704123456".
    var id: String
    var path: String
    var byteCount: Int64
    var createdAt: String
    /// What later versions of the product answer.
    var status = "created"
    var file: String

    enum CodingKeys: String, CodingKey {
        case path, status, file
        case id = "backup_id"
        case byteCount = "size_bytes"
        case createdAt = "created_at"
    }
}

struct MiBeeBackupsMessage: Codable, Hashable, Sendable {
    var backups: [MiBeeBackupMessage]
}
