package import Media

/// What else is done in the transaction that changes an account.
package struct UserConsequences: Hashable, Sendable {
    package enum Sessions: Hashable, Sendable {
        case kept
        case ended
        /// All but this one, which from now on has a token with this hash.
        case endedBut(SessionID, tokenHash: [UInt8])
    }

    package var sessions: Sessions
    /// Hashes that take the place of the account's recovery codes; nil leaves those.
    package var recoveryCodes: [[UInt8]]?

    package init(sessions: Sessions = .kept, recoveryCodes: [[UInt8]]? = nil) {
        self.sessions = sessions
        self.recoveryCodes = recoveryCodes
    }

    package static let none = UserConsequences()
}

/// A session that has begun, and those that had to end for it.
package struct SessionStart: Hashable, Sendable {
    package let session: SessionRecord
    package let ended: [SessionID]
}

/// An account after a change, and its sessions that had to end for it.
package struct UserUpdate: Hashable, Sendable {
    package let user: UserRecord
    package let ended: [SessionID]
}

/// The accounts, and what they were given to come in with.
package protocol AccountCatalog: Sendable {
    /// All accounts by id.
    func users() async throws(CatalogError) -> [UserRecord]

    func user(_ id: UserID) async throws(CatalogError) -> UserRecord?

    /// Adds an account and returns it with the id and the version that it has got.
    ///
    /// - Parameter onlyAsFirst: only where there is no account yet.
    /// - Throws: `conflict` where the username is taken, or it would not be the first; `unknownCamera`.
    func insertUser(_ user: UserRecord, onlyAsFirst: Bool) async throws(CatalogError) -> UserRecord

    /// Replaces all that is kept of an account but the times of its making and of its last login, and returns it with
    /// its new version. Another secret of the second factor begins anew: none of its steps has been used.
    ///
    /// - Throws: `notFound`; `stale` where the account has another version than `user`; `conflict` where the username
    ///   is taken; `unknownCamera`; `lastAdministrator` where no enabled administrator would be left.
    func updateUser(_ user: UserRecord, _ consequences: UserConsequences) async throws(CatalogError) -> UserUpdate

    /// Deletes an account with its sessions, keys and codes, and says which sessions there were.
    ///
    /// - Parameter version: the version that is meant; nil for any.
    /// - Throws: `notFound`, `stale`, `lastAdministrator`.
    @discardableResult
    func deleteUser(_ id: UserID, version: Int64?) async throws(CatalogError) -> [SessionID]

    /// Somebody has logged in. Passes over an account that is no more.
    func noteLogin(of id: UserID, at time: WallTime) async throws(CatalogError)

    /// Uses up a step of the second factor, and with it all before. False where it is used up already.
    func useSecondFactorStep(_ step: Int64, of id: UserID) async throws(CatalogError) -> Bool

    /// Uses up a recovery code. False where there is no such code, or it is used up already.
    func useRecoveryCode(_ hash: [UInt8], of id: UserID, at time: WallTime) async throws(CatalogError) -> Bool

    /// How many recovery codes are left.
    func recoveryCodesLeft(of id: UserID) async throws(CatalogError) -> Int

    /// Begins a session and returns it with its id.
    ///
    /// - Parameters:
    ///   - generation: the generation of tokens that the account had when the password was verified.
    ///   - limit: how many sessions an account may have; those left alone longest end for the new one.
    /// - Throws: `stale` where the account is no more, is disabled or has another generation.
    func insertSession(
        _ session: SessionRecord,
        generation: Int64,
        keeping limit: Int
    ) async throws(CatalogError) -> SessionStart

    func session(tokenHash: [UInt8]) async throws(CatalogError) -> SessionRecord?

    /// The sessions of an account by id, also those that have expired and are not yet deleted.
    func sessions(of user: UserID) async throws(CatalogError) -> [SessionRecord]

    /// The session is in use. A time before the last one is passed over, and so is a session that is no more.
    func touchSession(_ id: SessionID, at time: WallTime) async throws(CatalogError)

    /// Ends a session. False where there is none.
    @discardableResult
    func deleteSession(_ id: SessionID) async throws(CatalogError) -> Bool

    /// Ends the sessions of an account, but for one, and says which.
    @discardableResult
    func deleteSessions(of user: UserID, except kept: SessionID?) async throws(CatalogError) -> [SessionID]

    /// Adds a key and returns it with its id. Throws `notFound` where there is no such account.
    func insertAPIKey(_ key: APIKeyRecord) async throws(CatalogError) -> APIKeyRecord

    func apiKey(secretHash: [UInt8]) async throws(CatalogError) -> APIKeyRecord?

    /// The keys of an account, or of all, by id.
    func apiKeys(of user: UserID?) async throws(CatalogError) -> [APIKeyRecord]

    /// The key is in use. A time before the last one is passed over, and so is a key that is no more.
    func touchAPIKey(_ id: APIKeyID, at time: WallTime) async throws(CatalogError)

    /// Revokes a key. False where there is none.
    @discardableResult
    func deleteAPIKey(_ id: APIKeyID) async throws(CatalogError) -> Bool

    /// A token lets nobody in any more, though it would until then.
    func revokeToken(_ id: String, until expiry: WallTime) async throws(CatalogError)

    /// The tokens that have been revoked, and how long each would have counted.
    func revokedTokens() async throws(CatalogError) -> [String: WallTime]

    /// Deletes sessions and revoked tokens that have expired, and says which sessions.
    @discardableResult
    func deleteExpiredAccess(at time: WallTime) async throws(CatalogError) -> [SessionID]
}
