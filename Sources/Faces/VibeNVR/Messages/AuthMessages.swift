import Reception

struct VibeTokenMessage: Encodable, Sendable {
    var accessToken: String
    var tokenType = "bearer"
    /// Devices are not remembered here.
    var deviceToken = OrNull<String>(nil)

    enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case tokenType = "token_type"
        case deviceToken = "device_token"
    }
}

/// An account as its owner sees it.
struct VibeUserMessage: Encodable, Sendable {
    var id: Int64
    var username: String
    var email: OrNull<String>
    /// "admin" or "viewer".
    var role: String
    var isSecondFactorEnabled: Bool
    /// Whether some cameras alone exist for him.
    var restrictCameraAccess: Bool
    var language = "en"
    var authSource = "local"
    var isActive: Bool
    var avatarPath = OrNull<String>(nil)
    var createdAt: String

    enum CodingKeys: String, CodingKey {
        case id, username, email, role, language
        case isSecondFactorEnabled = "is_2fa_enabled"
        case restrictCameraAccess = "restrict_camera_access"
        case authSource = "auth_source"
        case isActive = "is_active"
        case avatarPath = "avatar_path"
        case createdAt = "created_at"
    }
}

struct VibeBootstrapMessage: Encodable, Sendable {
    var user: VibeUserMessage
    var accessToken: String

    enum CodingKeys: String, CodingKey {
        case user
        case accessToken = "access_token"
    }
}

/// Whether the first account is still to be made.
struct VibeSetupMessage: Codable, Sendable {
    var setupRequired: Bool
    var oauthEnabled = false
    var oauthProviderName = "SSO"
    var oauthAutoRedirect = false

    enum CodingKeys: String, CodingKey {
        case setupRequired = "setup_required"
        case oauthEnabled = "oauth_enabled"
        case oauthProviderName = "oauth_provider_name"
        case oauthAutoRedirect = "oauth_auto_redirect"
    }
}

// MARK: The second factor

struct VibeSecondFactorBody: Decodable, Sendable {
    var code: String?
    var password: String?
}

struct VibeOfferMessage: Codable, Sendable {
    /// In base 32.
    var secret: String
    var otpauthURL: String

    enum CodingKeys: String, CodingKey {
        case secret
        case otpauthURL = "otpauth_url"
    }
}

struct VibeRecoveryMessage: Codable, Sendable {
    var status: String?
    var recoveryCodes: [String]

    enum CodingKeys: String, CodingKey {
        case status
        case recoveryCodes = "recovery_codes"
    }
}

// MARK: API keys

struct VibeKeyBody: Decodable, Sendable {
    var name: String?
    var expiresInDays: Int?

    enum CodingKeys: String, CodingKey {
        case name
        case expiresInDays = "expires_in_days"
    }
}

struct VibeKeyMessage: Encodable, Sendable {
    var id: Int64
    var name: String
    /// Shown once, when it is made.
    var token: OrNull<String>
    var createdAt: String
    var expiresAt: OrNull<String>
    var lastUsedAt: OrNull<String>
    var isActive: Bool

    enum CodingKeys: String, CodingKey {
        case id, name, token
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
        case isActive = "is_active"
    }
}
