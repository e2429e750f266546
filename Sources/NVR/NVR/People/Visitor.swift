import Accounts
import Catalog

/// Somebody at a door, as far as he is known: made for each request, of what is true of the account at that moment.
package struct Visitor: Sendable {
    package let principal: Principal
    package let door: Door
    /// What a page must send along with every change; nil where nothing is sent by a browser of itself.
    package let csrfToken: String?
    private let authentication: Authentication?

    init(_ authentication: Authentication, at door: Door) {
        principal = Principal(authentication, origin: door.origin)
        csrfToken = authentication.csrfToken
        self.authentication = authentication
        self.door = door
    }

    private init(_ principal: Principal, at door: Door) {
        self.principal = principal
        csrfToken = nil
        authentication = nil
        self.door = door
    }

    /// Someone who has shown nothing. Whoever opens a listener on purpose gives away all that its face can do.
    package static func nobody(at door: Door) -> Visitor {
        let principal = Principal(
            identity: door.isOpen ? .openListener(door.listener) : .nobody,
            credential: .none,
            role: door.isOpen ? .administrator : nil,
            origin: door.origin
        )
        return Visitor(principal, at: door)
    }

    /// Whether a change may be made with the token that came along; always true where none is asked for.
    package func accepts(csrfToken: String?) -> Bool { authentication?.accepts(csrfToken: csrfToken) ?? true }

    /// The account, where somebody has shown one.
    var user: UserID? { authentication?.user.id }

    /// The session in which this is asked, if it is asked in one.
    var session: SessionID? {
        guard case .session(let id)? = authentication?.method else { return nil }
        return id
    }

    /// The key with which this is asked, if it is asked with one.
    var key: APIKeyID? {
        guard case .key(let id, _)? = authentication?.method else { return nil }
        return id
    }

    package var sessionNumber: Int64? { session?.number }
}

extension Principal {
    /// The account as it is at this moment, no further than the credential reaches.
    init(_ found: Authentication, origin: Origin) {
        let credential: Credential =
            switch found.method {
            case .session: .session
            case .key: .apiKey
            case .token: .token
            case .basic: .password
            case .streamPassword: .streamPassword
            }
        self.init(
            identity: .user(id: found.user.id.number, name: found.user.username),
            credential: credential,
            role: Role(found.user.role),
            grants: CameraGrants(found.user.cameras),
            seesUnmasked: found.user.seesUnmasked,
            scope: Scope(
                isReadOnly: found.scope.isReadOnly,
                cameras: found.scope.cameras.map { Set($0.map(\.text)) }
            ),
            origin: origin
        )
    }
}

extension Principal.Role {
    init(_ role: UserRole) {
        self =
            switch role {
            case .administrator: .administrator
            case .operator: .operator
            case .viewer: .viewer
            }
    }

    var kept: UserRole {
        switch self {
        case .administrator: .administrator
        case .operator: .operator
        case .viewer: .viewer
        }
    }
}

extension Principal.CameraGrants {
    init(_ access: CameraAccess) {
        self =
            switch access {
            case .all(let rights): .all(Self.set(rights))
            case .listed(let cameras):
                .some(Dictionary(uniqueKeysWithValues: cameras.map { ($0.key.text, Self.set($0.value)) }))
            }
    }

    /// - Throws: `invalid` where a text cannot be a camera's id.
    func kept() throws(DomainError) -> CameraAccess {
        switch self {
        case .all(let rights): return .all(Self.options(rights))
        case .some(let cameras):
            var listed: [CameraID: CameraRights] = [:]
            for (text, rights) in cameras {
                guard let id = CameraID(text) else {
                    throw DomainError(.invalid, "\"\(text.prefix(80))\" is no camera's id.", member: "cameras")
                }
                listed[id] = Self.options(rights)
            }
            return .listed(listed)
        }
    }

    private static let pairs: [(Principal.CameraRight, CameraRights)] = [
        (.live, .live), (.playback, .playback), (.control, .control), (.export, .export), (.manage, .manage),
        (.delete, .delete),
    ]

    private static func set(_ rights: CameraRights) -> Set<Principal.CameraRight> {
        Set(pairs.filter { rights.contains($0.1) }.map(\.0))
    }

    private static func options(_ rights: Set<Principal.CameraRight>) -> CameraRights {
        pairs.filter { rights.contains($0.0) }.reduce(into: CameraRights()) { $0.insert($1.1) }
    }
}
