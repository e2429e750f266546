import OpenAPI

// What the owner of an account does with it, in its wire spelling (docs/api.md).

struct PasswordChangeMessage: Decodable, Sendable, SchemaAnnotated {
    var current: String
    var new: String

    static let schemaNotes: [String: SchemaNote] = [
        "current": SchemaNote(format: "password", maxLength: 1024),
        "new": SchemaNote(format: "password", maxLength: 1024),
    ]
}

/// Shows that the owner is at the keyboard, where there is no second factor yet.
struct OwnPasswordMessage: Decodable, Sendable, SchemaAnnotated {
    var password: String

    static let schemaNotes: [String: SchemaNote] = [
        "password": SchemaNote("The account's own.", format: "password", maxLength: 1024)
    ]
}

/// Shows that the owner is at the keyboard: one of the two.
struct ProofMessage: Decodable, Sendable, SchemaAnnotated {
    var password: String?
    var code: String?

    static let schemaDescription: String? = "One of the two."
    static let schemaNotes: [String: SchemaNote] = [
        "password": SchemaNote(format: "password", maxLength: 1024),
        "code": SchemaNote("Of the authenticator app, or a recovery code.", maxLength: 100),
    ]
}

struct CodeMessage: Decodable, Sendable, SchemaAnnotated {
    var code: String

    static let schemaNotes: [String: SchemaNote] = ["code": SchemaNote(maxLength: 100)]
}

struct SecondFactorMessage: Codable, Sendable {
    var active: Bool
    var recoveryCodesLeft: Int

    enum CodingKeys: String, CodingKey {
        case active
        case recoveryCodesLeft = "recovery_codes_left"
    }
}

/// A second factor to be entered into an app; shown once.
struct SecondFactorOfferMessage: Codable, Sendable {
    var secret: String
    /// An otpauth: address.
    var uri: String
    /// The same as a QR code.
    var svg: String
}

struct RecoveryCodesMessage: Codable, Sendable {
    /// Shown once.
    var recoveryCodes: [String]
    /// Of the session that goes on, which has a new cookie.
    var csrfToken: String?

    enum CodingKeys: String, CodingKey {
        case recoveryCodes = "recovery_codes"
        case csrfToken = "csrf_token"
    }
}

/// A session that goes on with a new cookie.
struct ContinuedMessage: Codable, Sendable {
    var csrfToken: String?

    enum CodingKeys: String, CodingKey { case csrfToken = "csrf_token" }
}

struct StreamPasswordMessage: Codable, Sendable {
    /// For RTSP alone; shown once.
    var password: String
}
