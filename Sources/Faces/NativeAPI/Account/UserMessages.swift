import NVR
import OpenAPI

// The accounts in their wire spelling (docs/api.md).

enum RoleMessage: String, Codable, Sendable, CaseIterable {
    case administrator, `operator`, viewer

    init(_ role: Principal.Role) {
        self =
            switch role {
            case .administrator: .administrator
            case .operator: .operator
            case .viewer: .viewer
            }
    }

    var role: Principal.Role {
        switch self {
        case .administrator: .administrator
        case .operator: .operator
        case .viewer: .viewer
        }
    }
}

enum RightMessage: String, Codable, Sendable, CaseIterable {
    case live, playback, control, export, manage, delete

    init(_ right: Principal.CameraRight) {
        self =
            switch right {
            case .live: .live
            case .playback: .playback
            case .control: .control
            case .export: .export
            case .manage: .manage
            case .delete: .delete
            }
    }

    var right: Principal.CameraRight {
        switch self {
        case .live: .live
        case .playback: .playback
        case .control: .control
        case .export: .export
        case .manage: .manage
        case .delete: .delete
        }
    }
}

/// What an account that is no administrator's may do with cameras: the same with all, or what is listed.
struct CameraRightsMessage: Codable, Sendable, SchemaAnnotated {
    var all: [RightMessage]?
    var listed: [String: [RightMessage]]?

    static let schemaDescription: String? = """
        One of the two: the same rights with all cameras, also those to come; or rights by the cameras' ids, and none \
        with any other.
        """
    static let schemaNotes: [String: SchemaNote] = ["all": SchemaNote("The same rights with all cameras.")]

    init(_ grants: Principal.CameraGrants) {
        switch grants {
        case .all(let rights): all = Self.sorted(rights)
        case .some(let cameras): listed = cameras.mapValues(Self.sorted)
        }
    }

    private static func sorted(_ rights: Set<Principal.CameraRight>) -> [RightMessage] {
        Principal.CameraRight.allCases.filter(rights.contains).map(RightMessage.init)
    }

    /// - Throws: where it is both or neither.
    func grants() throws -> Principal.CameraGrants {
        switch (all, listed) {
        case (let rights?, nil): .all(Set(rights.map(\.right)))
        case (nil, let cameras?): .some(cameras.mapValues { Set($0.map(\.right)) })
        case (nil, nil), (_?, _?):
            throw DomainError(.invalid, "cameras has either \"all\" or \"listed\".", member: "cameras")
        }
    }
}

struct UserMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "User"

    var id: Int64
    var username: String
    var displayName: String
    var email: String?
    var role: RoleMessage
    var enabled: Bool
    /// Sees what privacy masks hide.
    var unmasked: Bool
    var cameras: CameraRightsMessage
    var passwordLocked: Bool
    var passwordChangedAt: String
    var hasStreamPassword: Bool
    var hasSecondFactor: Bool
    var createdAt: String
    var lastLoginAt: String?

    enum CodingKeys: String, CodingKey {
        case id, username, email, role, enabled, unmasked, cameras
        case displayName = "display_name"
        case passwordLocked = "password_locked"
        case passwordChangedAt = "password_changed_at"
        case hasStreamPassword = "has_stream_password"
        case hasSecondFactor = "has_second_factor"
        case createdAt = "created_at"
        case lastLoginAt = "last_login_at"
    }
}

struct NewUserMessage: Decodable, Sendable, SchemaAnnotated {
    var username: String
    var password: String
    var role: RoleMessage
    var displayName: String?
    var email: String?
    var enabled: Bool?
    var unmasked: Bool?
    var cameras: CameraRightsMessage?
    var passwordLocked: Bool?

    enum CodingKeys: String, CodingKey {
        case username, password, role, email, enabled, unmasked, cameras
        case displayName = "display_name"
        case passwordLocked = "password_locked"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "username": SchemaNote(minLength: 1, maxLength: 64),
        "password": SchemaNote(format: "password", maxLength: 1024),
        "cameras": SchemaNote(
            "Left out: an operator may do all with every camera, a viewer watch every camera, live and recorded."
        ),
    ]
}

/// A member that is absent stays as it is; one that may be null is cleared by it.
struct UserPatchMessage: Decodable, Sendable, SchemaAnnotated {
    var username: Patched<String>
    var password: Patched<String>
    var role: Patched<RoleMessage>
    var displayName: Patched<String>
    var email: Patched<String?>
    var enabled: Patched<Bool>
    var unmasked: Patched<Bool>
    var cameras: Patched<CameraRightsMessage>
    var passwordLocked: Patched<Bool>

    enum CodingKeys: String, CodingKey {
        case username, password, role, email, enabled, unmasked, cameras
        case displayName = "display_name"
        case passwordLocked = "password_locked"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "password": SchemaNote(
            "Ends the account's sessions and tokens. Not of one's own account: that is PUT /account/password.",
            format: "password",
            maxLength: 1024
        )
    ]
}
