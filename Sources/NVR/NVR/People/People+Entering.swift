import Accounts
import Catalog
import Changes
import Logging
import Media
import Stream

/// How it ended at the door.
package enum Entry: Sendable {
    case admitted(Visitor)
    /// What was shown lets nobody in.
    case refused(DomainError)
}

/// A session that has just begun. The token is given to the browser once, in a cookie.
package struct OpenedSession: Sendable {
    package let token: String
    package let csrfToken: String
    package let expiresIn: Duration
    package let person: PersonView
}

/// How an attempt to log in ended.
package enum LogInResult<Opened: Sendable>: Sendable {
    case opened(Opened)
    /// The password is right, and a code is owed; the token opens nothing but the way to say the code.
    case secondFactorNeeded(token: String, lifetime: Duration)
}

/// A JSON web token, for clients that want one.
package struct OpenedToken: Sendable {
    package let token: String
    package let expiresIn: Duration
    package let person: PersonView
}

extension People {
    // MARK: With what was shown

    /// Finds out who has shown a credential. It asks no permission: whoever is admitted may be nobody in particular.
    ///
    /// - Throws: `unavailable` where it cannot be found out.
    package func admit(_ shown: ShownCredential, at door: Door) async throws(DomainError) -> Entry {
        let outcome: AuthenticationOutcome
        switch shown {
        case .none: return .admitted(.nobody(at: door))
        case .session(let token):
            outcome = try await asking { () throws(AccountError) in
                try await accounts.authenticate(session: token, face: door.face)
            }
        case .apiKey(let key):
            outcome = try await asking { () throws(AccountError) in try await accounts.authenticate(key: key) }
        case .bearer(let text):
            // A JSON web token has two dots, an API key none.
            outcome =
                text.contains(".")
                ? accounts.authenticate(token: text)
                : try await asking { () throws(AccountError) in try await accounts.authenticate(key: text) }
        case .basic(let username, let password):
            outcome = try await asking { () throws(AccountError) in
                try await accounts.authenticate(basic: username, password, client: door.client())
            }
        }
        switch outcome {
        case .authenticated(let found): return .admitted(Visitor(found, at: door))
        case .refused(let refusal):
            if case .basic(let username, _) = shown {
                await noteRefused(refusal, username, "basic", door, Self.session)
            }
            return .refused(DomainError(refusal))
        }
    }

    /// Who somebody is by now who was admitted before: a session may have ended meanwhile, a right been taken away. Nil
    /// where what was shown lets nobody in any more. For whatever lasts longer than an answer.
    ///
    /// Where that cannot be found out at this moment, as others' wrong tries hold the address up or the catalogue does not
    /// answer, he stays who he was, with what the account may do by now.
    package func renewed(_ visitor: Visitor, showing shown: ShownCredential) async -> Principal? {
        do {
            switch try await admit(shown, at: visitor.door) {
            case .admitted(let now): return now.principal
            case .refused(let error) where error.kind == .unproven || error.kind == .forbidden: return nil
            case .refused: return stillThere(visitor)
            }
        } catch {
            return stillThere(visitor)
        }
    }

    private func stillThere(_ visitor: Visitor) -> Principal? {
        guard let id = visitor.user else { return visitor.principal }
        guard let user = accounts.user(id), user.isEnabled else { return nil }
        var principal = visitor.principal
        principal.role = Principal.Role(user.role)
        principal.grants = Principal.CameraGrants(user.cameras)
        principal.seesUnmasked = user.seesUnmasked
        return principal
    }

    // MARK: Logging in

    /// Logs in by password, and begins a session of the door's face.
    ///
    /// - Throws: `unproven`, `locked`, `busy`, `unavailable`.
    package func logIn(
        _ username: String,
        password: String,
        at door: Door
    ) async throws(DomainError) -> LogInResult<OpenedSession> {
        try await finish(try await loggedIn(username, password, door), username, door, Self.session, openSession)
    }

    /// Ends a log-in that owes a code.
    package func logIn(
        halfLogin token: String,
        code: String,
        at door: Door
    ) async throws(DomainError) -> LogInResult<OpenedSession> {
        try await finish(try await loggedIn(half: token, code, door), nil, door, Self.session, openSession)
    }

    /// Logs in by password, for a token instead of a session.
    ///
    /// - Parameter lifetime: of the token.
    package func token(
        for username: String,
        password: String,
        lifetime: Duration,
        at door: Door
    ) async throws(DomainError) -> LogInResult<OpenedToken> {
        try await finish(try await loggedIn(username, password, door), username, door, Self.token) {
            (admission) throws(DomainError) in try openToken(admission, lifetime)
        }
    }

    package func token(
        halfLogin token: String,
        code: String,
        lifetime: Duration,
        at door: Door
    ) async throws(DomainError) -> LogInResult<OpenedToken> {
        try await finish(try await loggedIn(half: token, code, door), nil, door, Self.token) {
            (admission) throws(DomainError) in try openToken(admission, lifetime)
        }
    }

    /// How long somebody must wait before a password is looked at; nil for not at all.
    package func lockoutRemaining(_ username: String, at door: Door) -> Duration? {
        accounts.lockoutRemaining(username, client: door.client())
    }

    /// Ends the session or the token that was shown; whatever else was shown stays as it is.
    package func logOut(_ shown: ShownCredential, _ visitor: Visitor) async throws(DomainError) {
        switch shown {
        case .session(let token):
            _ = try await asking { () throws(AccountError) in try await accounts.endSession(token: token) }
            await services.audit.note("session.end", by: visitor.principal)
        case .bearer(let token) where token.contains("."):
            _ = try await asking { () throws(AccountError) in try await accounts.revokeToken(token) }
            await services.audit.note("token.revoke", by: visitor.principal)
        case .none, .bearer, .apiKey, .basic: break
        }
    }

    /// What logging in begins, as the audit log calls it.
    static let session = "session.create"
    private static let token = "token.create"

    private func loggedIn(_ name: String, _ password: String, _ door: Door) async throws(DomainError) -> LoginOutcome {
        try await asking { () throws(AccountError) in
            try await accounts.login(name, password: password, client: door.client(session: sessionLifetime))
        }
    }

    private func loggedIn(half token: String, _ code: String, _ door: Door) async throws(DomainError) -> LoginOutcome {
        try await asking { () throws(AccountError) in
            try await accounts.login(halfLogin: token, code: code, client: door.client(session: sessionLifetime))
        }
    }

    private func finish<Opened>(
        _ outcome: LoginOutcome,
        _ username: String?,
        _ door: Door,
        _ what: String,
        _ open: (Admission) async throws(DomainError) -> Opened
    ) async throws(DomainError) -> LogInResult<Opened> {
        switch outcome {
        case .secondFactorNeeded(let half): return .secondFactorNeeded(token: half.token.text, lifetime: half.lifetime)
        case .refused(let refusal):
            await noteRefused(refusal, username, "password", door, what)
            throw DomainError(refusal)
        case .admitted(let admission):
            let opened = try await open(admission)
            let principal = Principal(admission.user, origin: door.origin)
            await services.audit.note(what, target(admission.user.id), by: principal)
            return .opened(opened)
        }
    }

    private func openSession(_ admission: Admission) async throws(DomainError) -> OpenedSession {
        let issued = try await asking { () throws(AccountError) in try await accounts.startSession(admission) }
        services.published(.created, EventObject.session, id: "\(issued.session.id)")
        return OpenedSession(
            token: issued.token.text,
            csrfToken: issued.csrfToken,
            expiresIn: issued.session.expiresAt - services.time.wall,
            person: PersonView(issued.user)
        )
    }

    private func openToken(_ admission: Admission, _ lifetime: Duration) throws(DomainError) -> OpenedToken {
        do {
            let issued = try accounts.issueToken(admission, lifetime: lifetime)
            return OpenedToken(
                token: issued.token.text,
                expiresIn: issued.expiresAt - services.time.wall,
                person: PersonView(admission.user)
            )
        } catch {
            throw DomainError(error)
        }
    }

    /// Tries that were not even looked at are not noted: their number has no bound.
    func noteRefused(
        _ refusal: Refusal,
        _ username: String?,
        _ way: String,
        _ door: Door,
        _ what: String
    ) async {
        switch refusal {
        case .wrongCredentials, .wrongCode, .keyNeeded: break
        case .unknown, .expired, .otherFace, .locked, .busy: return
        }
        // The name may be a password that was typed into the wrong field.
        let known = username.flatMap { accounts.user(named: $0) }
        await services.audit.note(
            what,
            known.map { target($0.id) },
            by: Visitor.nobody(at: door).principal,
            .denied,
            ["way": way]
        )
    }
}

extension DomainError {
    init(_ refusal: Refusal) {
        let kind: Kind =
            switch refusal {
            case .locked(let remaining): .locked(remaining)
            case .busy: .busy
            case .wrongCredentials, .wrongCode, .unknown, .expired, .otherFace, .keyNeeded: .unproven
            }
        self.init(kind, refusal.description)
    }
}

extension Principal {
    /// Somebody who has just proved who he is.
    fileprivate init(_ user: User, origin: Origin) {
        self.init(
            identity: .user(id: user.id.number, name: user.username),
            credential: .password,
            role: Role(user.role),
            grants: CameraGrants(user.cameras),
            origin: origin
        )
    }
}
