import Accounts
import Catalog
import Changes
package import Media
import QRCode

package struct SessionView: Hashable, Sendable {
    package let id: Int64
    package let face: String
    package let createdAt: WallTime
    package let lastSeenAt: WallTime
    package let expiresAt: WallTime
    package let address: String?
    package let userAgent: String?
    /// The one in which the list was asked for.
    package let isOwn: Bool
}

package struct KeyView: Hashable, Sendable {
    package let id: Int64
    package let owner: Int64
    package let name: String
    /// The beginning of the key, by which people tell keys apart; no secret.
    package let prefix: String
    package let scope: Principal.Scope
    package let createdBy: Int64
    package let createdAt: WallTime
    package let expiresAt: WallTime?
    package let lastUsedAt: WallTime?

    init(_ key: APIKey) {
        id = key.id.number
        owner = key.user.number
        name = key.name
        prefix = key.prefix
        scope = Principal.Scope(
            isReadOnly: key.scope.isReadOnly,
            cameras: key.scope.cameras.map { Set($0.map(\.text)) }
        )
        createdBy = key.createdBy.number
        createdAt = key.createdAt
        expiresAt = key.expiresAt
        lastUsedAt = key.lastUsedAt
    }
}

extension People {
    // MARK: Sessions

    /// One's own sessions, or those of another account for those who manage accounts.
    package func sessions(_ visitor: Visitor, of number: Int64?) async throws(DomainError) -> [SessionView] {
        let id = try owner(number, asked: visitor)
        let sessions = try await asking { () throws(AccountError) in try await accounts.sessions(of: id) }
        return sessions.map { session in
            SessionView(
                id: session.id.number,
                face: session.face,
                createdAt: session.createdAt,
                lastSeenAt: session.lastSeenAt,
                expiresAt: min(session.idleUntil, session.expiresAt),
                address: session.address,
                userAgent: session.userAgent,
                isOwn: session.id == visitor.session
            )
        }
    }

    /// Ends a session; one that is not there has ended already.
    package func endSession(_ visitor: Visitor, _ session: Int64, of number: Int64?) async throws(DomainError) {
        let id = try owner(number, asked: visitor)
        do {
            try await accounts.endSession(SessionID(number: session), of: id)
        } catch {
            guard error.kind == .notFound else { throw DomainError(error) }
            return
        }
        await services.audit.note("session.end", target(id), by: visitor.principal, .done, ["session": "\(session)"])
    }

    /// Ends all sessions of an account but the one in which this is asked, and all its tokens.
    ///
    /// - Returns: how many sessions there were.
    package func endSessions(_ visitor: Visitor, of number: Int64?) async throws(DomainError) -> Int {
        let id = try owner(number, asked: visitor)
        let count = try await asking { () throws(AccountError) in
            try await accounts.endSessions(of: id, except: visitor.session)
        }
        try await asking { () throws(AccountError) in try await accounts.revokeTokens(of: id) }
        await services.audit.note("session.end", target(id), by: visitor.principal, .done, ["sessions": "\(count)"])
        return count
    }

    // MARK: API keys

    /// One's own keys; with `all` everybody's, for those who manage accounts.
    package func keys(_ visitor: Visitor, all: Bool) async throws(DomainError) -> [KeyView] {
        let id = try own(visitor)
        if all { try Policy.require(visitor.principal, .manageUsers) }
        let keys = try await asking { () throws(AccountError) in try await accounts.apiKeys(of: all ? nil : id) }
        return keys.map(KeyView.init)
    }

    /// Makes a key, for oneself or, as those may who manage accounts, for another. The key is shown once. One that is made
    /// with a key lasts no longer than that one.
    ///
    /// - Throws: `invalid`, `notFound`, `conflict` where there are as many as may be.
    package func makeKey(
        _ visitor: Visitor,
        for number: Int64?,
        name: String,
        scope: Principal.Scope,
        expiresAt: WallTime?
    ) async throws(DomainError) -> (key: String, view: KeyView) {
        let id = try owner(number, asked: visitor)
        let creator = try own(visitor)
        var cameras: Set<CameraID>?
        if let texts = scope.cameras {
            cameras = []
            for text in texts {
                guard let camera = CameraID(text) else {
                    throw DomainError(.invalid, "\"\(text.prefix(80))\" is no camera's id.", member: "cameras")
                }
                cameras?.insert(camera)
            }
        }
        let kept = APIKeyScope(isReadOnly: scope.isReadOnly, cameras: cameras)
        let expiresAt = try await bounded(expiresAt, by: visitor)
        let issued = try await asking { () throws(AccountError) in
            try await accounts.createAPIKey(for: id, name: name, scope: kept, expiresAt: expiresAt, by: creator)
        }
        await services.audit.note(
            "key.create",
            "key/\(issued.key.id)",
            by: visitor.principal,
            .done,
            ["owner": "\(id)"]
        )
        services.published(.created, EventObject.apiKey, id: "\(issued.key.id)")
        return (issued.secret.text, KeyView(issued.key))
    }

    /// When a key expires that is made with what was shown. A key for reading, or for some cameras, makes none at all.
    private func bounded(_ expiry: WallTime?, by visitor: Visitor) async throws(DomainError) -> WallTime? {
        guard let shown = visitor.key, let owner = visitor.user else { return expiry }
        let keys = try await asking { () throws(AccountError) in try await accounts.apiKeys(of: owner) }
        guard let key = keys.first(where: { $0.id == shown }) else {
            throw DomainError(.unproven, "The API key that was shown has been revoked.")
        }
        guard let last = key.expiresAt else { return expiry }
        guard let expiry else { return last }
        guard expiry <= last else {
            throw DomainError(
                .invalid,
                "A key that is made with a key lasts no longer than that one: choose an earlier time, or leave it out.",
                member: "expires_at"
            )
        }
        return expiry
    }

    /// Revokes a key; one that is not there is revoked already.
    package func revokeKey(_ visitor: Visitor, _ number: Int64) async throws(DomainError) {
        let id = try own(visitor)
        let isManager = Policy.may(visitor.principal, .manageUsers)
        do {
            try await accounts.revokeAPIKey(APIKeyID(number: number), of: isManager ? nil : id)
        } catch {
            guard error.kind == .notFound else { throw DomainError(error) }
            return
        }
        await services.audit.note("key.revoke", "key/\(number)", by: visitor.principal)
        services.published(.deleted, EventObject.apiKey, id: "\(number)")
    }

    // MARK: Pictures of secrets

    static func picture(of address: String) throws(DomainError) -> String {
        guard let symbol = try? QRSymbol(address) else {
            throw DomainError(.unavailable, "The QR code cannot be drawn; type the secret instead.")
        }
        return symbol.svg()
    }
}
