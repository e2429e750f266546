import Accounts
import Catalog
import Changes
import Logging
import Media
import Stream
import Synchronization

/// The people and programs that use the recorder: who they are, how they come in, and what they were given to come in
/// with. What they may do, ``Policy`` says.
///
/// Every call may come from any thread. What asks who somebody is takes a ``Visitor``, the others a ``Principal``.
package final class People: Sendable {
    let accounts: Accounts
    let services: DomainServices
    private let settings: Settings
    /// Where a code to set up with is shown; nil where none is needed.
    let setupConsole = Mutex<(@Sendable (String) -> Void)?>(nil)
    /// The name that authenticator apps show.
    static let issuer = "Nightjar"
    /// How often sessions and tokens that have expired are cleared away.
    private static let tidying: Duration = .seconds(3600)

    init(accounts: Accounts, services: DomainServices, settings: Settings) {
        self.accounts = accounts
        self.services = services
        self.settings = settings
        services.restores.add { [accounts, logger = services.logger] in
            do {
                try await accounts.reload()
            } catch {
                logger.error("accounts are as before the restore until a restart", metadata: ["error": "\(error)"])
            }
        }
    }

    /// - Parameter hasher: of passwords.
    static func open(
        _ services: DomainServices,
        _ settings: Settings,
        hasher: any PasswordHasher = Argon2Hasher()
    ) async throws(StartError) -> People {
        let time = services.time
        do {
            let accounts = try await Accounts.open(
                catalog: services.catalog,
                hasher: hasher,
                sealing: services.masterKey,
                clock: AccountClock(wall: { time.wall }, monotonic: { time.monotonic }),
                logger: services.logger,
                onSessionsEnded: { ended in
                    for session in ended { services.published(.deleted, EventObject.session, id: "\(session)") }
                }
            )
            return People(accounts: accounts, services: services, settings: settings)
        } catch {
            throw StartError(error.cause ?? error.sentence)
        }
    }

    /// Clears away what has expired, and what the audit log need not keep any more, now and then, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await accounts.deleteExpired()
            } catch {
                services.logger.warning("expired sessions stay for now", metadata: ["error": "\(error)"])
            }
            await services.audit.deleteRows(olderThan: settings.value(\.audit.retentionDays))
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.tidying)
        }
    }

    func close() async { await accounts.close() }

    // MARK: What the rest is made of

    /// How long sessions that begin now may last.
    var sessionLifetime: SessionLifetime {
        SessionLifetime(
            idle: .seconds(3600 * settings.value(\.security.sessionIdle)),
            absolute: .seconds(3600 * settings.value(\.security.sessionAbsolute))
        )
    }

    /// Asks the accounts, and says in the domain's terms what was wrong.
    func asking<Value>(_ question: () async throws(AccountError) -> Value) async throws(DomainError) -> Value {
        do {
            return try await question()
        } catch {
            throw DomainError(error)
        }
    }

    /// The account whose visitor asks about what is his own.
    func own(_ visitor: Visitor) throws(DomainError) -> UserID {
        try Policy.require(visitor.principal, .manageOwnAccount)
        guard let user = visitor.user else {
            throw DomainError(.unproven, "This is about an account of one's own: log in, or show an API key.")
        }
        return user
    }

    /// The account itself, or any other for those who manage accounts.
    func owner(_ number: Int64?, asked visitor: Visitor) throws(DomainError) -> UserID {
        guard let number, number != visitor.user?.number else { return try own(visitor) }
        try Policy.require(visitor.principal, .manageUsers)
        let id = UserID(number: number)
        guard accounts.user(id) != nil else { throw .noAccount(number) }
        return id
    }

    /// The recorder's time zone, by its name in the tz database.
    package var timeZoneName: String { settings.timeZoneName }

    func target(_ id: UserID) -> String { "user/\(id)" }
}

extension DomainError {
    static func noAccount(_ number: Int64) -> DomainError {
        DomainError(.notFound, "There is no account with the number \(number).")
    }

    init(_ error: AccountError) {
        let kind: Kind =
            switch error.kind {
            case .notFound: .notFound
            case .invalid: .invalid
            case .conflict, .lastAdministrator: .conflict
            case .stale: .stale
            case .passwordLocked, .wrongProof, .setupRefused: .forbidden
            case .locked(let remaining): .locked(remaining)
            case .busy: .busy
            case .unavailable: .unavailable
            }
        self.init(kind, error.sentence, member: error.member.map(Self.spelled))
    }

    /// The domain's members are spelled as in the API; those of the accounts as in Swift.
    private static func spelled(_ member: String) -> String {
        switch member {
        case "displayName": "display_name"
        case "expiresAt": "expires_at"
        default: member
        }
    }
}
