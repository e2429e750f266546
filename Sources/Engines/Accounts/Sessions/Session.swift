package import Catalog
package import Media

/// A session as its owner, or an administrator, may see it.
package struct Session: Hashable, Sendable {
    package let id: SessionID
    package let user: UserID
    package let face: String
    package let createdAt: WallTime
    package let lastSeenAt: WallTime
    /// When it ends, unless it is used before, and at the latest.
    package let idleUntil: WallTime
    package let expiresAt: WallTime
    /// Of whoever made it.
    package let address: String?
    package let userAgent: String?

    init(_ record: SessionRecord) {
        id = record.id
        user = record.user
        face = record.face
        createdAt = record.createdAt
        lastSeenAt = record.lastSeenAt
        idleUntil = record.lastSeenAt + record.idleLimit
        expiresAt = record.expiresAt
        address = record.address
        userAgent = record.userAgent
    }
}

/// A session that has just begun. Its token is shown once.
package struct IssuedSession: Sendable {
    package let token: SecretText
    package let csrfToken: String
    package let session: Session
    package let user: User
}

/// What a session goes on with after its account's rights or secrets have changed: the token that it had opens nothing
/// any more.
package struct RenewedSession: Hashable, Sendable {
    package let id: SessionID
    package let token: SecretText
    package let csrfToken: String

    init(id: SessionID) {
        self.id = id
        token = AccessSecret.newToken()
        csrfToken = AccessSecret.csrfToken(of: token.text)
    }

    var consequence: UserConsequences.Sessions { .endedBut(id, tokenHash: AccessSecret.hash(token.text)) }
}
