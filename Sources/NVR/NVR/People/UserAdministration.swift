import Accounts
import Catalog
import Glibc
import Logging
import Stream

/// `nightjar user`: accounts from the console, for whoever may read the data folder and write to it. Only while no recorder
/// runs on the folder, which alone changes accounts then.
package struct UserAdministration: Sendable {
    /// An account as a line of a list.
    package struct Listing: Hashable, Sendable {
        package let username: String
        package let role: Principal.Role
        package let isEnabled: Bool
        package let hasSecondFactor: Bool
    }

    private let catalog: SQLiteCatalog
    private let accounts: Accounts
    private let audit: AuditTrail

    /// Who sits at the console has shown to the system who he is, not to Nightjar.
    static let principal = Principal(
        identity: .recorder,
        credential: .none,
        role: .administrator,
        origin: Principal.Origin(face: "console")
    )

    /// All accounts by name. Changes nothing, and works beside a recorder.
    ///
    /// - Throws: ``StartError``.
    package static func list(dataDirectory: String) async throws(StartError) -> [Listing] {
        let paths = try existing(dataDirectory)
        do throws(CatalogError) {
            let catalog = try SQLiteCatalog(path: paths.catalogue, mode: .readOnly)
            let users = try await catalog.users()
            try catalog.close()
            return users.map { user in
                Listing(
                    username: user.username,
                    role: Principal.Role(user.role),
                    isEnabled: user.isEnabled,
                    hasSecondFactor: user.secondFactorIsActive
                )
            }
            .sorted { $0.username < $1.username }
        } catch {
            throw StartError(error.message)
        }
    }

    /// Opens the accounts of a data folder, does something with them, and closes them.
    ///
    /// - Parameters:
    ///   - masterKey: as in ``RecorderConfiguration/masterKey``.
    ///   - work: what it throws is thrown as ``StartError``.
    /// - Throws: ``StartError`` also where a recorder runs, or there are no data.
    package static func open<Result: Sendable>(
        dataDirectory: String,
        masterKey: String?,
        _ work: (UserAdministration) async throws -> Result
    ) async throws(StartError) -> Result {
        let paths = try existing(dataDirectory)
        try requireKey(in: paths, given: masterKey)
        do {
            // Locks the catalogue, so that no recorder begins meanwhile.
            let catalog = try SQLiteCatalog(path: paths.catalogue)
            let key = try MasterKey.open(inDataDirectory: paths.path, given: masterKey)
            let administration = try await UserAdministration(catalog, key)
            let outcome: Swift.Result<Result, any Error>
            do {
                outcome = .success(try await work(administration))
            } catch {
                outcome = .failure(error)
            }
            await administration.accounts.close()
            try catalog.close()
            return try outcome.get()
        } catch let error as StartError {
            throw error
        } catch let error as CatalogError where error.code == .inUse {
            throw StartError("\(error.message) Or change accounts in the app, where that one runs.")
        } catch let error as CatalogError {
            throw StartError(error.message)
        } catch let error as AccountError {
            throw StartError(error.cause ?? error.sentence)
        } catch {
            throw StartError("\(error)")
        }
    }

    private init(_ catalog: SQLiteCatalog, _ key: MasterKey) async throws(AccountError) {
        let logger = Logger(label: "users") { _ in SwiftLogNoOpLogHandler() }
        let time = SystemTimeSource()
        self.catalog = catalog
        audit = AuditTrail(catalog: catalog, time: time, logger: logger)
        accounts = try await Accounts.open(
            catalog: catalog,
            hasher: Argon2Hasher(),
            sealing: key,
            clock: AccountClock(wall: { time.wall }, monotonic: { time.monotonic }),
            logger: logger
        )
    }

    /// Else one would be made, under which nothing that is there can be opened.
    static func requireKey(in paths: DataDirectory, given masterKey: String?) throws(StartError) {
        guard masterKey != nil || access(paths.path + "/keys/master.key", F_OK) == 0 else {
            throw StartError(
                """
                There is no key \(paths.path)/keys/master.key; give the one that Nightjar is started with in \
                NIGHTJAR_MASTER_KEY.
                """
            )
        }
    }

    static func existing(_ directory: String) throws(StartError) -> DataDirectory {
        let paths = DataDirectory(existing: directory)
        guard access(paths.catalogue, F_OK) == 0 else {
            throw StartError(
                "There is no catalogue \(paths.catalogue). Name the data folder with --data-dir, or start the recorder once."
            )
        }
        return paths
    }

    // MARK: What can be done

    /// Makes an account.
    ///
    /// - Parameters:
    ///   - seesAllCameras: gives one that is no administrator all rights on every camera; without it, it has none yet.
    ///   - by: the name that the system knows whoever does this by, for the audit log.
    package func create(
        _ username: String,
        role: Principal.Role,
        seesAllCameras: Bool,
        password: String,
        by person: String
    ) async throws {
        let draft = UserDraft(
            username: username,
            role: role.kept,
            cameras: seesAllCameras || role == .administrator ? .all(.all) : .listed([:])
        )
        let user = try await accounts.createUser(draft, password: password)
        await note("user.create", user, person, ["role": role.rawValue])
    }

    /// Ends all sessions of the account too.
    package func setPassword(of username: String, to password: String, by person: String) async throws {
        let user = try await accounts.setPassword(of: find(username).id, to: password)
        await note("user.set-password", user, person)
    }

    /// For somebody who has lost it. Ends all sessions of the account too.
    ///
    /// - Returns: false where the account had none.
    package func resetSecondFactor(of username: String, by person: String) async throws -> Bool {
        let user = try find(username)
        guard user.hasSecondFactor else { return false }
        try await accounts.resetSecondFactor(of: user.id)
        await note("user.reset-second-factor", user, person)
        return true
    }

    /// Lets the account in, or no longer.
    package func setEnabled(_ isEnabled: Bool, _ username: String, by person: String) async throws {
        let user = try await accounts.changeUser(find(username).id, UserChange(isEnabled: isEnabled))
        await note(isEnabled ? "user.enable" : "user.disable", user, person)
    }

    private func find(_ username: String) throws(StartError) -> User {
        guard let user = accounts.user(named: username) else {
            throw StartError("There is no account \"\(username)\"; `nightjar user list` shows those there are.")
        }
        return user
    }

    private func note(_ action: String, _ user: User, _ person: String, _ details: [String: String] = [:]) async {
        await audit.note(
            action,
            "user/\(user.id)",
            by: Self.principal,
            .done,
            details.merging(["username": user.username, "person": person]) { own, _ in own }
        )
    }
}
