/// All members may be left out; what must be there is said by the call.
struct LightLoginBody: Decodable, Sendable {
    var username: String?
    var password: String?
    /// The second factor at once.
    var totpCode: String?

    enum CodingKeys: String, CodingKey {
        case username, password
        case totpCode = "totp_code"
    }
}

/// The second step of a login: in the document's words, and in those of the product's own pages.
struct LightCodeBody: Decodable, Sendable {
    var token: String?
    var totpCode: String?
    var totpToken: String?
    var code: String?

    enum CodingKeys: String, CodingKey {
        case token, code
        case totpCode = "totp_code"
        case totpToken = "totp_token"
    }
}

struct LightRedirectMessage: Codable, Hashable, Sendable {
    var success = true
    /// The page that a browser goes to.
    var redirect: String
}

struct LightCodeNeededMessage: Codable, Sendable {
    var totpRequired = true
    var totpToken: String
    var token: String

    enum CodingKeys: String, CodingKey {
        case token
        case totpRequired = "totp_required"
        case totpToken = "totp_token"
    }
}

struct LightLoginRulesMessage: Codable, Hashable, Sendable {
    var forceMFA: Bool
    var remembersDevices: Bool
    var idleHours: Int
    var absoluteHours: Int
    var trustedDays: Int

    enum CodingKeys: String, CodingKey {
        case forceMFA = "force_mfa_on_login"
        case remembersDevices = "remember_device_enabled"
        case idleHours = "auth_timeout_hours"
        case absoluteHours = "auth_absolute_timeout_hours"
        case trustedDays = "trusted_device_days"
    }
}

/// Who asks.
struct LightVerifyMessage: Codable, Sendable {
    var authenticated = true
    var id: Int64
    var username: String
    var email: String
    /// "admin", "user" or "viewer".
    var role: String
    var roleID: Int
    var isActive: Bool
    var isPasswordLocked: Bool
    /// False on a listener that is open to everyone.
    var isAuthEnabled: Bool
    var idleHours: Int
    var absoluteHours: Int
    var trustedDays: Int

    enum CodingKeys: String, CodingKey {
        case authenticated, id, username, email, role
        case roleID = "role_id"
        case isActive = "is_active"
        case isPasswordLocked = "password_change_locked"
        case isAuthEnabled = "auth_enabled"
        case idleHours = "auth_timeout_hours"
        case absoluteHours = "auth_absolute_timeout_hours"
        case trustedDays = "trusted_device_days"
    }
}

/// An account. Times are in seconds since 1970.
struct LightUserMessage: Codable, Hashable, Sendable {
    var id: Int64
    var username: String
    var email: String
    /// 0 admin, 1 user, 2 viewer.
    var role: Int
    var roleName: String
    var createdAt: Int64
    var updatedAt: Int64
    /// 0 for never.
    var lastLogin: Int64
    var isActive: Bool
    var isPasswordLocked: Bool
    var hasTOTP: Bool

    enum CodingKeys: String, CodingKey {
        case id, username, email, role
        case roleName = "role_name"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case lastLogin = "last_login"
        case isActive = "is_active"
        case isPasswordLocked = "password_change_locked"
        case hasTOTP = "totp_enabled"
    }
}

struct LightUsersMessage: Codable, Sendable {
    var users: [LightUserMessage]
}

struct LightUserBody: Decodable, Sendable {
    var username: String?
    var password: String?
    var email: String?
    var role: Int?
    var isActive: Bool?
    /// Which streams the account sees, by words with commas between; not known here.
    var allowedTags: String?
    /// From which networks it may log in; not known here.
    var allowedNetworks: String?

    enum CodingKeys: String, CodingKey {
        case username, password, email, role
        case isActive = "is_active"
        case allowedTags = "allowed_tags"
        case allowedNetworks = "allowed_login_cidrs"
    }
}

/// Shown once.
struct LightKeyMessage: Codable, Sendable {
    var success = true
    var apiKey: String

    enum CodingKeys: String, CodingKey {
        case success
        case apiKey = "api_key"
    }
}

struct LightPasswordBody: Decodable, Sendable {
    var oldPassword: String?
    var newPassword: String?

    enum CodingKeys: String, CodingKey {
        case oldPassword = "old_password"
        case newPassword = "new_password"
    }
}

struct LightLockBody: Decodable, Sendable {
    var locked: Bool?
}

/// What shows who is at the keyboard.
struct LightProofBody: Decodable, Sendable {
    var password: String?
    var code: String?
    var totpCode: String?

    enum CodingKeys: String, CodingKey {
        case password, code
        case totpCode = "totp_code"
    }
}

struct LightSecretMessage: Codable, Sendable {
    var success = true
    var secret: String
    var uri: String
    var message: String

    enum CodingKeys: String, CodingKey {
        case success, secret, message
        case uri = "otpauth_uri"
    }
}

/// The codes, which the document does not know, are shown once.
struct LightFactorMessage: Codable, Sendable {
    var success = true
    var message: String
    var recoveryCodes: [String]

    enum CodingKeys: String, CodingKey {
        case success, message
        case recoveryCodes = "recovery_codes"
    }
}

struct LightFactorStateMessage: Codable, Hashable, Sendable {
    var isEnabled: Bool
    /// A secret has been made.
    var isConfigured: Bool

    enum CodingKeys: String, CodingKey {
        case isEnabled = "totp_enabled"
        case isConfigured = "totp_configured"
    }
}
