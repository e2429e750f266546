package import Catalog
import Cryptography
import Media
import Synchronization

extension Accounts {
    /// All accounts by id.
    package func users() -> [User] { state.withLock { $0.users.values.map(User.init) }.sorted { $0.id < $1.id } }

    package func user(_ id: UserID) -> User? { state.withLock { $0.users[id] }.map(User.init) }

    /// The account with this username, in whatever case.
    package func user(named name: String) -> User? {
        guard name.utf8.count <= AccountRules.longestTypedName else { return nil }
        return state.withLock { $0.user(named: UserRecord.nameKey(name)) }.map(User.init)
    }

    /// Makes an account.
    ///
    /// - Throws: `invalid`, `conflict` where the username is taken, `busy`, `unavailable`.
    package func createUser(_ draft: UserDraft, password: String) async throws(AccountError) -> User {
        User(try await create(draft, password: password, onlyAsFirst: false))
    }

    func create(_ draft: UserDraft, password: String, onlyAsFirst: Bool) async throws(AccountError) -> UserRecord {
        var record = try record(of: draft, password: password)
        guard state.withLock({ $0.users.count }) < limits.users else {
            throw AccountError(.conflict, "There are \(limits.users) accounts, and there cannot be more. Delete some.")
        }
        record.passwordHash = try await hashing { try $0.hash(password) }
        let finished = record
        let stored = try await asking { () throws(CatalogError) in
            try await catalog.insertUser(finished, onlyAsFirst: onlyAsFirst)
        }
        state.withLock { $0.add(stored) }
        return stored
    }

    /// The account that a draft asks for, without a password yet.
    func record(of draft: UserDraft, password: String) throws(AccountError) -> UserRecord {
        let username = try AccountRules.username(draft.username)
        try check(password, of: username)
        var email: String?
        if let text = draft.email { email = try AccountRules.email(text) }
        let now = clock.wall()
        return UserRecord(
            username: username,
            displayName: try AccountRules.displayName(draft.displayName),
            email: email,
            role: draft.role,
            isEnabled: draft.isEnabled,
            mayUnmask: draft.mayUnmask,
            cameras: draft.cameras,
            passwordHash: "",
            passwordChangedAt: now,
            isPasswordLocked: draft.isPasswordLocked,
            createdAt: now,
            updatedAt: now
        )
    }

    private func check(_ password: String, of username: String) throws(AccountError) {
        do {
            try policy.check(password, userName: username)
        } catch {
            throw .invalid(error.description, "password")
        }
    }

    /// Changes an account, all of it or nothing. Another role, another password, or an account that is disabled, ends its
    /// sessions and tokens.
    ///
    /// - Parameters:
    ///   - password: as an administrator sets it; nil leaves it as it is.
    ///   - version: the version that the change was made for; nil for any.
    /// - Throws: `notFound`, `stale`, `invalid`, `conflict`, `lastAdministrator`, `busy`, `unavailable`.
    package func changeUser(
        _ id: UserID,
        _ change: UserChange,
        password: String? = nil,
        version: Int64? = nil
    ) async throws(AccountError) -> User {
        var hash: String?
        if let password {
            guard var user = state.withLock({ $0.users[id] }) else { throw .noUser(id) }
            if let version, version != user.version { throw .stale(user.username) }
            // First what can be refused for what it says, as a hash costs.
            try change.apply(to: &user)
            hash = try await newHash(password, of: user.username)
        }
        let wanted = hash
        let now = clock.wall()
        let stored = try await update(id, version: version) { (user) throws(AccountError) in
            let old = user
            try change.apply(to: &user)
            if let wanted { (user.passwordHash, user.passwordChangedAt) = (wanted, now) }
            guard wanted != nil || old.role != user.role || old.isEnabled && !user.isEnabled else { return .none }
            user.tokenGeneration += 1
            return UserConsequences(sessions: .ended)
        }
        return User(stored)
    }

    /// Deletes an account with its sessions, keys and tokens.
    ///
    /// - Throws: `notFound`, `stale`, `lastAdministrator`, `unavailable`.
    package func deleteUser(_ id: UserID, version: Int64? = nil) async throws(AccountError) {
        let ended = try await asking { () throws(CatalogError) in try await catalog.deleteUser(id, version: version) }
        state.withLock { $0.remove(id) }
        tell(ended)
    }

    /// Sets a password, as an administrator may for another. Ends the account's sessions and tokens.
    package func setPassword(of id: UserID, to password: String) async throws(AccountError) -> User {
        try await changeUser(id, UserChange(), password: password)
    }

    /// Changes one's own password. Ends all of the account's sessions and tokens but the session in which this is done,
    /// which gets a new token.
    ///
    /// - Parameter kept: the session in which this is done, if it is done in one.
    /// - Returns: what that session is continued with.
    /// - Throws: `passwordLocked`, `wrongProof`, `locked`, `invalid`, `busy`, `unavailable`.
    package func changePassword(
        of id: UserID,
        from current: String,
        to password: String,
        keeping kept: SessionID?,
        client: Client
    ) async throws(AccountError) -> RenewedSession? {
        guard let user = user(id) else { throw .noUser(id) }
        guard !user.isPasswordLocked else { throw .passwordLocked }
        let proven = try await prove(.password(current), for: id, client: client)
        let hash = try await newHash(password, of: user.username)
        let renewal = kept.map { RenewedSession(id: $0) }
        _ = try await replacePassword(
            of: id,
            hash,
            sessions: renewal?.consequence ?? .ended,
            by: { (user) throws(AccountError) in
                guard !user.isPasswordLocked else { throw .passwordLocked }
                // Somebody has set another password since this one was found right.
                guard user.tokenGeneration == proven.tokenGeneration else { throw .stale(user.username) }
            }
        )
        return renewal
    }

    private func newHash(_ password: String, of username: String) async throws(AccountError) -> String {
        try check(password, of: username)
        return try await hashing { try $0.hash(password) }
    }

    private func replacePassword(
        of id: UserID,
        _ hash: String,
        sessions: UserConsequences.Sessions,
        by check: (UserRecord) throws(AccountError) -> Void
    ) async throws(AccountError) -> UserRecord {
        let now = clock.wall()
        return try await update(id) { (user) throws(AccountError) in
            try check(user)
            user.passwordHash = hash
            user.passwordChangedAt = now
            user.tokenGeneration += 1
            return UserConsequences(sessions: sessions)
        }
    }

    /// Forgets the wrong tries with an account, so that nobody has to wait.
    package func clearLockout(of id: UserID) throws(AccountError) {
        guard let user = user(id) else { throw .noUser(id) }
        lockout.withLock { $0.clear(UserRecord.nameKey(user.username)) }
    }
}

extension Accounts {
    /// Changes an account in the catalogue and then here.
    func update(
        _ id: UserID,
        version: Int64? = nil,
        _ change: (inout UserRecord) throws(AccountError) -> UserConsequences
    ) async throws(AccountError) -> UserRecord {
        var triesLeft = 4
        while true {
            guard let current = state.withLock({ $0.users[id] }) else { throw .noUser(id) }
            if let version, version != current.version { throw .stale(current.username) }
            var changed = current
            let consequences = try change(&changed)
            guard changed != current || consequences != .none else { return current }
            changed.updatedAt = clock.wall()
            let wanted = changed
            do {
                let update = try await catalog.updateUser(wanted, consequences)
                take(update.user, consequences)
                tell(update.ended)
                return update.user
            } catch  where error.code == .stale && version == nil && triesLeft > 0 {
                // Another change came first; this one is made anew on top of it.
                triesLeft -= 1
                try await readAgain(id)
            } catch {
                throw failure(error)
            }
        }
    }

    private func take(_ stored: UserRecord, _ consequences: UserConsequences) {
        state.withLock { state in
            state.replace(stored)
            if consequences.sessions != .kept { state.endSessions { $0.user == stored.id } }
        }
    }

    private func readAgain(_ id: UserID) async throws(AccountError) {
        let stored = try await asking { () throws(CatalogError) in try await catalog.user(id) }
        state.withLock { state in
            if let stored { state.replace(stored) } else { state.remove(id) }
        }
    }
}

extension AccountError {
    static let passwordLocked = Self(
        .passwordLocked,
        "The password of this account may only be changed by an administrator. Ask one."
    )
}
