package import Catalog
import Media
import Synchronization

extension Accounts {
    /// Begins a session for somebody who has just logged in.
    ///
    /// - Throws: `stale` where the account has been changed since; `unavailable`.
    package func startSession(_ admission: Admission) async throws(AccountError) -> IssuedSession {
        let token = AccessSecret.newToken()
        let client = admission.client
        let lifetime = client.session ?? limits.session
        let now = clock.wall()
        let record = SessionRecord(
            user: admission.user.id,
            tokenHash: AccessSecret.hash(token.text),
            face: client.face,
            createdAt: now,
            lastSeenAt: now,
            idleLimit: min(lifetime.idle, .longestAccess),
            expiresAt: now + min(lifetime.absolute, .longestAccess),
            address: client.address,
            userAgent: client.userAgent
        )
        let start = try await asking { () throws(CatalogError) in
            try await catalog.insertSession(
                record,
                generation: admission.generation,
                keeping: limits.sessionsPerUser
            )
        }
        if !start.ended.isEmpty {
            let ended = Set(start.ended)
            state.withLock { $0.endSessions { ended.contains($0.id) } }
            tell(start.ended)
        }
        return IssuedSession(
            token: token,
            csrfToken: AccessSecret.csrfToken(of: token.text),
            session: Session(start.session),
            user: admission.user
        )
    }

    /// Lets somebody in by a session's token, on the face that made the session.
    ///
    /// - Throws: `unavailable` alone.
    package func authenticate(
        session token: String,
        face: String
    ) async throws(AccountError) -> AuthenticationOutcome {
        guard AccessSecret.isToken(token) else { return .refused(.unknown) }
        let hash = AccessSecret.hash(token)
        guard let session = try await session(hash) else { return .refused(.unknown) }
        guard session.face == AccountRules.face(face) else { return .refused(.otherFace) }
        let now = clock.wall()
        guard !session.isExpired(at: now) else {
            _ = try await end(session.id)
            return .refused(.expired)
        }
        guard let user = state.withLock({ $0.users[session.user] }), user.isEnabled else { return .refused(.unknown) }
        await noteUse(of: session, at: now)
        let csrfToken = AccessSecret.csrfToken(of: token)
        return .authenticated(Authentication(user, .session(session.id), csrfToken: csrfToken))
    }

    private func session(_ hash: [UInt8]) async throws(AccountError) -> SessionRecord? {
        let (found, endings) = state.withLock { ($0.sessions.value(for: hash)?.record, $0.endings) }
        if let found { return found }
        let read = try await asking { () throws(CatalogError) in try await catalog.session(tokenHash: hash) }
        guard let read else { return nil }
        state.withLock { $0.remember(read, readAfter: endings) }
        return read
    }

    private func noteUse(of session: SessionRecord, at now: WallTime) async {
        let interval = limits.useInterval
        let isDue = state.withLock { state -> Bool in
            var isDue = false
            state.sessions.update(session.tokenHash) { remembered in
                remembered.record.lastSeenAt = max(remembered.record.lastSeenAt, now)
                guard now - remembered.writtenAt >= interval else { return }
                remembered.writtenAt = now
                isDue = true
            }
            return isDue
        }
        guard isDue else { return }
        await noting("last use of a session") { () throws(CatalogError) in
            try await catalog.touchSession(session.id, at: now)
        }
    }

    /// The sessions of an account that have not expired, by id.
    package func sessions(of user: UserID) async throws(AccountError) -> [Session] {
        let now = clock.wall()
        let kept = try await asking { () throws(CatalogError) in try await catalog.sessions(of: user) }
        return state.withLock { state in
            kept.map { state.sessions.value(for: $0.tokenHash)?.record ?? $0 }
                .filter { !$0.isExpired(at: now) }
                .map(Session.init)
        }
    }

    /// Logs somebody out: the session with this token ends, on whatever face. False where there is none.
    @discardableResult
    package func endSession(token: String) async throws(AccountError) -> Bool {
        guard AccessSecret.isToken(token) else { return false }
        guard let session = try await session(AccessSecret.hash(token)) else { return false }
        return try await end(session.id)
    }

    /// Ends one of an account's sessions. Throws `notFound` where the account has no such session.
    package func endSession(_ id: SessionID, of user: UserID) async throws(AccountError) {
        let kept = try await asking { () throws(CatalogError) in try await catalog.sessions(of: user) }
        let hasEnded = kept.contains { $0.id == id } ? try await end(id) : false
        guard hasEnded else {
            throw AccountError(.notFound, "There is no session with the number \(id); it may have ended.")
        }
    }

    /// Ends an account's sessions, but for one, and says how many.
    @discardableResult
    package func endSessions(of user: UserID, except kept: SessionID? = nil) async throws(AccountError) -> Int {
        let ended = try await asking { () throws(CatalogError) in
            try await catalog.deleteSessions(of: user, except: kept)
        }
        state.withLock { $0.endSessions { $0.user == user && $0.id != kept } }
        tell(ended)
        return ended.count
    }

    private func end(_ id: SessionID) async throws(AccountError) -> Bool {
        let wasThere = try await asking { () throws(CatalogError) in try await catalog.deleteSession(id) }
        state.withLock { $0.endSessions { $0.id == id } }
        if wasThere { tell([id]) }
        return wasThere
    }
}
