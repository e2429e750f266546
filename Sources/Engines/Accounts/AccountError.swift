import Catalog

/// Why something could not be done with an account; a face maps the kind to its own status and shows the sentence.
package struct AccountError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case notFound
        /// What was asked for makes no sense; `member` names the part.
        case invalid
        /// It contradicts what is there: a name that is taken, a second factor that is there already.
        case conflict
        /// The account has been changed by somebody else meanwhile.
        case stale
        case lastAdministrator
        /// The account's owner may not change its password.
        case passwordLocked
        /// The password or the code that was to prove who asks is wrong.
        case wrongProof
        /// Too many wrong ones: for so long nothing is tried.
        case locked(Duration)
        /// Too many passwords are being checked at once.
        case busy
        /// The set-up is done, or its code is wrong, used or expired.
        case setupRefused
        /// The catalogue or a key fails.
        case unavailable
    }

    package var kind: Kind
    /// For people: what happened, and what to do.
    package var sentence: String
    /// The member of the request that is at fault, in the domain's own names.
    package var member: String?
    /// For the console and the log alone, where the sentence does not say it: what the catalogue said, with its place.
    package var cause: String?

    package init(_ kind: Kind, _ sentence: String, member: String? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.member = member
    }

    package var description: String { sentence }
}

extension AccountError {
    /// What an error of the catalogue means to somebody who changes accounts.
    init(_ error: CatalogError) {
        let kind: Kind =
            switch error.code {
            case .notFound: .notFound
            case .conflict: .conflict
            case .stale: .stale
            case .lastAdministrator: .lastAdministrator
            case .unknownCamera: .invalid
            default: .unavailable
            }
        self.init(kind, error.publicMessage, member: error.code == .unknownCamera ? "cameras" : nil)
        if kind == .unavailable { cause = error.message }
    }

    static func noUser(_ id: UserID) -> Self {
        Self(.notFound, "There is no account with the number \(id); it may have been deleted.")
    }

    static func stale(_ name: String) -> Self {
        Self(.stale, "The account \(name) has been changed meanwhile. Look at it again and repeat the change.")
    }

    static let busy = Self(.busy, "Too many passwords are being checked at this moment. Try again in a few seconds.")

    static func locked(_ remaining: Duration) -> Self {
        let seconds = remaining.wholeSeconds
        return Self(.locked(remaining), "There were too many wrong tries. Try again in \(seconds) s.")
    }

    static let wrongPassword = Self(.wrongProof, "The password is wrong.", member: "password")
    static let wrongCode = Self(
        .wrongProof,
        "The code is wrong, expired, or has been used. Wait for the next one.",
        member: "code"
    )
    static let cannotSeal = Self(
        .unavailable,
        "The secret cannot be sealed or opened: the master key is not the one that it was sealed under. "
            + "Restore keys/master.key from a backup, or reset the secret."
    )
}

extension Duration {
    /// Rounded up, so that whoever waits as long does not come too early.
    package var wholeSeconds: Int64 {
        let (seconds, attoseconds) = components
        return attoseconds > 0 ? seconds + 1 : seconds
    }
}
