package import Catalog
import Cryptography

/// Whether somebody is let in.
package enum AuthenticationOutcome: Sendable {
    case authenticated(Authentication)
    case refused(Refusal)
}

/// Somebody who is let in: the account as it is now, and how it came in.
package struct Authentication: Sendable {
    package enum Method: Hashable, Sendable {
        case session(SessionID)
        case key(APIKeyID, name: String)
        case token(id: String, face: String)
        case basic
        /// For RTSP alone.
        case streamPassword
    }

    package let user: User
    package let method: Method
    /// What a key may do of what the account may; everything else may all of it.
    package let scope: APIKeyScope
    /// What a page must send along with every change; nil for whatever is not sent by a browser of itself.
    package let csrfToken: String?

    init(_ user: UserRecord, _ method: Method, scope: APIKeyScope = .full, csrfToken: String? = nil) {
        self.user = User(user)
        self.method = method
        self.scope = scope
        self.csrfToken = csrfToken
    }

    /// What may be done with a camera: the account's rights, within the key's scope.
    package func rights(on camera: CameraID) -> CameraRights {
        guard scope.reaches(camera) else { return [] }
        let rights = user.rights(on: camera)
        return scope.isReadOnly ? rights.subtracting(.control) : rights
    }

    /// Whether a change may be made with the token that came along; always true where none is asked for.
    package func accepts(csrfToken: String?) -> Bool {
        guard let expected = self.csrfToken else { return true }
        guard let csrfToken, csrfToken.utf8.count == expected.utf8.count else { return false }
        return constantTimeEqual(Array(csrfToken.utf8), Array(expected.utf8))
    }
}
