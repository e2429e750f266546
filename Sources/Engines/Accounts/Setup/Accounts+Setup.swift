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
        state.withLock { $0.setup.issue(hash, until: expiry, tries: limits.setupCodeTries) }
        return SecretText(code)
    }

    /// Makes the first administrator, for somebody who has read the code from the console. The code counts once.
    ///
    /// - Throws: `setupRefused`, `invalid`, `busy`, `unavailable`.
    package func setUp(code: String, username: String, password: String) async throws(AccountError) -> User {
        guard needsSetup else { throw .setupDone }
        let draft = UserDraft(username: username, role: .administrator, cameras: .all(.all))
        // Looked at before the code is, so that a bad password does not cost it.
        _ = try record(of: draft, password: password)
        let typed = RecoveryCodes.hash(of: code)
        let now = clock.monotonic()
        switch state.withLock({ $0.setup.claim(typed, at: now) }) {
        case .claimed: break
        case .wrong(let left): throw .wrongSetupCode(triesLeft: left)
        case .expired: throw .setupCodeExpired
        case .void: throw .setupCodeVoid
        }
        do {
            let first = try await createFirst(draft, password: password)
            state.withLock { $0.setup.finish() }
            return first
        } catch {
            state.withLock { $0.setup.release() }
            throw error
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

    static func wrongSetupCode(triesLeft: Int) -> Self {
        Self(
            .setupRefused,
            triesLeft > 0
                ? "The code is wrong; it is on the console of the server. Tries left: \(triesLeft)."
                : "The code is wrong, and was the last try. Restart Nightjar, which prints a new one.",
            member: "code"
        )
    }

    static let setupCodeExpired = Self(
        .setupRefused,
        "The code has expired. Restart Nightjar, which prints a new one.",
        member: "code"
    )
    static let setupCodeVoid = Self(
        .setupRefused,
        "The code does not count any more: it has been used or tried too often. Restart Nightjar, which prints a new one.",
        member: "code"
    )
}
