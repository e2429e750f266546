import Catalog
import Media

/// What is known without asking the catalogue: all accounts, and the sessions and keys that are in use. It is exact,
/// because every change goes through the one object that holds it: first into the catalogue, then here, and only then
/// is the change said to be done.
struct AccountState: Sendable {
    struct Remembered<Record: Sendable>: Sendable {
        var record: Record
        /// When its last use was written.
        var writtenAt: WallTime
    }

    private(set) var users: [UserID: UserRecord] = [:]
    private var ids: [String: UserID] = [:]
    var sessions: BoundedCache<[UInt8], Remembered<SessionRecord>>
    var keys: BoundedCache<[UInt8], Remembered<APIKeyRecord>>
    var pairs: VerifiedPairs
    var halves: HalfLogins
    var setup = SetupCode()
    var revokedTokens: [String: WallTime]
    /// Counted up by whatever ends a session or a key. Who has read one from the catalogue remembers it only if nothing
    /// has ended meanwhile.
    private(set) var endings: UInt64 = 0

    init(_ users: [UserRecord], revokedTokens: [String: WallTime], limits: AccountLimits) {
        sessions = BoundedCache(capacity: limits.remembered)
        keys = BoundedCache(capacity: limits.remembered)
        pairs = VerifiedPairs(capacity: limits.rememberedPairs, lifetime: limits.pairLifetime)
        halves = HalfLogins(capacity: limits.halfLogins)
        self.revokedTokens = revokedTokens
        for user in users { add(user) }
    }

    func user(named nameKey: String) -> UserRecord? { ids[nameKey].flatMap { users[$0] } }

    mutating func add(_ user: UserRecord) {
        users[user.id] = user
        ids[user.nameKey] = user.id
    }

    /// Two changes may come here in another order than they were made in: the later one counts.
    mutating func replace(_ user: UserRecord) {
        guard let old = users[user.id], user.version > old.version else { return }
        var user = user
        user.lastLoginAt = [old.lastLoginAt, user.lastLoginAt].compactMap(\.self).max()
        users[user.id] = user
        if old.nameKey != user.nameKey {
            if ids[old.nameKey] == user.id { ids[old.nameKey] = nil }
            ids[user.nameKey] = user.id
        }
        pairs.forget(user.id)
        if old.tokenGeneration != user.tokenGeneration { halves.forget(user.id) }
    }

    mutating func remove(_ id: UserID) {
        guard let user = users.removeValue(forKey: id) else { return }
        if ids[user.nameKey] == id { ids[user.nameKey] = nil }
        pairs.forget(id)
        halves.forget(id)
        endSessions { $0.user == id }
        endKeys { $0.user == id }
    }

    /// Takes accounts as they were read from the catalogue, and forgets what is remembered of sessions and keys.
    ///
    /// - Parameter known: those that were here before they were read: what came or went since is newer than they are.
    mutating func take(_ read: [UserRecord], insteadOf known: Set<UserID>) {
        let kept = Set(read.map(\.id))
        for id in known where !kept.contains(id) { remove(id) }
        for user in read {
            if users[user.id] != nil { replace(user) } else if !known.contains(user.id) { add(user) }
        }
        endSessions { _ in true }
        endKeys { _ in true }
    }

    mutating func noteLogin(of id: UserID, at time: WallTime) { users[id]?.lastLoginAt = time }

    /// - Parameter endings: as they were before the session was read.
    mutating func remember(_ session: SessionRecord, readAfter endings: UInt64) {
        guard self.endings == endings else { return }
        sessions.set(Remembered(record: session, writtenAt: session.lastSeenAt), for: session.tokenHash)
    }

    /// - Parameter endings: as they were before the key was read.
    mutating func remember(_ key: APIKeyRecord, readAfter endings: UInt64) {
        guard self.endings == endings else { return }
        let writtenAt = key.lastUsedAt ?? WallTime(nanoseconds: 0)
        keys.set(Remembered(record: key, writtenAt: writtenAt), for: key.secretHash)
    }

    mutating func endSessions(where isEnded: (SessionRecord) -> Bool) {
        endings += 1
        sessions.removeAll { isEnded($0.record) }
    }

    mutating func endKeys(where isEnded: (APIKeyRecord) -> Bool) {
        endings += 1
        keys.removeAll { isEnded($0.record) }
    }
}
