import Accounts
import HTTPAuthentication

/// Who has come in by RTSP, and what he is asked for again while he watches.
struct StreamingVisitor: Sendable {
    let visitor: Visitor
    fileprivate let proof: Proof

    fileprivate enum Proof: Sendable {
        case pass(StreamPass)
        /// A password or an API key, as everywhere.
        case basic(ShownCredential)
    }
}

extension People {
    /// Lets somebody in by RTSP: with his stream password, by Digest or Basic; or by Basic as over HTTP, with his password or,
    /// where he has a second factor, an API key in its place. Digest never counts for a login password, of which nobody knows
    /// more than a hash.
    ///
    /// - Throws: `unproven`, `locked`, `busy`, `unavailable`.
    func admit(streaming login: PresentedLogin, at door: Door) async throws(DomainError) -> StreamingVisitor {
        let hasStreamPassword =
            accounts.streamCredential(forUsername: login.username)
            .map { login.matches(password: $0.password.text) } ?? false
        if let password = login.password, !hasStreamPassword {
            let shown = ShownCredential.basic(username: login.username, password: password)
            switch try await admit(shown, at: door) {
            case .admitted(let visitor): return StreamingVisitor(visitor: visitor, proof: .basic(shown))
            case .refused(let error): throw error
            }
        }
        let (outcome, pass) = await accounts.authenticate(stream: login.username, client: door.client()) { password in
            login.matches(password: password.text)
        }
        switch (outcome, pass) {
        case (.authenticated(let found), let pass?):
            return StreamingVisitor(visitor: Visitor(found, at: door), proof: .pass(pass))
        case (.refused(let refusal), _):
            await noteRefused(refusal, login.username, "stream password", door, Self.session)
            throw DomainError(refusal)
        case (.authenticated, nil): throw DomainError(Refusal.wrongCredentials)
        }
    }

    /// Who he is by now; nil where what he has shown lets nobody in any more.
    func renewed(_ streaming: StreamingVisitor) async -> Principal? {
        switch streaming.proof {
        case .pass(let pass): accounts.renewed(pass).map { Visitor($0, at: streaming.visitor.door).principal }
        case .basic(let shown): await renewed(streaming.visitor, showing: shown)
        }
    }
}
