import Catalog
import Media
import Synchronization

extension Accounts {
    /// Basic authentication: a password, or an API key in its place. An account with a second factor is never let in by
    /// its password alone.
    ///
    /// - Throws: `unavailable` alone.
    package func authenticate(
        basic username: String,
        _ password: String,
        client: Client
    ) async throws(AccountError) -> AuthenticationOutcome {
        if AccessSecret.isKey(password) { return try await authenticate(key: password, of: username) }
        guard username.utf8.count <= AccountRules.longestTypedName,
            password.utf8.count <= AccountRules.longestTypedPassword
        else { return .refused(.wrongCredentials) }
        let pair = pairKey.hash(username, password)
        let now = clock.monotonic()
        let known = state.withLock { $0.pairs.user(of: pair, among: $0.users, at: now) }
        if let known, known.isEnabled, !known.secondFactorIsActive {
            return .authenticated(Authentication(known, .basic))
        }
        // A page with twenty pictures asks twenty times at once: that is one try, and one hash.
        let work = pairKey.hash(username, password, "\(client.address ?? "")\n\(client.lockout)")
        let task = verifying.withLock { verifying in
            if let task = verifying[work] { return task }
            let task = Task {
                let result = await self.verify(username, password, pair, client)
                self.verifying.withLock { $0[work] = nil }
                return result
            }
            verifying[work] = task
            return task
        }
        return try await task.value.get()
    }

    private func verify(
        _ username: String,
        _ password: String,
        _ pair: [UInt8],
        _ client: Client
    ) async -> Result<AuthenticationOutcome, AccountError> {
        do {
            switch try await check(username, password, client) {
            case .refused(let refusal): return .success(.refused(refusal))
            case .right(let user, let ticket):
                guard !user.secondFactorIsActive else {
                    lockout.withLock { $0.withdrawn(ticket, client.lockout) }
                    return .success(.refused(.keyNeeded))
                }
                lockout.withLock { $0.succeeded(ticket, client.lockout) }
                await noteLogin(of: user)
                let now = clock.monotonic()
                state.withLock { $0.pairs.remember(pair, user, at: now) }
                return .success(.authenticated(Authentication(user, .basic)))
            }
        } catch {
            return .failure(error)
        }
    }

    private func authenticate(
        key: String,
        of username: String
    ) async throws(AccountError) -> AuthenticationOutcome {
        let outcome = try await authenticate(key: key)
        guard case .authenticated(let found) = outcome else { return outcome }
        let isOwner = UserRecord.nameKey(found.user.username) == UserRecord.nameKey(username)
        return isOwner ? outcome : .refused(.wrongCredentials)
    }
}
