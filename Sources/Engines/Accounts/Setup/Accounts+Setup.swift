import Catalog
import Cryptography
import Media
import Synchronization

extension Accounts {
    /// Whether there is no account yet.
    package var needsSetup: Bool { state.withLock { $0.users.isEmpty } }

    /// Makes a code for the console, which takes the place of an earlier one. Nil where there is an account already.
    package func issueSetupCode() -> SecretText? {
        guard needsSetup, let code = RecoveryCodes.generate(1).first, let hash = RecoveryCodes.hash(of: code) else {
            return nil
        }
        let expiry = clock.monotonic() + limits.setupCodeLifetime
        state.withLock { $0.setup.issue(hash, until: expiry) }
        return SecretText(code)
    }

    /// Makes another code for the console where the last one has expired. Nil where one is still there, or none is needed.
    package func renewSetupCode() -> SecretText? { state.withLock { $0.setup.isThere } ? nil : issueSetupCode() }

    /// Makes the first administrator, for somebody who has read the code from the console. The code counts once. An address
    /// that is wrong too often has to wait; no other does.
    ///
    /// - Throws: `setupRefused`, `locked`, `invalid`, `busy`, `unavailable`.
    package func setUp(
        code: String,
        username: String,
        password: String,
        client: Client
    ) async throws(AccountError) -> User {
        guard needsSetup else { throw .setupDone }
        let draft = UserDraft(username: username, role: .administrator, cameras: .all(.all))
        // Looked at before the code is, so that a bad password does not cost it.
        _ = try record(of: draft, password: password)
        try claim(code, client)
        do {
            let first = try await createFirst(draft, password: password)
            state.withLock { $0.setup.finish() }
            return first
        } catch {
            state.withLock { $0.setup.release() }
            throw error
        }
    }

    private func claim(_ code: String, _ client: Client) throws(AccountError) {
        let policy = LockoutPolicy.fixed(
            listener: "set-up",
            tries: limits.setupCodeTries,
            pause: limits.setupCodePause
        )
        let now = clock.monotonic()
        let ticket: Lockout.Ticket
        switch lockout.withLock({ $0.attempt("", from: client.network, policy, at: now) }) {
        case .allowed(let allowed): ticket = allowed
        case .blocked(let remaining): throw .locked(remaining)
        }
        let typed = RecoveryCodes.hash(of: code)
        let outcome = state.withLock { $0.setup.claim(typed, at: now) }
        guard outcome != .wrong else { throw .wrongSetupCode }
        lockout.withLock { $0.withdrawn(ticket, policy) }
        switch outcome {
        case .claimed, .wrong: break
        case .expired: throw .setupCodeExpired
        case .void: throw .setupCodeVoid
        }
    }

    /// Makes the first administrator with what the configuration says. Nil where there is an account already.
    ///
    /// - Throws: `invalid`, `unavailable`.
    package func createFirstAdministrator(
        username: String,
        password: String
    ) async throws(AccountError) -> User? {
        guard needsSetup else { return nil }
        let draft = UserDraft(username: username, role: .administrator, cameras: .all(.all))
        do {
            return try await createFirst(draft, password: password)
        } catch  where error.kind == .setupRefused {
            return nil
        }
    }

    private func createFirst(_ draft: UserDraft, password: String) async throws(AccountError) -> User {
        do {
            return User(try await create(draft, password: password, onlyAsFirst: true))
        } catch  where error.kind == .conflict {
            throw .setupDone
        }
    }
}

extension AccountError {
    static let setupDone = Self(.setupRefused, "Nightjar is set up already. Log in instead.")

    static let wrongSetupCode = Self(
        .setupRefused,
        "The code is wrong; it is on the console of the server.",
        member: "code"
    )
    static let setupCodeExpired = Self(
        .setupRefused,
        "The code has expired. The console of the server shows a new one.",
        member: "code"
    )
    static let setupCodeVoid = Self(
        .setupRefused,
        "There is no code that counts at this moment. Look at the console of the server again, or restart Nightjar, which "
            + "prints a new one.",
        member: "code"
    )
}
