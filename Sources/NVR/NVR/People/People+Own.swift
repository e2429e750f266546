import Accounts
import Catalog
import Changes
import Media
import Stream

/// What shows that the owner of an account is at the keyboard, and not only a session that was left open.
package enum OwnerProof: Sendable {
    case password(String)
    /// A code of the second factor, or a recovery code.
    case code(String)

    var kept: Proof {
        switch self {
        case .password(let password): .password(password)
        case .code(let code): .code(code)
        }
    }
}

/// What a session goes on with: the token that it had opens nothing any more.
package struct ContinuedSession: Sendable {
    package let token: String
    package let csrfToken: String

    init(_ renewed: RenewedSession) {
        token = renewed.token.text
        csrfToken = renewed.csrfToken
    }
}

/// A second factor to be entered into an app; shown once.
package struct SecondFactorOffer: Sendable {
    /// In base 32, to be typed.
    package let secret: String
    /// An `otpauth:` URI.
    package let address: String
    /// The same as a QR code.
    package let svg: String
}

/// A second factor that counts from now on. The codes are shown once.
package struct ActiveSecondFactor: Sendable {
    package let recoveryCodes: [String]
    package let session: ContinuedSession?
}

/// What the owner of an account does with it.
extension People {
    /// Changes one's password. Ends all of the account's sessions and tokens but the session in which this is done.
    ///
    /// - Throws: `forbidden` where the password is wrong or locked; `invalid`, `locked`, `busy`.
    package func changePassword(
        _ visitor: Visitor,
        from current: String,
        to password: String
    ) async throws(DomainError) -> ContinuedSession? {
        let id = try own(visitor)
        let renewed = try await asking { () throws(AccountError) in
            try await accounts.changePassword(
                of: id,
                from: current,
                to: password,
                keeping: visitor.session,
                client: visitor.door.client()
            )
        }
        await changed("password.change", id, visitor)
        return renewed.map(ContinuedSession.init)
    }

    /// How one's second factor stands: whether there is one, and how many recovery codes are left.
    package func secondFactor(_ visitor: Visitor) async throws(DomainError) -> (isActive: Bool, codesLeft: Int) {
        let id = try own(visitor)
        let left = try await asking { () throws(AccountError) in try await accounts.recoveryCodesLeft(of: id) }
        return (accounts.user(id)?.hasSecondFactor ?? false, left)
    }

    /// Makes a secret. It asks nobody for anything until a first code has been said.
    ///
    /// - Parameter password: the account's: else whoever finds a session open could lock its owner out.
    /// - Throws: `forbidden` where the password is wrong; `conflict` where there is a second factor; `locked`, `busy`.
    package func beginSecondFactor(
        _ visitor: Visitor,
        password: String
    ) async throws(DomainError) -> SecondFactorOffer {
        let id = try own(visitor)
        try await asking { () throws(AccountError) in
            try await accounts.require(.password(password), of: id, client: visitor.door.client())
        }
        let made = try await asking { () throws(AccountError) in
            try await accounts.beginSecondFactor(of: id, issuer: Self.issuer)
        }
        await changed("second-factor.begin", id, visitor)
        return SecondFactorOffer(
            secret: made.secret.text,
            address: made.address.text,
            svg: try Self.picture(of: made.address.text)
        )
    }

    /// The same without the password: of another account, for those who manage accounts; of one's own where the password was
    /// said along with the request, or not long ago.
    ///
    /// - Throws: `forbidden` where too much time has passed; `notFound`, and as the other.
    package func beginSecondFactor(
        _ visitor: Visitor,
        of number: Int64
    ) async throws(DomainError) -> SecondFactorOffer {
        let id = try owner(number, asked: visitor)
        if id == visitor.user { try await requireFresh(visitor, id) }
        let made = try await asking { () throws(AccountError) in
            try await accounts.beginSecondFactor(of: id, issuer: Self.issuer)
        }
        await changed("second-factor.begin", id, visitor)
        return SecondFactorOffer(
            secret: made.secret.text,
            address: made.address.text,
            svg: try Self.picture(of: made.address.text)
        )
    }

    /// So long after he has logged in nobody is asked for the password once more.
    static let freshness: Duration = .seconds(600)

    private func requireFresh(_ visitor: Visitor, _ id: UserID) async throws(DomainError) {
        guard visitor.principal.credential != .password else { return }
        let sessions = try await asking { () throws(AccountError) in try await accounts.sessions(of: id) }
        let begun = sessions.first { $0.id == visitor.session }?.createdAt
        guard let begun, services.time.wall - begun <= Self.freshness else {
            throw DomainError(
                .forbidden,
                "It has been too long since you have logged in: log in again, and set up the second factor then."
            )
        }
    }

    /// - Parameter number: of another account, for those who manage accounts; nil for one's own.
    package func activateSecondFactor(
        _ visitor: Visitor,
        of number: Int64? = nil,
        code: String
    ) async throws(DomainError) -> ActiveSecondFactor {
        let id = try owner(number, asked: visitor)
        let made = try await asking { () throws(AccountError) in
            try await accounts.activateSecondFactor(
                of: id,
                code: code,
                keeping: id == visitor.user ? visitor.session : nil,
                client: visitor.door.client()
            )
        }
        await changed("second-factor.activate", id, visitor)
        return ActiveSecondFactor(
            recoveryCodes: made.recoveryCodes.map(\.text),
            session: made.session.map(ContinuedSession.init)
        )
    }

    package func removeSecondFactor(
        _ visitor: Visitor,
        proof: OwnerProof
    ) async throws(DomainError) -> ContinuedSession? {
        let id = try own(visitor)
        let renewed = try await asking { () throws(AccountError) in
            try await accounts.removeSecondFactor(
                of: id,
                proof: proof.kept,
                keeping: visitor.session,
                client: visitor.door.client()
            )
        }
        await changed("second-factor.remove", id, visitor)
        return renewed.map(ContinuedSession.init)
    }

    /// Makes new recovery codes, which take the place of all before.
    package func renewRecoveryCodes(_ visitor: Visitor, proof: OwnerProof) async throws(DomainError) -> [String] {
        let id = try own(visitor)
        let codes = try await asking { () throws(AccountError) in
            try await accounts.renewRecoveryCodes(of: id, proof: proof.kept, client: visitor.door.client())
        }
        await changed("recovery-codes.renew", id, visitor)
        return codes.map(\.text)
    }

    /// Makes a password for RTSP alone, which takes the place of an earlier one; shown once.
    package func makeStreamPassword(_ visitor: Visitor, of number: Int64?) async throws(DomainError) -> String {
        let id = try owner(number, asked: visitor)
        let password = try await asking { () throws(AccountError) in try await accounts.makeStreamPassword(of: id) }
        await changed("stream-password.make", id, visitor)
        return password.text
    }

    package func removeStreamPassword(_ visitor: Visitor, of number: Int64?) async throws(DomainError) {
        let id = try owner(number, asked: visitor)
        try await asking { () throws(AccountError) in try await accounts.removeStreamPassword(of: id) }
        await changed("stream-password.remove", id, visitor)
    }

    private func changed(_ action: String, _ id: UserID, _ visitor: Visitor) async {
        await services.audit.note(action, target(id), by: visitor.principal)
        services.published(.changed, EventObject.user, id: "\(id)")
    }
}

extension People {
    /// The account of a visitor; nil for somebody without one, as on an open listener.
    package func person(of visitor: Visitor) -> PersonView? {
        visitor.user.flatMap(accounts.user).map(PersonView.init)
    }
}
