import HTTPServing
import Media
import NVR
import Reception

extension Principal.Role {
    /// The document's numbers: 0 admin, 1 user, 2 viewer, 3 api, which is a program of a user's.
    ///
    /// - Throws: `Problem`, 400, for another.
    init(light number: Int) throws {
        switch number {
        case 0: self = .administrator
        case 1, 3: self = .operator
        case 2: self = .viewer
        default: throw LightErrors.invalid("Invalid role: 0 is admin, 1 user, 2 viewer, 3 api")
        }
    }

    /// What the document's role of this number may do with every camera; nil for what the recorder gives.
    static func lightGrants(_ number: Int) -> Principal.CameraGrants? {
        switch number {
        case 1: .all(Set(Principal.CameraRight.allCases))
        case 3: .all(Principal.CameraRight.usual.union([.manage]))
        default: nil
        }
    }

    func lightNumber(_ grants: Principal.CameraGrants) -> Int {
        switch self {
        case .administrator: return 0
        case .operator:
            // A program of somebody's manages streams, and deletes no recording.
            guard case .all(let rights) = grants, rights.contains(.manage), !rights.contains(.delete) else { return 1 }
            return 3
        case .viewer: return 2
        }
    }

    static func lightName(_ number: Int) -> String { ["admin", "user", "viewer", "api"][number] }
}

extension WallTime {
    /// Whole seconds since 1970.
    var unixSeconds: Int64 { nanoseconds / 1_000_000_000 }
}

extension LightUserMessage {
    init(_ person: PersonView) {
        let role = person.role.lightNumber(person.grants)
        self.init(
            id: person.id,
            username: person.username,
            email: person.email ?? "",
            role: role,
            roleName: Principal.Role.lightName(role),
            createdAt: person.createdAt.unixSeconds,
            updatedAt: person.updatedAt.unixSeconds,
            lastLogin: person.lastLoginAt?.unixSeconds ?? 0,
            isActive: person.isEnabled,
            isPasswordLocked: person.isPasswordLocked,
            hasTOTP: person.hasSecondFactor
        )
    }
}

extension LightVerifyMessage {
    /// - Parameter person: nil where nobody needs an account.
    init(_ person: PersonView?, _ principal: Principal, _ settings: Settings) {
        let role = (principal.role ?? .viewer).lightNumber(principal.grants)
        let name = Principal.Role.lightName(role)
        self.init(
            id: person?.id ?? 0,
            username: person?.username ?? name,
            email: person?.email ?? "",
            role: name,
            roleID: role,
            isActive: person?.isEnabled ?? true,
            isPasswordLocked: person?.isPasswordLocked ?? false,
            isAuthEnabled: person != nil,
            idleHours: settings.value(\.security.sessionIdle),
            absoluteHours: settings.value(\.security.sessionAbsolute),
            trustedDays: settings.value(\.security.trustedDevice)
        )
    }
}

extension LightLoginRulesMessage {
    init(_ settings: Settings) {
        self.init(
            forceMFA: settings.value(\.security.wantsFactorAtOnce),
            // No device is remembered in this version.
            remembersDevices: false,
            idleHours: settings.value(\.security.sessionIdle),
            absoluteHours: settings.value(\.security.sessionAbsolute),
            trustedDays: settings.value(\.security.trustedDevice)
        )
    }
}

extension LightUserBody {
    /// Lengths in the document.
    private static let names = 3...32
    private static let shortestPassword = 8

    /// - Throws: `Problem`, 400.
    func draft() throws -> PersonDraft {
        try checkLimits()
        guard let username = username?.nothingIfEmpty else { throw LightErrors.invalid("Missing or invalid username") }
        guard let password = password?.nothingIfEmpty else { throw LightErrors.invalid("Missing or invalid password") }
        try checkName(username)
        try Self.checkPassword(password)
        var draft = PersonDraft(username: username, password: password, role: try Principal.Role(light: role ?? 1))
        draft.grants = Principal.Role.lightGrants(role ?? 1)
        draft.email = email?.nothingIfEmpty
        draft.isEnabled = isActive ?? true
        return draft
    }

    /// - Throws: `Problem`, 400.
    func change() throws -> PersonChange {
        try checkLimits()
        var change = PersonChange()
        if let username {
            try checkName(username)
            change.username = username
        }
        if let password = password?.nothingIfEmpty {
            try Self.checkPassword(password)
            change.password = password
        }
        if let email { change.email = .some(email.nothingIfEmpty) }
        if let role {
            change.role = try Principal.Role(light: role)
            change.grants = Principal.Role.lightGrants(role)
        }
        change.isEnabled = isActive
        return change
    }

    /// Who narrows an account must not be told that it is done where it is not.
    private func checkLimits() throws {
        guard allowedTags?.nothingIfEmpty == nil else {
            throw LightErrors.invalid(
                "allowed_tags is not supported: give the account its cameras in Nightjar's settings"
            )
        }
        guard allowedNetworks?.nothingIfEmpty == nil else {
            throw LightErrors.invalid(
                "allowed_login_cidrs is not supported: an account may log in from wherever it reaches the server"
            )
        }
    }

    private func checkName(_ name: String) throws {
        guard Self.names.contains(name.unicodeScalars.count) else {
            throw LightErrors.invalid("Username must be between 3 and 32 characters")
        }
    }

    static func checkPassword(_ password: String) throws {
        guard password.unicodeScalars.count >= shortestPassword else {
            throw LightErrors.invalid("Password must be at least 8 characters")
        }
    }
}

extension LightSecretMessage {
    init(_ offer: SecondFactorOffer) {
        self.init(
            secret: offer.secret,
            uri: offer.address,
            message: "TOTP secret generated. Verify a code to enable it."
        )
    }
}

extension LightProofBody {
    /// Nil where nothing is said.
    var proof: OwnerProof? {
        if let password = password?.nothingIfEmpty { return .password(password) }
        return (code ?? totpCode)?.nothingIfEmpty.map(OwnerProof.code)
    }
}
