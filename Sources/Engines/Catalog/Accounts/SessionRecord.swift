package import Media

/// The number of a session, for lists and for ending it; it opens nothing.
package struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { String(number) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Somebody who is logged in. The token itself is not kept.
package struct SessionRecord: Hashable, Sendable {
    package var id: SessionID
    package let user: UserID
    /// SHA-256 of the token.
    package var tokenHash: [UInt8]
    /// The face that made the session, the only one that takes it.
    package let face: String
    package let createdAt: WallTime
    package var lastSeenAt: WallTime
    /// How long the session may be left alone.
    package let idleLimit: Duration
    package let expiresAt: WallTime
    /// From where, and with what, it was made.
    package let address: String?
    package let userAgent: String?

    package init(
        id: SessionID = SessionID(number: 0),
        user: UserID,
        tokenHash: [UInt8],
        face: String,
        createdAt: WallTime,
        lastSeenAt: WallTime,
        idleLimit: Duration,
        expiresAt: WallTime,
        address: String?,
        userAgent: String?
    ) {
        self.id = id
        self.user = user
        self.tokenHash = tokenHash
        self.face = face
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.idleLimit = idleLimit
        self.expiresAt = expiresAt
        self.address = address
        self.userAgent = userAgent
    }

    package func isExpired(at time: WallTime) -> Bool { time >= expiresAt || time - lastSeenAt >= idleLimit }
}
