package import Media

extension InMemoryCatalog {
    package func users() async throws(CatalogError) -> [UserRecord] {
        try read { $0.users.values.map(\.record).sorted { $0.id < $1.id } }
    }

    package func user(_ id: UserID) async throws(CatalogError) -> UserRecord? { try read { $0.users[id]?.record } }

    package func insertUser(_ user: UserRecord, onlyAsFirst: Bool) async throws(CatalogError) -> UserRecord {
        try write { (state) throws(CatalogError) in
            guard !onlyAsFirst || state.users.isEmpty else { throw CatalogError.notTheFirstUser }
            state.lastUser += 1
            var user = user
            user.id = UserID(number: state.lastUser)
            user.version = 1
            try state.check(user)
            state.users[user.id] = InMemoryUser(record: user)
            return user
        }
    }

    package func updateUser(
        _ user: UserRecord,
        _ consequences: UserConsequences
    ) async throws(CatalogError) -> UserUpdate {
        try write { (state) throws(CatalogError) in
            guard var kept = state.users[user.id] else { throw CatalogError.noUser(user.id) }
            let old = kept.record
            guard old.version == user.version else { throw CatalogError.stale("The account \(old.username)") }
            try state.check(user)
            if old.sealedSecondFactor != user.sealedSecondFactor { kept.lastStep = nil }
            kept.record = user
            kept.record.version += 1
            kept.record.createdAt = old.createdAt
            kept.record.lastLoginAt = old.lastLoginAt
            if let codes = consequences.recoveryCodes { kept.recoveryCodes = Set(codes) }
            state.users[user.id] = kept
            try state.requireAdministrator(after: old)
            return UserUpdate(user: kept.record, ended: state.carryOut(consequences.sessions, of: user.id))
        }
    }

    @discardableResult
    package func deleteUser(_ id: UserID, version: Int64?) async throws(CatalogError) -> [SessionID] {
        try write { (state) throws(CatalogError) in
            guard let user = state.users.removeValue(forKey: id)?.record else { throw CatalogError.noUser(id) }
            guard version == nil || version == user.version else {
                throw CatalogError.stale("The account \(user.username)")
            }
            try state.requireAdministrator(after: user)
            state.apiKeys = state.apiKeys.filter { $0.value.user != id }
            return state.endSessions { $0.user == id }
        }
    }

    package func noteLogin(of id: UserID, at time: WallTime) async throws(CatalogError) {
        try write { state in
            guard let user = state.users[id]?.record else { return }
            state.users[id]?.record.lastLoginAt = max(user.lastLoginAt ?? time, time)
        }
    }

    package func useSecondFactorStep(_ step: Int64, of id: UserID) async throws(CatalogError) -> Bool {
        try write { state in
            guard let user = state.users[id], user.lastStep.map({ $0 < step }) ?? true else { return false }
            state.users[id]?.lastStep = step
            return true
        }
    }

    package func useRecoveryCode(_ hash: [UInt8], of id: UserID, at time: WallTime) async throws(CatalogError) -> Bool {
        try write { $0.users[id]?.recoveryCodes.remove(hash) != nil }
    }

    package func recoveryCodesLeft(of id: UserID) async throws(CatalogError) -> Int {
        try read { $0.users[id]?.recoveryCodes.count ?? 0 }
    }
}

extension InMemoryCatalog {
    package func insertSession(
        _ session: SessionRecord,
        generation: Int64,
        keeping limit: Int
    ) async throws(CatalogError) -> SessionStart {
        try write { (state) throws(CatalogError) in
            guard let user = state.users[session.user]?.record, user.isEnabled, user.tokenGeneration == generation
            else {
                throw CatalogError.stale("The account")
            }
            let others = state.sessions.values.filter { $0.user == session.user }
                .sorted { ($0.lastSeenAt, $0.id) > ($1.lastSeenAt, $1.id) }
            let ended = others.dropFirst(max(0, limit - 1)).map(\.id)
            for id in ended { state.sessions[id] = nil }
            state.lastSession += 1
            var session = session
            session.id = SessionID(number: state.lastSession)
            state.sessions[session.id] = session
            return SessionStart(session: session, ended: ended)
        }
    }

    package func session(tokenHash: [UInt8]) async throws(CatalogError) -> SessionRecord? {
        try read { state in state.sessions.values.first { $0.tokenHash == tokenHash } }
    }

    package func sessions(of user: UserID) async throws(CatalogError) -> [SessionRecord] {
        try read { state in state.sessions.values.filter { $0.user == user }.sorted { $0.id < $1.id } }
    }

    package func touchSession(_ id: SessionID, at time: WallTime) async throws(CatalogError) {
        try write { state in
            guard let session = state.sessions[id] else { return }
            state.sessions[id]?.lastSeenAt = max(session.lastSeenAt, time)
        }
    }

    @discardableResult
    package func deleteSession(_ id: SessionID) async throws(CatalogError) -> Bool {
        try write { $0.sessions.removeValue(forKey: id) != nil }
    }

    @discardableResult
    package func deleteSessions(of user: UserID, except kept: SessionID?) async throws(CatalogError) -> [SessionID] {
        try write { state in state.endSessions { $0.user == user && $0.id != kept } }
    }

    package func insertAPIKey(_ key: APIKeyRecord) async throws(CatalogError) -> APIKeyRecord {
        try write { (state) throws(CatalogError) in
            guard state.users[key.user] != nil else { throw CatalogError.noUser(key.user) }
            state.lastAPIKey += 1
            var key = key
            key.id = APIKeyID(number: state.lastAPIKey)
            state.apiKeys[key.id] = key
            return key
        }
    }

    package func apiKey(secretHash: [UInt8]) async throws(CatalogError) -> APIKeyRecord? {
        try read { state in state.apiKeys.values.first { $0.secretHash == secretHash } }
    }

    package func apiKeys(of user: UserID?) async throws(CatalogError) -> [APIKeyRecord] {
        try read { state in
            state.apiKeys.values.filter { user == nil || $0.user == user }.sorted { $0.id < $1.id }
        }
    }

    package func touchAPIKey(_ id: APIKeyID, at time: WallTime) async throws(CatalogError) {
        try write { state in
            guard let key = state.apiKeys[id] else { return }
            state.apiKeys[id]?.lastUsedAt = max(key.lastUsedAt ?? time, time)
        }
    }

    @discardableResult
    package func deleteAPIKey(_ id: APIKeyID) async throws(CatalogError) -> Bool {
        try write { $0.apiKeys.removeValue(forKey: id) != nil }
    }

    package func revokeToken(_ id: String, until expiry: WallTime) async throws(CatalogError) {
        try write { $0.revokedTokens[id] = expiry }
    }

    package func revokedTokens() async throws(CatalogError) -> [String: WallTime] { try read { $0.revokedTokens } }

    @discardableResult
    package func deleteExpiredAccess(at time: WallTime) async throws(CatalogError) -> [SessionID] {
        try write { state in
            state.revokedTokens = state.revokedTokens.filter { $0.value > time }
            return state.endSessions { $0.isExpired(at: time) }
        }
    }
}

/// An account with what its record does not say.
struct InMemoryUser {
    var record: UserRecord
    var lastStep: Int64?
    var recoveryCodes: Set<[UInt8]> = []
    var preferences: [String: String] = [:]
}

extension InMemoryCatalog.State {
    func check(_ user: UserRecord) throws(CatalogError) {
        guard !users.values.contains(where: { $0.record.nameKey == user.nameKey && $0.record.id != user.id }) else {
            throw .usernameTaken(user.username)
        }
        guard case .listed(let listed) = user.cameras else { return }
        for camera in listed.keys where cameras[camera] == nil {
            throw .unknownCamera(camera, of: "A right of the account \(user.username)")
        }
    }

    fileprivate func requireAdministrator(after old: UserRecord) throws(CatalogError) {
        guard old.isEnabledAdministrator else { return }
        guard users.values.contains(where: \.record.isEnabledAdministrator) else { throw .lastAdministrator }
    }

    /// - Returns: the sessions that ended, by id.
    fileprivate mutating func carryOut(_ consequence: UserConsequences.Sessions, of user: UserID) -> [SessionID] {
        switch consequence {
        case .kept: return []
        case .ended: return endSessions { $0.user == user }
        case .endedBut(let kept, let tokenHash):
            let ended = endSessions { $0.user == user && $0.id != kept }
            if sessions[kept]?.user == user { sessions[kept]?.tokenHash = tokenHash }
            return ended
        }
    }

    /// - Returns: those that ended, by id.
    fileprivate mutating func endSessions(where isEnded: (SessionRecord) -> Bool) -> [SessionID] {
        let ended = sessions.values.filter(isEnded).map(\.id).sorted()
        for id in ended { sessions[id] = nil }
        return ended
    }
}
