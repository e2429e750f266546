import Accounts

/// The door that somebody comes to: of which face, and from where.
package struct Door: Hashable, Sendable {
    /// Instead of the growing delay: so many wrong tries of one address, and for how long nothing is tried then.
    package struct FixedLockout: Hashable, Sendable {
        package var tries: Int
        package var pause: Duration

        package init(tries: Int, pause: Duration) {
            self.tries = tries
            self.pause = pause
        }
    }

    /// `native` or a dialect; sessions count on the face that made them.
    package var face: String
    /// The listener's name: a fixed lockout is its own.
    package var listener: String
    /// An IP address without a port.
    package var address: String?
    package var userAgent: String?
    /// Open to everyone on purpose (`auth: none`).
    package var isOpen: Bool
    package var fixedLockout: FixedLockout?

    package init(
        face: String,
        listener: String,
        address: String?,
        userAgent: String? = nil,
        isOpen: Bool = false,
        fixedLockout: FixedLockout? = nil
    ) {
        self.face = face
        self.listener = listener
        self.address = address
        self.userAgent = userAgent
        self.isOpen = isOpen
        self.fixedLockout = fixedLockout
    }

    var origin: Principal.Origin { Principal.Origin(face: face, address: address) }

    func client(session: SessionLifetime? = nil) -> Client {
        let lockout: LockoutPolicy =
            fixedLockout.map { .fixed(listener: listener, tries: $0.tries, pause: $0.pause) } ?? .growing
        return Client(face: face, address: address, userAgent: userAgent, lockout: lockout, session: session)
    }
}

/// What a caller shows as proof of who he is, as a face reads it off a request.
package enum ShownCredential: Sendable {
    case none
    /// A session's token, from a cookie.
    case session(String)
    /// A JSON web token or an API key: which, its shape tells.
    case bearer(String)
    case apiKey(String)
    case basic(username: String, password: String)
}
