import Catalog
import Media

/// Who asks, and through which door.
package struct Client: Hashable, Sendable {
    /// The face, as a text of its own choice; a session counts on the one that made it.
    package let face: String
    /// An IP address without a port.
    package let address: String?
    package let userAgent: String?
    package let lockout: LockoutPolicy
    /// Where a face wants another than the usual one.
    package let session: SessionLifetime?

    package init(
        face: String,
        address: String?,
        userAgent: String? = nil,
        lockout: LockoutPolicy = .growing,
        session: SessionLifetime? = nil
    ) {
        self.face = AccountRules.face(face)
        self.address = address.map(AccountRules.address)
        self.userAgent = userAgent.map(AccountRules.userAgent)
        self.lockout = lockout
        self.session = session
    }

    var network: NetworkKey? { address.map { NetworkKey($0) } }
}

/// How an attempt to log in ended.
package enum LoginOutcome: Sendable {
    /// Somebody is who they say; now they can have a session or a token.
    case admitted(Admission)
    /// The password is right, and the second factor is owed.
    case secondFactorNeeded(HalfLogin)
    case refused(Refusal)
}

/// The proof that somebody has logged in, from which a session or a token is made; nobody else can make one.
package struct Admission: Sendable {
    package let user: User
    package let client: Client
    let generation: Int64

    init(_ record: UserRecord, _ client: Client) {
        user = User(record)
        self.client = client
        generation = record.tokenGeneration
    }
}

/// Between password and second factor: authenticates nothing.
package struct HalfLogin: Hashable, Sendable {
    package let token: SecretText
    /// How long a code may be tried.
    package let lifetime: Duration
}

/// Why somebody is not let in.
package enum Refusal: Hashable, Sendable, CustomStringConvertible {
    /// A wrong name or password, or an account that is disabled: which, is not said.
    case wrongCredentials
    /// The second factor is wrong; so many tries are left.
    case wrongCode(triesLeft: Int)
    /// Nobody has, or no longer has, such a session, key or token.
    case unknown
    /// It has been; log in again.
    case expired
    /// The session was made by another face.
    case otherFace
    /// Too many wrong tries: for so long nothing is tried.
    case locked(Duration)
    /// Too many passwords are being checked at once.
    case busy
    /// This account has a second factor, so that its password alone lets nobody in: an API key does.
    case keyNeeded

    package var description: String {
        switch self {
        case .wrongCredentials: "The username or the password is wrong."
        case .wrongCode(let left): "The code is wrong or has been used. Tries left: \(left)."
        case .unknown: "This session, key or token is not valid. Log in again, or use another key."
        case .expired: "This session, key or token has expired. Log in again, or use another key."
        case .otherFace: "This session was made for another part of Nightjar. Log in here."
        case .locked(let remaining): "There were too many wrong tries. Try again in \(remaining.wholeSeconds) s."
        case .busy: AccountError.busy.sentence
        case .keyNeeded: "This account has a second factor. Use an API key in the place of the password."
        }
    }
}
