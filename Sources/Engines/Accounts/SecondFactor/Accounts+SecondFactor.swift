package import Catalog
import Cryptography
import Media
import Synchronization

/// What shows that the owner of an account is at the keyboard, and not only a session that was left open.
package enum Proof: Sendable {
    case password(String)
    /// A code of the second factor, or a recovery code.
    case code(String)
}

/// The secret of a second factor, to be shown once.
package struct SecondFactorSecret: Sendable {
    /// In base 32, to be typed.
    package let secret: SecretText
    /// An `otpauth:` URI, to be shown as a QR code.
    package let address: SecretText
}

/// What follows from a second factor that has become active. The codes are shown once.
package struct SecondFactorActivation: Sendable {
    package let recoveryCodes: [SecretText]
    package let session: RenewedSession?
}

extension Accounts {
    /// Makes a secret for an account. It asks nobody for anything until a first code has been verified.
    ///
    /// - Parameter issuer: the name that the app shows.
    /// - Throws: `conflict` where there is an active second factor; `notFound`, `unavailable`.
    package func beginSecondFactor(
        of id: UserID,
        issuer: String
    ) async throws(AccountError) -> SecondFactorSecret {
        let secret = OneTimePassword.newSecret()
        let text = Base32.encode(secret)
        guard let sealed = sealing.seal(text, for: Self.secondFactorOwner(id)) else { throw .cannotSeal }
        let user = try await update(id) { (user) throws(AccountError) in
            guard !user.secondFactorIsActive else { throw .secondFactorIsThere }
            user.sealedSecondFactor = sealed
            return .none
        }
        let address = OneTimePassword.address(secret: secret, issuer: issuer, account: user.username)
        return SecondFactorSecret(secret: SecretText(text), address: SecretText(address))
    }

    /// Makes the second factor active, if the first code is right. Ends all of the account's sessions and tokens but the
    /// session in which this is done.
    ///
    /// - Throws: `conflict` where there is nothing to activate; `wrongProof`, `locked`, `notFound`, `unavailable`.
    package func activateSecondFactor(
        of id: UserID,
        code: String,
        keeping kept: SessionID?,
        client: Client
    ) async throws(AccountError) -> SecondFactorActivation {
        guard let user = state.withLock({ $0.users[id] }) else { throw .noUser(id) }
        guard !user.secondFactorIsActive else { throw .secondFactorIsThere }
        guard user.sealedSecondFactor != nil else { throw .noSecondFactor }
        try await counted(user, client) { () throws(AccountError) in
            try await verifyFromApp(code, of: user) ? nil : .wrongCode
        }
        let codes = RecoveryCodes.generate(limits.recoveryCodes)
        let renewal = kept.map { RenewedSession(id: $0) }
        let consequences = UserConsequences(
            sessions: renewal?.consequence ?? .ended,
            recoveryCodes: codes.compactMap { RecoveryCodes.hash(of: $0) }
        )
        _ = try await update(id) { (current) throws(AccountError) in
            guard current.sealedSecondFactor == user.sealedSecondFactor, !current.secondFactorIsActive else {
                throw .stale(current.username)
            }
            current.secondFactorIsActive = true
            current.tokenGeneration += 1
            return consequences
        }
        return SecondFactorActivation(recoveryCodes: codes.map { SecretText($0) }, session: renewal)
    }

    /// Takes the second factor away, for its owner.
    ///
    /// - Throws: `conflict` where there is none; `wrongProof`, `locked`, `busy`, `unavailable`.
    package func removeSecondFactor(
        of id: UserID,
        proof: Proof,
        keeping kept: SessionID?,
        client: Client
    ) async throws(AccountError) -> RenewedSession? {
        guard let user = state.withLock({ $0.users[id] }) else { throw .noUser(id) }
        guard user.sealedSecondFactor != nil else { throw .noSecondFactor }
        _ = try await prove(proof, for: id, client: client)
        let renewal = kept.map { RenewedSession(id: $0) }
        try await clearSecondFactor(of: id, sessions: renewal?.consequence ?? .ended)
        return renewal
    }

    /// Takes the second factor away, as an administrator may for somebody who has lost it.
    package func resetSecondFactor(of id: UserID) async throws(AccountError) {
        try await clearSecondFactor(of: id, sessions: .ended)
    }

    private func clearSecondFactor(
        of id: UserID,
        sessions: UserConsequences.Sessions
    ) async throws(AccountError) {
        _ = try await update(id) { (user) throws(AccountError) in
            guard user.sealedSecondFactor != nil else { return .none }
            user.sealedSecondFactor = nil
            user.secondFactorIsActive = false
            user.tokenGeneration += 1
            return UserConsequences(sessions: sessions, recoveryCodes: [])
        }
    }

    /// Makes new recovery codes, which take the place of all before.
    ///
    /// - Throws: `conflict` where there is no second factor; `wrongProof`, `locked`, `busy`, `unavailable`.
    package func renewRecoveryCodes(
        of id: UserID,
        proof: Proof,
        client: Client
    ) async throws(AccountError) -> [SecretText] {
        _ = try await prove(proof, for: id, client: client)
        let codes = RecoveryCodes.generate(limits.recoveryCodes)
        let hashes = codes.compactMap { RecoveryCodes.hash(of: $0) }
        _ = try await update(id) { (user) throws(AccountError) in
            guard user.secondFactorIsActive else { throw .noSecondFactor }
            return UserConsequences(recoveryCodes: hashes)
        }
        return codes.map { SecretText($0) }
    }

    package func recoveryCodesLeft(of id: UserID) async throws(AccountError) -> Int {
        try await asking { () throws(CatalogError) in try await catalog.recoveryCodesLeft(of: id) }
    }
}

extension Accounts {
    /// Passes where a proof of an account's owner is right.
    ///
    /// - Throws: `conflict` where there is no second factor of which it could be a code; `wrongProof`, `locked`, `busy`,
    ///   `notFound`, `unavailable`.
    package func require(_ proof: Proof, of id: UserID, client: Client) async throws(AccountError) {
        _ = try await prove(proof, for: id, client: client)
    }

    /// Checks a proof, and returns the account for which it was right.
    func prove(_ proof: Proof, for id: UserID, client: Client) async throws(AccountError) -> UserRecord {
        guard let user = state.withLock({ $0.users[id] }) else { throw .noUser(id) }
        switch proof {
        case .code(let code):
            guard user.secondFactorIsActive else { throw .noSecondFactor }
            try await counted(user, client) { () throws(AccountError) in
                try await verify(code, of: user) ? nil : .wrongCode
            }
            return user
        case .password(let password):
            switch try await check(user.username, password, client) {
            case .right(let owner, let ticket):
                lockout.withLock { $0.succeeded(ticket, client.lockout) }
                return owner
            case .refused(.locked(let remaining)): throw .locked(remaining)
            case .refused(.busy): throw .busy
            case .refused: throw .wrongPassword
            }
        }
    }

    /// Makes a try that the lockout counts; what `verify` returns is what was wrong.
    private func counted(
        _ user: UserRecord,
        _ client: Client,
        _ verify: () async throws(AccountError) -> AccountError?
    ) async throws(AccountError) {
        let now = clock.monotonic()
        let ticket: Lockout.Ticket
        switch lockout.withLock({ $0.attempt(user.nameKey, from: client.network, client.lockout, at: now) }) {
        case .allowed(let allowed): ticket = allowed
        case .blocked(let remaining): throw .locked(remaining)
        }
        let fault: AccountError?
        do {
            fault = try await verify()
        } catch {
            lockout.withLock { $0.withdrawn(ticket, client.lockout) }
            throw error
        }
        if let fault { throw fault }
        lockout.withLock { $0.succeeded(ticket, client.lockout) }
    }

    /// Whether a code is right, which uses it up: from the app, or one of the recovery codes.
    func verify(_ code: String, of user: UserRecord) async throws(AccountError) -> Bool {
        guard let hash = RecoveryCodes.hash(of: code) else { return try await verifyFromApp(code, of: user) }
        let now = clock.wall()
        return try await asking { () throws(CatalogError) in
            try await catalog.useRecoveryCode(hash, of: user.id, at: now)
        }
    }

    private func verifyFromApp(_ code: String, of user: UserRecord) async throws(AccountError) -> Bool {
        guard let sealed = user.sealedSecondFactor,
            let secret = sealing.open(sealed, for: Self.secondFactorOwner(user.id)).flatMap({ Base32.decode($0) })
        else { throw .cannotSeal }
        let seconds = clock.wall().nanoseconds / 1_000_000_000
        let step = OneTimePassword.matchingStep(code: code, secret: secret, at: seconds, lastUsed: nil)
        guard let step else { return false }
        return try await asking { () throws(CatalogError) in try await catalog.useSecondFactorStep(step, of: user.id) }
    }

    /// To whom the sealed secret of an account's second factor belongs.
    package static func secondFactorOwner(_ id: UserID) -> String { "user/\(id)/second-factor" }
}

extension AccountError {
    static let secondFactorIsThere = Self(
        .conflict,
        "This account has a second factor already. Remove it first."
    )
    static let noSecondFactor = Self(.conflict, "This account has no second factor.")
}
