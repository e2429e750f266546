package import Catalog
package import Media

/// A key for programs, as its owner or an administrator may see it.
package struct APIKey: Hashable, Sendable {
    package let id: APIKeyID
    package let user: UserID
    package let name: String
    /// The beginning of the key.
    package let prefix: String
    package let scope: APIKeyScope
    package let createdBy: UserID
    package let createdAt: WallTime
    package let expiresAt: WallTime?
    package let lastUsedAt: WallTime?

    init(_ record: APIKeyRecord) {
        id = record.id
        user = record.user
        name = record.name
        prefix = record.prefix
        scope = record.scope
        createdBy = record.createdBy
        createdAt = record.createdAt
        expiresAt = record.expiresAt
        lastUsedAt = record.lastUsedAt
    }
}

/// A key that has just been made. The secret is shown once.
package struct IssuedAPIKey: Sendable {
    package let secret: SecretText
    package let key: APIKey
}
