package import Catalog
import Cryptography
import Media
import Synchronization

/// What RTSP asks for: a password that can be read again, as Digest needs it, and that counts nowhere else.
package struct StreamCredential: Sendable {
    package let user: User
    package let password: SecretText
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

    /// To whom the sealed stream password of an account belongs.
    package static func streamPasswordOwner(_ id: UserID) -> String { "user/\(id)/stream-password" }
}
