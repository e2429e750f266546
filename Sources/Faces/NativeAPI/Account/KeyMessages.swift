import OpenAPI

// API keys and the audit log in their wire spelling (docs/api.md).

struct NewKeyMessage: Decodable, Sendable, SchemaAnnotated {
    var name: String
    var user: Int64?
    var readOnly: Bool?
    var cameras: [String]?
    var expiresAt: String?

    enum CodingKeys: String, CodingKey {
        case name, user, cameras
        case readOnly = "read_only"
        case expiresAt = "expires_at"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "name": SchemaNote(minLength: 1, maxLength: 64),
        "user": SchemaNote("Whose key it is to be, for those who manage accounts; left out: one's own.", minimum: 0),
        "read_only": SchemaNote("It may look, and change nothing."),
        "cameras": SchemaNote("The ids of the only cameras that it reaches.", maxItems: 1000),
        "expires_at": SchemaNote("Left out: never.", example: "2036-01-01T00:00:00Z", format: "date-time"),
    ]
}

struct KeyMessage: Codable, Sendable {
    var id: Int64
    var user: Int64
    var name: String
    /// The beginning of the key, by which people tell keys apart.
    var prefix: String
    /// The key itself, when it has just been made, and never again.
    var key: String?
    var readOnly: Bool
    var cameras: [String]?
    var createdBy: Int64
    var createdAt: String
    var expiresAt: String?
    var lastUsedAt: String?

    enum CodingKeys: String, CodingKey {
        case id, user, name, prefix, key, cameras
        case readOnly = "read_only"
        case createdBy = "created_by"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }
}

struct AuditMessage: Codable, Sendable {
    struct Actor: Codable, Sendable {
        /// user, key, token, system or anonymous.
        var kind: String
        var id: Int64?
        var name: String
    }

    /// Counted from 1, without a hole.
    var sequence: Int64
    var time: String
    var actor: Actor
    var action: String
    var target: String?
    var address: String?
    /// done, denied or failed.
    var outcome: String
    /// More about it, as JSON in a text.
    var detail: String
}
