import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

extension UserMessage {
    init(_ person: PersonView) {
        self.init(
            id: person.id,
            username: person.username,
            displayName: person.displayName,
            email: person.email,
            role: RoleMessage(person.role),
            enabled: person.isEnabled,
            unmasked: person.seesUnmasked,
            cameras: CameraRightsMessage(person.grants),
            passwordLocked: person.isPasswordLocked,
            passwordChangedAt: RFC3339.text(person.passwordChangedAt),
            hasStreamPassword: person.hasStreamPassword,
            hasSecondFactor: person.hasSecondFactor,
            createdAt: RFC3339.text(person.createdAt),
            lastLoginAt: person.lastLoginAt.map(RFC3339.text)
        )
    }
}

extension PersonDraft {
    init(_ message: NewUserMessage) throws {
        self.init(username: message.username, password: message.password, role: message.role.role)
        displayName = message.displayName ?? ""
        email = message.email
        isEnabled = message.enabled ?? true
        seesUnmasked = message.unmasked ?? false
        grants = try message.cameras?.grants()
        isPasswordLocked = message.passwordLocked ?? false
    }
}

extension PersonChange {
    init(_ message: UserPatchMessage) throws {
        self.init()
        username = message.username.value
        password = message.password.value
        role = message.role.value?.role
        displayName = message.displayName.value
        email = message.email.value
        isEnabled = message.enabled.value
        seesUnmasked = message.unmasked.value
        grants = try message.cameras.value?.grants()
        isPasswordLocked = message.passwordLocked.value
    }
}

extension KeyMessage {
    init(_ key: KeyView, secret: String? = nil) {
        self.init(
            id: key.id,
            user: key.owner,
            name: key.name,
            prefix: key.prefix,
            key: secret,
            readOnly: key.scope.isReadOnly,
            cameras: key.scope.cameras?.sorted(),
            createdBy: key.createdBy,
            createdAt: RFC3339.text(key.createdAt),
            expiresAt: key.expiresAt.map(RFC3339.text),
            lastUsedAt: key.lastUsedAt.map(RFC3339.text)
        )
    }
}

extension SessionMessage {
    init(_ session: SessionView) {
        self.init(
            id: session.id,
            face: session.face,
            createdAt: RFC3339.text(session.createdAt),
            lastSeenAt: RFC3339.text(session.lastSeenAt),
            expiresAt: RFC3339.text(session.expiresAt),
            address: session.address,
            userAgent: session.userAgent,
            current: session.isOwn
        )
    }
}

extension AuditMessage {
    init(_ row: AuditRow) {
        self.init(
            sequence: row.sequence,
            time: RFC3339.text(row.at),
            actor: Actor(kind: row.actorKind, id: row.actorID, name: row.actorName),
            action: row.action,
            target: row.target,
            address: row.address,
            outcome: row.outcome,
            detail: row.detail
        )
    }
}

extension AuditFilter {
    /// How what was done can have ended.
    static let outcomes = ["done", "denied", "failed"]

    init(_ call: Call) throws {
        self.init()
        actor = try call.query("actor")
        action = try call.query("action")
        target = try call.query("target")
        outcome = try call.query("outcome")
        if let outcome, !Self.outcomes.contains(outcome) {
            throw Problem.invalid("outcome", "outcome is one of \(Self.outcomes.joined(separator: ", ")).")
        }
        from = try call.time("from")
        to = try call.time("to")
        cursor = try call.query("cursor")
        limit = try call.integer("limit") ?? limit
    }
}

extension WhoMessage {
    init(_ call: Call, _ people: People) {
        let credential: Credential =
            switch call.principal.credential {
            case .none: .none
            case .session: .session
            case .token: .token
            case .apiKey: .apiKey
            // A stream password opens nothing here.
            case .password, .streamPassword: .password
            }
        self.init(
            user: people.person(of: call.visitor).map(UserMessage.init),
            credential: credential,
            csrfToken: call.visitor.csrfToken,
            permissions: Action.allCases.filter { Policy.may(call.principal, $0) }.map(\.rawValue),
            timeZone: people.timeZoneName
        )
    }
}

extension LogInMessage {
    init(_ session: OpenedSession) {
        self.init(
            state: .open,
            user: UserMessage(session.person),
            csrfToken: session.csrfToken,
            expiresIn: session.expiresIn.inSeconds
        )
    }

    init(_ token: OpenedToken) {
        self.init(
            state: .open,
            user: UserMessage(token.person),
            token: token.token,
            expiresIn: token.expiresIn.inSeconds
        )
    }

    static func owed(_ token: String, _ lifetime: Duration) -> LogInMessage {
        LogInMessage(
            state: .secondFactorNeeded,
            secondFactor: SecondFactor(token: token, expiresIn: lifetime.inSeconds)
        )
    }
}

extension OwnerProof {
    init(_ message: ProofMessage) throws {
        switch (message.password, message.code) {
        case (let password?, nil): self = .password(password)
        case (nil, let code?): self = .code(code)
        case (nil, nil), (_?, _?):
            throw DomainError(.invalid, "Either the password or a code is needed.", member: "password")
        }
    }
}

extension Response {
    /// Gives the browser the cookie of a session.
    mutating func give(_ token: String, lasting: Duration?, _ call: Call) {
        let cookie = SetCookie(name: NativeEndpoints.sessionCookie, value: token, maxAge: lasting)
        set(cookie, isSecure: call.context.isSecure)
    }

    mutating func takeCookie(_ call: Call) {
        set(SetCookie.clearing(NativeEndpoints.sessionCookie), isSecure: call.context.isSecure)
    }
}
