package import Catalog
import Cryptography
import JSONWebToken
import Logging
package import Media
import Synchronization

/// A token that has just been made.
package struct IssuedToken: Sendable {
    package let token: SecretText
    package let id: String
    package let expiresAt: WallTime
}

extension Accounts {
    private static let keySetting = "accounts.token_key"
    private static let keyOwner = "accounts/token-key"

    /// Makes a JSON web token for somebody who has just logged in; for clients that want one. It counts on every face,
    /// until it expires, is revoked, or the account's password, second factor or role changes.
    ///
    /// - Throws: `stale` where the account has been changed since; `unavailable`.
    package func issueToken(_ admission: Admission, lifetime: Duration) throws(AccountError) -> IssuedToken {
        guard let user = state.withLock({ $0.users[admission.user.id] }), user.isEnabled,
            user.tokenGeneration == admission.generation
        else { throw .stale(admission.user.username) }
        let now = clock.wall().nanoseconds / 1_000_000_000
        let claims = TokenClaims(
            subject: user.username,
            id: Hexadecimal.encode(randomBytes(16)),
            issuedAt: now,
            expiresAt: now + min(max(1, lifetime.components.seconds), Duration.longestAccess.components.seconds),
            others: ["uid": "\(user.id)", "gen": "\(user.tokenGeneration)", "face": admission.client.face]
        )
        do {
            let token = SecretText(try issuer.token(of: claims))
            return IssuedToken(token: token, id: claims.id, expiresAt: Self.time(claims.expiresAt))
        } catch {
            logger.error("no token can be made", metadata: ["error": "\(error)"])
            throw AccountError(.unavailable, "No token can be made at this moment; the log says why.")
        }
    }

    /// Lets somebody in by a token. It reads nothing from the catalogue.
    package func authenticate(token: String) -> AuthenticationOutcome {
        do {
            let claims = try issuer.claims(of: token, at: clock.wall().nanoseconds / 1_000_000_000)
            let user = state.withLock { state -> UserRecord? in
                guard state.revokedTokens[claims.id] == nil, let id = Self.user(claims), let user = state.users[id],
                    user.isEnabled, claims.others["gen"] == "\(user.tokenGeneration)"
                else { return nil }
                return user
            }
            guard let user else { return .refused(.unknown) }
            return .authenticated(
                Authentication(user, .token(id: claims.id, face: claims.others["face"] ?? ""))
            )
        } catch {
            return .refused(error == .expired ? .expired : .unknown)
        }
    }

    /// Revokes a token. False where it is none of ours, or counts no longer.
    @discardableResult
    package func revokeToken(_ token: String) async throws(AccountError) -> Bool {
        let now = clock.wall()
        guard let claims = try? issuer.claims(of: token, at: now.nanoseconds / 1_000_000_000),
            let owner = Self.user(claims)
        else { return false }
        let expiry = Self.time(claims.expiresAt)
        let hasRoom = state.withLock { state in
            if state.revokedTokens.count >= limits.revokedTokens {
                state.revokedTokens = state.revokedTokens.filter { $0.value > now }
            }
            return state.revokedTokens.count < limits.revokedTokens
        }
        guard hasRoom else {
            // There is no more room to remember single ones, and forgetting one would let somebody in.
            try await revokeTokens(of: owner)
            return true
        }
        try await asking { () throws(CatalogError) in try await catalog.revokeToken(claims.id, until: expiry) }
        state.withLock { $0.revokedTokens[claims.id] = expiry }
        return true
    }

    /// Revokes all tokens of an account; its sessions stay.
    package func revokeTokens(of user: UserID) async throws(AccountError) {
        _ = try await update(user) { (user) throws(AccountError) in
            user.tokenGeneration += 1
            return .none
        }
    }

    private static func user(_ claims: TokenClaims) -> UserID? {
        claims.others["uid"].flatMap { Int64($0) }.map(UserID.init)
    }

    private static func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: 0) + .seconds(seconds) }

    /// The key under which tokens are signed; it is made at the first start and kept sealed.
    static func signingKey(
        _ catalog: any SettingCatalog,
        _ sealing: any SecretSealing,
        _ logger: Logger
    ) async throws(AccountError) -> SymmetricKey {
        do {
            if let kept = try await catalog.setting(keySetting) {
                let text = Hexadecimal.decode(kept).flatMap { sealing.open($0, for: keyOwner) }
                if let key = text.flatMap({ Hexadecimal.decode($0) }).flatMap({ try? SymmetricKey($0) }) { return key }
                logger.warning("the key of tokens cannot be opened; a new one is made, and all tokens are void")
            }
            let key = SymmetricKey.random()
            guard let sealed = sealing.seal(Hexadecimal.encode(key.bytes), for: keyOwner) else {
                throw AccountError.cannotSeal
            }
            try await catalog.changeSettings([keySetting: Hexadecimal.encode(sealed)])
            return key
        } catch let error as CatalogError {
            throw AccountError(error)
        } catch let error as AccountError {
            throw error
        } catch {
            throw AccountError(.unavailable, "\(error)")
        }
    }
}
