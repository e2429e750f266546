package import Catalog
package import Media

/// An account as others may see it: without a secret.
package struct User: Hashable, Sendable {
    package let id: UserID
    package let version: Int64
    package let username: String
    package let displayName: String
    package let email: String?
    package let role: UserRole
    package let isEnabled: Bool
    package let mayUnmask: Bool
    package let cameras: CameraAccess
    package let isPasswordLocked: Bool
    package let passwordChangedAt: WallTime
    package let hasStreamPassword: Bool
    package let hasSecondFactor: Bool
    /// There is a secret of one, whether or not a first code has been said.
    package let hasBegunSecondFactor: Bool
    package let createdAt: WallTime
    package let updatedAt: WallTime
    package let lastLoginAt: WallTime?

    init(_ record: UserRecord) {
        id = record.id
        version = record.version
        username = record.username
        displayName = record.displayName
        email = record.email
        role = record.role
        isEnabled = record.isEnabled
        mayUnmask = record.mayUnmask
        cameras = record.cameras
        isPasswordLocked = record.isPasswordLocked
        passwordChangedAt = record.passwordChangedAt
        hasStreamPassword = record.sealedStreamPassword != nil
        hasSecondFactor = record.secondFactorIsActive
        hasBegunSecondFactor = record.sealedSecondFactor != nil
        createdAt = record.createdAt
        updatedAt = record.updatedAt
        lastLoginAt = record.lastLoginAt
    }

    /// What the account may do with a camera; an administrator everything.
    package func rights(on camera: CameraID) -> CameraRights {
        role == .administrator ? .all : cameras.rights(on: camera)
    }

    /// Sees what privacy masks hide.
    package var seesUnmasked: Bool { role == .administrator || mayUnmask }
}

/// An account to be made.
package struct UserDraft: Hashable, Sendable {
    package var username: String
    package var displayName: String
    package var email: String?
    package var role: UserRole
    package var isEnabled: Bool
    package var mayUnmask: Bool
    package var cameras: CameraAccess
    package var isPasswordLocked: Bool

    package init(
        username: String,
        displayName: String = "",
        email: String? = nil,
        role: UserRole,
        isEnabled: Bool = true,
        mayUnmask: Bool = false,
        cameras: CameraAccess = .listed([:]),
        isPasswordLocked: Bool = false
    ) {
        self.username = username
        self.displayName = displayName
        self.email = email
        self.role = role
        self.isEnabled = isEnabled
        self.mayUnmask = mayUnmask
        self.cameras = cameras
        self.isPasswordLocked = isPasswordLocked
    }
}

/// What is to be another in an account; nil leaves a member as it is.
package struct UserChange: Hashable, Sendable {
    package var username: String?
    package var displayName: String?
    /// `.some(nil)` takes the address away.
    package var email: String??
    package var role: UserRole?
    package var isEnabled: Bool?
    package var mayUnmask: Bool?
    package var cameras: CameraAccess?
    package var isPasswordLocked: Bool?

    package init(
        username: String? = nil,
        displayName: String? = nil,
        email: String?? = nil,
        role: UserRole? = nil,
        isEnabled: Bool? = nil,
        mayUnmask: Bool? = nil,
        cameras: CameraAccess? = nil,
        isPasswordLocked: Bool? = nil
    ) {
        self.username = username
        self.displayName = displayName
        self.email = email
        self.role = role
        self.isEnabled = isEnabled
        self.mayUnmask = mayUnmask
        self.cameras = cameras
        self.isPasswordLocked = isPasswordLocked
    }

    func apply(to user: inout UserRecord) throws(AccountError) {
        if let username { user.username = try AccountRules.username(username) }
        if let displayName { user.displayName = try AccountRules.displayName(displayName) }
        if let email {
            user.email = nil
            if let email { user.email = try AccountRules.email(email) }
        }
        user.role = role ?? user.role
        user.isEnabled = isEnabled ?? user.isEnabled
        user.mayUnmask = mayUnmask ?? user.mayUnmask
        user.cameras = cameras ?? user.cameras
        user.isPasswordLocked = isPasswordLocked ?? user.isPasswordLocked
    }
}
