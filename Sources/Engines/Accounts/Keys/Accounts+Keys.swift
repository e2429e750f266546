package import Catalog
package import Media
import Synchronization

extension Accounts {
    /// Makes a key for an account: its owner for himself, or an administrator for another.
    ///
    /// - Throws: `invalid`, `notFound`, `conflict` where there are as many keys as may be; `unavailable`.
    package func createAPIKey(
        for user: UserID,
        name: String,
        scope: APIKeyScope = .full,
        expiresAt: WallTime? = nil,
        by creator: UserID
    ) async throws(AccountError) -> IssuedAPIKey {
        let name = try AccountRules.keyName(name)
        let now = clock.wall()
        if let expiresAt, expiresAt <= now {
            throw .invalid("The key would have expired already. Choose a later time.", "expiresAt")
        }
        let count = try await apiKeys(of: user).count
        guard count < limits.keysPerUser else {
            throw AccountError(.conflict, "This account has \(count) keys, and cannot have more. Revoke some.")
        }
        let (prefix, secret) = AccessSecret.newKey()
        let record = APIKeyRecord(
            user: user,
            name: name,
            prefix: prefix,
            secretHash: AccessSecret.hash(secret.text),
            scope: scope,
            createdBy: creator,
            createdAt: now,
            expiresAt: expiresAt
        )
        let stored = try await asking { () throws(CatalogError) in try await catalog.insertAPIKey(record) }
        return IssuedAPIKey(secret: secret, key: APIKey(stored))
    }

    /// Lets a program in by its key, on whatever face.
    ///
    /// - Throws: `unavailable` alone.
    package func authenticate(key text: String) async throws(AccountError) -> AuthenticationOutcome {
        guard AccessSecret.isKey(text) else { return .refused(.unknown) }
        guard let key = try await key(AccessSecret.hash(text)) else { return .refused(.unknown) }
        let now = clock.wall()
        guard !key.isExpired(at: now) else { return .refused(.expired) }
        guard let user = state.withLock({ $0.users[key.user] }), user.isEnabled else { return .refused(.unknown) }
        await noteUse(of: key, at: now)
        return .authenticated(Authentication(user, .key(key.id, name: key.name), scope: key.scope))
    }

    private func key(_ hash: [UInt8]) async throws(AccountError) -> APIKeyRecord? {
        let (found, endings) = state.withLock { ($0.keys.value(for: hash)?.record, $0.endings) }
        if let found { return found }
        let read = try await asking { () throws(CatalogError) in try await catalog.apiKey(secretHash: hash) }
        guard let read else { return nil }
        state.withLock { $0.remember(read, readAfter: endings) }
        return read
    }

    private func noteUse(of key: APIKeyRecord, at now: WallTime) async {
        let interval = limits.useInterval
        let isDue = state.withLock { state -> Bool in
            var isDue = false
            state.keys.update(key.secretHash) { remembered in
                remembered.record.lastUsedAt = max(remembered.record.lastUsedAt ?? now, now)
                guard now - remembered.writtenAt >= interval else { return }
                remembered.writtenAt = now
                isDue = true
            }
            return isDue
        }
        guard isDue else { return }
        await noting("last use of a key") { () throws(CatalogError) in try await catalog.touchAPIKey(key.id, at: now) }
    }

    /// The keys of an account, or of all, by id; also those that have expired.
    package func apiKeys(of user: UserID?) async throws(AccountError) -> [APIKey] {
        let kept = try await asking { () throws(CatalogError) in try await catalog.apiKeys(of: user) }
        return state.withLock { state in
            kept.map { APIKey(state.keys.value(for: $0.secretHash)?.record ?? $0) }
        }
    }

    /// Revokes a key.
    ///
    /// - Parameter user: only if it is this account's; nil for anybody's.
    /// - Throws: `notFound`, `unavailable`.
    package func revokeAPIKey(_ id: APIKeyID, of user: UserID? = nil) async throws(AccountError) {
        if let user, try await !apiKeys(of: user).contains(where: { $0.id == id }) { throw .noKey(id) }
        let wasThere = try await asking { () throws(CatalogError) in try await catalog.deleteAPIKey(id) }
        state.withLock { $0.endKeys { $0.id == id } }
        guard wasThere else { throw .noKey(id) }
    }
}

extension AccountError {
    static func noKey(_ id: APIKeyID) -> Self {
        Self(.notFound, "There is no API key with the number \(id); it may have been revoked.")
    }
}
