package import Catalog
import Cryptography
import Media
import Synchronization

/// What RTSP asks for: a password that can be read again, as Digest needs it, and that counts nowhere else.
package struct StreamCredential: Sendable {
    package let user: User
    package let password: SecretText
}

/// What somebody who has come in with a stream password may go on with: this very password.
package struct StreamPass: Hashable, Sendable {
    package let user: UserID
    /// As it is kept. Each time that one is made, it is sealed anew.
    fileprivate let sealed: [UInt8]
}

extension Accounts {
    private static let byteCount = 16

    /// Makes a new stream password, which takes the place of an earlier one, and returns it; it can be shown again only
    /// by making another.
    package func makeStreamPassword(of id: UserID) async throws(AccountError) -> SecretText {
        let password = SecretText(Hexadecimal.encode(randomBytes(Self.byteCount)))
        guard let sealed = sealing.seal(password.text, for: Self.streamPasswordOwner(id)) else { throw .cannotSeal }
        _ = try await update(id) { (user) throws(AccountError) in
            user.sealedStreamPassword = sealed
            return .none
        }
        return password
    }

    /// Revokes the stream password; there may be none.
    package func removeStreamPassword(of id: UserID) async throws(AccountError) {
        _ = try await update(id) { (user) throws(AccountError) in
            user.sealedStreamPassword = nil
            return .none
        }
    }

    /// The stream password of an enabled account, for RTSP alone. Nil where there is none.
    package func streamCredential(forUsername name: String) -> StreamCredential? {
        guard name.utf8.count <= AccountRules.longestTypedName,
            let user = state.withLock({ $0.user(named: UserRecord.nameKey(name)) }), user.isEnabled,
            let sealed = user.sealedStreamPassword,
            let password = sealing.open(sealed, for: Self.streamPasswordOwner(user.id))
        else { return nil }
        return StreamCredential(user: User(user), password: SecretText(password))
    }

    /// Lets somebody in who has shown that he knows a stream password: for RTSP alone, and to look, not to change. Wrong
    /// tries are held up as those of passwords are.
    ///
    /// - Parameter isRight: whether this is the password that was shown; called once, also where there is no such account.
    package func authenticate(
        stream username: String,
        client: Client,
        isRight: (SecretText) -> Bool
    ) async -> (outcome: AuthenticationOutcome, pass: StreamPass?) {
        guard username.utf8.count <= AccountRules.longestTypedName else { return (.refused(.wrongCredentials), nil) }
        let (name, now) = (UserRecord.nameKey(username), clock.monotonic())
        let ticket: Lockout.Ticket
        switch lockout.withLock({ $0.attempt(name, from: client.network, client.lockout, at: now) }) {
        case .allowed(let allowed): ticket = allowed
        case .blocked(let remaining): return (.refused(.locked(remaining)), nil)
        }
        guard let (user, pass) = streamPass(of: username, isRight: isRight) else {
            return (.refused(.wrongCredentials), nil)
        }
        lockout.withLock { $0.succeeded(ticket, client.lockout) }
        await noteLogin(of: user)
        return (.authenticated(Authentication(user, .streamPassword, scope: .looking)), pass)
    }

    /// Who somebody is by now who came in with a stream password; nil where that was revoked, or the account is no more.
    package func renewed(_ pass: StreamPass) -> Authentication? {
        guard let user = state.withLock({ $0.users[pass.user] }), user.isEnabled,
            user.sealedStreamPassword == pass.sealed
        else { return nil }
        return Authentication(user, .streamPassword, scope: .looking)
    }

    private func streamPass(of username: String, isRight: (SecretText) -> Bool) -> (UserRecord, StreamPass)? {
        let user = state.withLock { $0.user(named: UserRecord.nameKey(username)) }
        let sealed = user?.isEnabled == true ? user?.sealedStreamPassword : nil
        let password = user.flatMap { user in
            sealed.flatMap { sealing.open($0, for: Self.streamPasswordOwner(user.id)) }
        }
        // Compared where there is none, too, so that nothing is learnt from a quick answer.
        let matches = isRight(SecretText(password ?? nobodysHash))
        guard matches, password != nil, let user, let sealed else { return nil }
        return (user, StreamPass(user: user.id, sealed: sealed))
    }

    /// To whom the sealed stream password of an account belongs.
    package static func streamPasswordOwner(_ id: UserID) -> String { "user/\(id)/stream-password" }
}

extension APIKeyScope {
    /// What a stream password reaches.
    fileprivate static let looking = APIKeyScope(isReadOnly: true)
}
