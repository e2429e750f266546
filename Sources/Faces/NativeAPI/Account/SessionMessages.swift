import OpenAPI

// Logging in and out, and the first run, in their wire spelling (docs/api.md).

/// What somebody finds who comes to the page.
struct EntranceMessage: Codable, Sendable {
    /// Left out where nobody is signed in.
    var who: WhoMessage?
    /// There is no account yet; the code on the console makes the first one.
    var setupNeeded: Bool

    enum CodingKeys: String, CodingKey {
        case who
        case setupNeeded = "setup_needed"
    }
}

struct SetupStateMessage: Codable, Sendable {
    /// There is no account yet; the code on the console makes the first one.
    var needed: Bool
}

struct SetupMessage: Decodable, Sendable, SchemaAnnotated {
    var code: String
    var username: String
    var password: String

    static let schemaNotes: [String: SchemaNote] = [
        "code": SchemaNote("What the console of the server shows.", maxLength: 100),
        "username": SchemaNote(minLength: 1, maxLength: 64),
        "password": SchemaNote(format: "password", maxLength: 1024),
    ]
}

struct PasswordLogInMessage: Decodable, Sendable, SchemaAnnotated {
    var username: String
    var password: String

    static let schemaNotes: [String: SchemaNote] = [
        "username": SchemaNote(maxLength: 256), "password": SchemaNote(format: "password", maxLength: 1024),
    ]
}

struct CodeLogInMessage: Decodable, Sendable, SchemaAnnotated {
    /// What the log-in by password has answered.
    var token: String
    var code: String

    static let schemaNotes: [String: SchemaNote] = [
        "token": SchemaNote("What the log-in by password has answered.", maxLength: 200),
        "code": SchemaNote("Of the authenticator app, or a recovery code.", maxLength: 100),
    ]
}

struct PasswordTokenMessage: Decodable, Sendable, SchemaAnnotated {
    var username: String
    var password: String
    var lifetime: Int?

    enum CodingKeys: String, CodingKey {
        case username, password
        case lifetime = "lifetime_s"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "username": SchemaNote(maxLength: 256), "password": SchemaNote(format: "password", maxLength: 1024),
        "lifetime_s": SchemaNote("86400 where it is left out.", minimum: 1, maximum: 31_536_000),
    ]
}

struct CodeTokenMessage: Decodable, Sendable, SchemaAnnotated {
    var token: String
    var code: String
    var lifetime: Int?

    enum CodingKeys: String, CodingKey {
        case token, code
        case lifetime = "lifetime_s"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "token": SchemaNote("What the log-in by password has answered.", maxLength: 200),
        "code": SchemaNote(maxLength: 100),
        "lifetime_s": SchemaNote("86400 where it is left out.", minimum: 1, maximum: 31_536_000),
    ]
}

/// How far a log-in has come.
struct LogInMessage: Codable, Sendable {
    enum State: String, Codable, Sendable, CaseIterable {
        /// It is done: a session has begun, or there is a token.
        case open
        /// The password is right, and a code is owed.
        case secondFactorNeeded = "second_factor_needed"
    }

    struct SecondFactor: Codable, Sendable {
        var token: String
        var expiresIn: Double

        enum CodingKeys: String, CodingKey {
            case token
            case expiresIn = "expires_in_s"
        }
    }

    var state: State
    var user: UserMessage?
    /// To be sent along with every change, in X-CSRF-Token.
    var csrfToken: String?
    /// A JSON web token, where one was asked for.
    var token: String?
    var expiresIn: Double?
    var secondFactor: SecondFactor?

    enum CodingKeys: String, CodingKey {
        case state, user, token
        case csrfToken = "csrf_token"
        case expiresIn = "expires_in_s"
        case secondFactor = "second_factor"
    }
}

/// Who asks, as the server sees it.
struct WhoMessage: Codable, Sendable {
    enum Credential: String, Codable, Sendable, CaseIterable {
        case none, session, token, password
        case apiKey = "api_key"
    }

    /// Nil on a listener that is open to everyone.
    var user: UserMessage?
    var credential: Credential
    var csrfToken: String?
    /// What may be done with the recorder as a whole; with each camera, the camera says.
    var permissions: [String]
    /// The recorder's, by its name in the tz database: days begin and schedules count by it.
    var timeZone: String

    enum CodingKeys: String, CodingKey {
        case user, credential, permissions
        case csrfToken = "csrf_token"
        case timeZone = "time_zone"
    }
}

struct SessionMessage: Codable, Sendable {
    var id: Int64
    var face: String
    var createdAt: String
    var lastSeenAt: String
    var expiresAt: String
    var address: String?
    var userAgent: String?
    /// The one in which the list was asked for.
    var current: Bool

    enum CodingKeys: String, CodingKey {
        case id, face, address, current
        case createdAt = "created_at"
        case lastSeenAt = "last_seen_at"
        case expiresAt = "expires_at"
        case userAgent = "user_agent"
    }
}

struct CountMessage: Codable, Sendable { var count: Int }
