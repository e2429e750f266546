import Accounts
import Catalog
package import Media

/// An account as others may see it: without a secret.
package struct PersonView: Hashable, Sendable {
    package let id: Int64
    /// Changes with every change of the account.
    package let version: Int64
    package let username: String
    package let displayName: String
    package let email: String?
    package let role: Principal.Role
    package let isEnabled: Bool
    /// Sees what privacy masks hide.
    package let seesUnmasked: Bool
    /// Of someone who is no administrator.
    package let grants: Principal.CameraGrants
    package let isPasswordLocked: Bool
    package let passwordChangedAt: WallTime
    package let hasStreamPassword: Bool
    package let hasSecondFactor: Bool
    /// There is a secret of one, whether or not a first code has been said.
    package let hasBegunSecondFactor: Bool
    package let createdAt: WallTime
    package let updatedAt: WallTime
    package let lastLoginAt: WallTime?

    init(_ user: User) {
        id = user.id.number
        version = user.version
        username = user.username
        displayName = user.displayName
        email = user.email
        role = Principal.Role(user.role)
        isEnabled = user.isEnabled
        seesUnmasked = user.seesUnmasked
        grants = Principal.CameraGrants(user.cameras)
        isPasswordLocked = user.isPasswordLocked
        passwordChangedAt = user.passwordChangedAt
        hasStreamPassword = user.hasStreamPassword
        hasSecondFactor = user.hasSecondFactor
        hasBegunSecondFactor = user.hasBegunSecondFactor
        createdAt = user.createdAt
        updatedAt = user.updatedAt
        lastLoginAt = user.lastLoginAt
    }
}

/// An account to be made.
package struct PersonDraft: Sendable {
    package var username: String
    package var password: String
    package var displayName = ""
    package var email: String?
    package var role: Principal.Role
    package var isEnabled = true
    package var seesUnmasked = false
    /// Nil: an administrator and an operator may use all cameras (``Principal/CameraRight/usual``), a viewer watch all, live and recorded.
    package var grants: Principal.CameraGrants?
    package var isPasswordLocked = false

    package init(username: String, password: String, role: Principal.Role) {
        self.username = username
        self.password = password
        self.role = role
    }

    var usualGrants: Principal.CameraGrants {
        grants ?? .all(role == .viewer ? [.live, .playback] : Principal.CameraRight.usual)
    }
}

/// What is to be another in an account; a member that is nil stays as it is.
package struct PersonChange: Sendable {
    package var username: String?
    package var displayName: String?
    package var email: String??
    package var role: Principal.Role?
    package var isEnabled: Bool?
    package var seesUnmasked: Bool?
    package var grants: Principal.CameraGrants?
    package var isPasswordLocked: Bool?
    /// As an administrator sets it.
    package var password: String?

    package init() {}

    /// The members that are named, as the API spells them.
    var members: [String] {
        var members: [String] = []
        if username != nil { members.append("username") }
        if displayName != nil { members.append("display_name") }
        if email != nil { members.append("email") }
        if role != nil { members.append("role") }
        if isEnabled != nil { members.append("enabled") }
        if seesUnmasked != nil { members.append("unmasked") }
        if grants != nil { members.append("cameras") }
        if isPasswordLocked != nil { members.append("password_locked") }
        if password != nil { members.append("password") }
        return members
    }
}
