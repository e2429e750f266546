import Catalog
import Logging
import Media
import Synchronization

extension Accounts {
    /// Logs somebody in with a password; see ``LoginOutcome`` for what may come of it.
    ///
    /// - Throws: `unavailable` alone; whatever is wrong with what was said is an outcome.
    package func login(
        _ username: String,
        password: String,
        client: Client
    ) async throws(AccountError) -> LoginOutcome {
        let user: UserRecord
        let ticket: Lockout.Ticket
        switch try await check(username, password, client) {
        case .refused(let refusal): return .refused(refusal)
        case .right(let record, let allowed): (user, ticket) = (record, allowed)
        }
        guard user.secondFactorIsActive else {
            lockout.withLock { $0.succeeded(ticket, client.lockout) }
            await noteLogin(of: user)
            return .admitted(Admission(user, client))
        }
        // Half of a log-in proves nothing about where somebody is.
        lockout.withLock { $0.withdrawn(ticket, client.lockout) }
        return .secondFactorNeeded(halfLogin(user, client))
    }

    private func halfLogin(_ user: UserRecord, _ client: Client) -> HalfLogin {
        let token = AccessSecret.newToken()
        let now = clock.monotonic()
        let entry = HalfLogins.Entry(
            user: user.id,
            generation: user.tokenGeneration,
            client: client,
            expiry: now + limits.halfLoginLifetime,
            triesLeft: limits.halfLoginTries
        )
        state.withLock { $0.halves.add(entry, tokenHash: AccessSecret.hash(token.text), at: now) }
        return HalfLogin(token: token, lifetime: limits.halfLoginLifetime)
    }

    /// Ends a log-in that owes the second factor: a code from the app, or a recovery code.
    ///
    /// - Parameter token: of the half log-in, which counts on the face that it was made by.
    package func login(
        halfLogin token: String,
        code: String,
        client: Client
    ) async throws(AccountError) -> LoginOutcome {
        guard AccessSecret.isToken(token) else { return .refused(.unknown) }
        let hash = AccessSecret.hash(token)
        let now = clock.monotonic()
        let found = state.withLock { state -> (HalfLogins.Entry, UserRecord)? in
            guard let entry = state.halves.entry(hash, face: client.face, at: now), let user = state.users[entry.user],
                user.isEnabled, user.tokenGeneration == entry.generation
            else { return nil }
            return (entry, user)
        }
        guard let (_, user) = found else { return .refused(.expired) }
        let ticket: Lockout.Ticket
        switch lockout.withLock({ $0.attempt(user.nameKey, from: client.network, client.lockout, at: now) }) {
        case .allowed(let allowed): ticket = allowed
        case .blocked(let remaining): return .refused(.locked(remaining))
        }
        guard let triesLeft = state.withLock({ $0.halves.takeTry(hash) }) else {
            lockout.withLock { $0.withdrawn(ticket, client.lockout) }
            return .refused(.expired)
        }
        let isRight: Bool
        do {
            isRight = try await verify(code, of: user)
        } catch {
            lockout.withLock { $0.withdrawn(ticket, client.lockout) }
            throw error
        }
        guard isRight else { return .refused(.wrongCode(triesLeft: triesLeft)) }
        state.withLock { $0.halves.remove(hash) }
        lockout.withLock { $0.succeeded(ticket, client.lockout) }
        await noteLogin(of: user)
        return .admitted(Admission(user, client))
    }

    /// How long somebody must wait before anything is tried; nil for not at all.
    package func lockoutRemaining(_ username: String, client: Client) -> Duration? {
        guard username.utf8.count <= AccountRules.longestTypedName else { return nil }
        let name = UserRecord.nameKey(username)
        let now = clock.monotonic()
        return lockout.withLock { $0.remaining(name, from: client.network, client.lockout, at: now) }
    }

    func noteLogin(of user: UserRecord) async {
        let now = clock.wall()
        await noting("last login") { () throws(CatalogError) in try await catalog.noteLogin(of: user.id, at: now) }
        state.withLock { $0.noteLogin(of: user.id, at: now) }
    }
}

/// Whether a password is right.
enum PasswordVerdict: Sendable {
    /// Whoever gets it must tell the lockout how the whole attempt ended.
    case right(UserRecord, Lockout.Ticket)
    case refused(Refusal)
}

extension Accounts {
    /// Checks a password, at the same cost whether there is such an account or not.
    func check(
        _ username: String,
        _ password: String,
        _ client: Client
    ) async throws(AccountError) -> PasswordVerdict {
        // Nobody has such a name or password, so that nothing is learnt from a quick answer.
        guard username.utf8.count <= AccountRules.longestTypedName,
            password.utf8.count <= AccountRules.longestTypedPassword
        else { return .refused(.wrongCredentials) }
        let name = UserRecord.nameKey(username)
        let now = clock.monotonic()
        let ticket: Lockout.Ticket
        switch lockout.withLock({ $0.attempt(name, from: client.network, client.lockout, at: now) }) {
        case .allowed(let allowed): ticket = allowed
        case .blocked(let remaining): return .refused(.locked(remaining))
        }
        do {
            guard let user = try await owner(of: password, name) else { return .refused(.wrongCredentials) }
            return .right(user, ticket)
        } catch {
            // It was not tried.
            lockout.withLock { $0.withdrawn(ticket, client.lockout) }
            guard error.kind == .busy else { throw error }
            return .refused(.busy)
        }
    }

    /// The enabled account with this name, if the password is its own.
    private func owner(of password: String, _ name: String) async throws(AccountError) -> UserRecord? {
        let user = state.withLock { $0.user(named: name) }
        let kept = user?.passwordHash ?? nobodysHash
        let isThere = user != nil
        let (isRight, newHash) = try await hashing { hasher -> (Bool, String?) in
            let isRight = try hasher.verify(password, against: kept)
            guard isRight, isThere, hasher.needsRehash(kept) else { return (isRight, nil) }
            return (true, try? hasher.hash(password))
        }
        guard isRight, let user else { return nil }
        if let newHash { await rehash(user, newHash) }
        // The account may have been changed while the password was being checked.
        guard let now = state.withLock({ $0.users[user.id] }), now.isEnabled,
            now.tokenGeneration == user.tokenGeneration
        else { return nil }
        return now
    }

    /// Today's hashes cost more than the one that was kept: keeps a new one.
    private func rehash(_ user: UserRecord, _ hash: String) async {
        do {
            _ = try await update(user.id) { (current) throws(AccountError) in
                if current.passwordHash == user.passwordHash { current.passwordHash = hash }
                return .none
            }
        } catch {
            logger.warning("a password could not be hashed anew", metadata: ["error": "\(error)"])
        }
    }
}
