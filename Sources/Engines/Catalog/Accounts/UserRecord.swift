package import Media

/// The number of an account: made by the catalogue, and never given to another.
package struct UserID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    package var description: String { String(number) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// What somebody is trusted with. The raw values are kept in catalogues.
package enum UserRole: String, Hashable, Sendable, CaseIterable {
    case administrator, `operator`, viewer
}

/// An account as the catalogue keeps it.
package struct UserRecord: Hashable, Sendable {
    package var id: UserID
    /// Counted up by every update, so that two who change one account at once notice each other.
    package var version: Int64
    package var username: String
    package var displayName: String
    package var email: String?
    package var role: UserRole
    package var isEnabled: Bool
    /// May see what privacy masks hide.
    package var mayUnmask: Bool
    /// What an operator or a viewer may see; an administrator is not held to it.
    package var cameras: CameraAccess
    /// As a PHC string.
    package var passwordHash: String
    package var passwordChangedAt: WallTime
    /// The account's owner may not change the password.
    package var isPasswordLocked: Bool
    /// The password for RTSP alone, sealed under the master key.
    package var sealedStreamPassword: [UInt8]?
    /// The secret of the one-time passwords, sealed under the master key.
    package var sealedSecondFactor: [UInt8]?
    /// Whether a first code has been verified; before, the secret asks nobody for anything.
    package var secondFactorIsActive: Bool
    /// Counted up whenever what was handed out before (sessions, tokens) must no longer let anybody in.
    package var tokenGeneration: Int64
    package var createdAt: WallTime
    package var updatedAt: WallTime
    package var lastLoginAt: WallTime?

    package init(
        id: UserID = UserID(number: 0),
        version: Int64 = 0,
        username: String,
        displayName: String,
        email: String? = nil,
        role: UserRole,
        isEnabled: Bool = true,
        mayUnmask: Bool = false,
        cameras: CameraAccess,
        passwordHash: String,
        passwordChangedAt: WallTime,
        isPasswordLocked: Bool = false,
        sealedStreamPassword: [UInt8]? = nil,
        sealedSecondFactor: [UInt8]? = nil,
        secondFactorIsActive: Bool = false,
        tokenGeneration: Int64 = 1,
        createdAt: WallTime,
        updatedAt: WallTime,
        lastLoginAt: WallTime? = nil
    ) {
        self.id = id
        self.version = version
        self.username = username
        self.displayName = displayName
        self.email = email
        self.role = role
        self.isEnabled = isEnabled
        self.mayUnmask = mayUnmask
        self.cameras = cameras
        self.passwordHash = passwordHash
        self.passwordChangedAt = passwordChangedAt
        self.isPasswordLocked = isPasswordLocked
        self.sealedStreamPassword = sealedStreamPassword
        self.sealedSecondFactor = sealedSecondFactor
        self.secondFactorIsActive = secondFactorIsActive
        self.tokenGeneration = tokenGeneration
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.lastLoginAt = lastLoginAt
    }

    /// What usernames are compared by: no two accounts share it.
    package var nameKey: String { Self.nameKey(username) }

    package static func nameKey(_ username: String) -> String { username.lowercased() }

    package var isEnabledAdministrator: Bool { isEnabled && role == .administrator }
}
