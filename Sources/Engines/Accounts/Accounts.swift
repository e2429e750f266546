package import Catalog
package import Cryptography
import JSONWebToken
package import Logging
import Media
import Synchronization

/// The accounts of people and of programs: who they are, how they prove it, and what they were given to come in with.
///
/// It decides nothing about what somebody may do, and knows no HTTP. All changes of accounts, sessions and keys go
/// through one object of this type, so that what it remembers is exact: to authenticate a session, a key or a token that
/// is in use costs no reading from the catalogue.
package final class Accounts: Sendable {
    let catalog: any Catalog
    let sealing: any SecretSealing
    let clock: AccountClock
    let limits: AccountLimits
    let policy: PasswordPolicy
    let logger: Logger
    let issuer: TokenIssuer
    let state: Mutex<AccountState>
    let lockout: Mutex<Lockout>
    let pairKey = PairKey()
    /// Basic pairs that are being verified: who sends the same at once shares the work.
    let verifying = Mutex<[[UInt8]: Task<Result<AuthenticationOutcome, AccountError>, Never>]>([:])
    /// Of a password that nobody has: whoever asks for an account that is not there waits as long.
    let nobodysHash: String
    private let hasher: any PasswordHasher
    private let pool: PasswordPool
    private let onSessionsEnded: @Sendable ([SessionID]) -> Void

    private init(_ parts: Parts, _ state: AccountState, _ lockout: Lockout, issuer: TokenIssuer, nobodysHash: String) {
        catalog = parts.catalog
        sealing = parts.sealing
        clock = parts.clock
        limits = parts.limits
        policy = parts.policy
        logger = parts.logger
        hasher = parts.hasher
        pool = parts.pool
        onSessionsEnded = parts.onSessionsEnded
        self.state = Mutex(state)
        self.lockout = Mutex(lockout)
        self.issuer = issuer
        self.nobodysHash = nobodysHash
    }

    private struct Parts {
        let catalog: any Catalog
        let hasher: any PasswordHasher
        let sealing: any SecretSealing
        let clock: AccountClock
        let limits: AccountLimits
        let policy: PasswordPolicy
        let logger: Logger
        let pool: PasswordPool
        let onSessionsEnded: @Sendable ([SessionID]) -> Void
    }

    /// Reads the accounts. Nobody else may change them in this catalogue while the object is there.
    ///
    /// - Parameter onSessionsEnded: is told of every session that ends, for whatever reason, once it lets nobody in any more.
    package static func open(
        catalog: any Catalog,
        hasher: any PasswordHasher,
        sealing: any SecretSealing,
        clock: AccountClock,
        limits: AccountLimits = AccountLimits(),
        policy: PasswordPolicy = PasswordPolicy(),
        logger: Logger,
        onSessionsEnded: @escaping @Sendable ([SessionID]) -> Void = { _ in }
    ) async throws(AccountError) -> Accounts {
        let parts = Parts(
            catalog: catalog,
            hasher: hasher,
            sealing: sealing,
            clock: clock,
            limits: limits,
            policy: policy,
            logger: logger,
            pool: PasswordPool(waiting: limits.waitingPasswords),
            onSessionsEnded: onSessionsEnded
        )
        do {
            return try await open(parts)
        } catch {
            await parts.pool.stop()
            throw error
        }
    }

    private static func open(_ parts: Parts) async throws(AccountError) -> Accounts {
        let key = try await signingKey(parts.catalog, parts.sealing, parts.logger)
        var lockout = Lockout()
        let users: [UserRecord]
        let revoked: [String: WallTime]
        do {
            users = try await parts.catalog.users()
            revoked = try await parts.catalog.revokedTokens()
            for user in users {
                for session in try await parts.catalog.sessions(of: user.id) {
                    guard let address = session.address else { continue }
                    lockout.know(user.nameKey, from: NetworkKey(address), at: parts.clock.monotonic())
                }
            }
        } catch {
            throw AccountError(error)
        }
        let nobody = AccessSecret.newToken().text
        let hash = try await hashing(parts.pool, parts.hasher, parts.logger) { try $0.hash(nobody) }
        let state = AccountState(users, revokedTokens: revoked, limits: parts.limits)
        return Accounts(parts, state, lockout, issuer: TokenIssuer(key: key), nobodysHash: hash)
    }

    /// Ends the threads. What is asked of passwords afterwards is refused.
    package func close() async { await pool.stop() }

    /// How many passwords are being checked, or wait for it.
    package var passwordsAtOnce: Int { pool.load }

    /// Does `job` on the threads for passwords. Throws `busy` where too many wait.
    func hashing<Value: Sendable>(
        _ job: @escaping @Sendable (any PasswordHasher) throws -> Value
    ) async throws(AccountError) -> Value {
        try await Self.hashing(pool, hasher, logger, job)
    }

    private static func hashing<Value: Sendable>(
        _ pool: PasswordPool,
        _ hasher: any PasswordHasher,
        _ logger: Logger,
        _ job: @escaping @Sendable (any PasswordHasher) throws -> Value
    ) async throws(AccountError) -> Value {
        let result: Result<Value, any Error>
        do {
            result = try await pool.run { Result { try job(hasher) } }
        } catch .full {
            throw .busy
        } catch {
            throw AccountError(.unavailable, "Nightjar is stopping, and checks no more passwords.")
        }
        do {
            return try result.get()
        } catch {
            logger.error("a password could not be hashed or compared", metadata: ["error": "\(error)"])
            throw AccountError(.unavailable, "The password could not be checked; the log says why.")
        }
    }

    /// Deletes sessions and revocations that have expired. To be called now and then.
    package func deleteExpired() async throws(AccountError) {
        let now = clock.wall()
        let ended = try await asking { () throws(CatalogError) in try await catalog.deleteExpiredAccess(at: now) }
        state.withLock { state in
            state.revokedTokens = state.revokedTokens.filter { $0.value > now }
            state.endSessions { $0.isExpired(at: now) }
        }
        tell(ended)
    }

    /// To be called once those that have ended are forgotten here too.
    func tell(_ ended: [SessionID]) {
        if !ended.isEmpty { onSessionsEnded(ended) }
    }

    /// Reads all accounts anew, after something else has changed them in the catalogue. From then on an account, a session
    /// or a key that is gone there lets nobody in.
    package func reload() async throws(AccountError) {
        let known = state.withLock { Set($0.users.keys) }
        let users = try await asking { () throws(CatalogError) in try await catalog.users() }
        state.withLock { $0.take(users, insteadOf: known) }
    }

    /// Asks the catalogue, and says in terms of accounts what was wrong.
    func asking<Value>(_ question: () async throws(CatalogError) -> Value) async throws(AccountError) -> Value {
        do {
            return try await question()
        } catch {
            throw failure(error)
        }
    }

    /// An error of the catalogue as whoever asks is told of it. Of what is nobody's fault, the log says more.
    func failure(_ error: CatalogError) -> AccountError {
        let failure = AccountError(error)
        if let cause = failure.cause, error.code != .cancelled {
            logger.error("accounts cannot be read or written", metadata: ["error": "\(cause)"])
        }
        return failure
    }

    /// Writes something that is good to know, and no reason to fail.
    func noting(_ what: StaticString, _ write: () async throws(CatalogError) -> Void) async {
        do {
            try await write()
        } catch {
            logger.warning("could not be written", metadata: ["what": "\(what)", "error": "\(error)"])
        }
    }
}
