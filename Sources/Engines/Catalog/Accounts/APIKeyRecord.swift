package import Media

/// The number of an API key.
package struct APIKeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { String(number) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// What a key may do of what its owner may.
package struct APIKeyScope: Hashable, Sendable {
    /// It may look, and change nothing.
    package var isReadOnly: Bool
    /// The only cameras it reaches; nil for all that its owner reaches.
    package var cameras: Set<CameraID>?

    package init(isReadOnly: Bool = false, cameras: Set<CameraID>? = nil) {
        self.isReadOnly = isReadOnly
        self.cameras = cameras
    }

    /// All that the owner may.
    package static let full = APIKeyScope()

    package func reaches(_ camera: CameraID) -> Bool { cameras?.contains(camera) ?? true }
}

/// A key for programs. The key itself is not kept.
package struct APIKeyRecord: Hashable, Sendable {
    package var id: APIKeyID
    package let user: UserID
    package let name: String
    /// The beginning of the key, by which people tell keys apart; no secret.
    package let prefix: String
    /// SHA-256 of the whole key.
    package let secretHash: [UInt8]
    package let scope: APIKeyScope
    /// Who made it: the owner, or an administrator.
    package let createdBy: UserID
    package let createdAt: WallTime
    package let expiresAt: WallTime?
    package var lastUsedAt: WallTime?

    package init(
        id: APIKeyID = APIKeyID(number: 0),
        user: UserID,
        name: String,
        prefix: String,
        secretHash: [UInt8],
        scope: APIKeyScope,
        createdBy: UserID,
        createdAt: WallTime,
        expiresAt: WallTime?,
        lastUsedAt: WallTime? = nil
    ) {
        self.id = id
        self.user = user
        self.name = name
        self.prefix = prefix
        self.secretHash = secretHash
        self.scope = scope
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }

    package func isExpired(at time: WallTime) -> Bool { expiresAt.map { time >= $0 } ?? false }
}
