import Accounts
import Catalog
import Changes
import Logging
import Synchronization

// The first account.

extension People {
    package var needsSetup: Bool { accounts.needsSetup }

    /// Makes the first administrator, for whoever has read the code from the console, and logs him in.
    package func setUp(
        code: String,
        username: String,
        password: String,
        at door: Door
    ) async throws(DomainError) -> OpenedSession {
        let user: User
        do {
            let client = door.client()
            user = try await accounts.setUp(code: code, username: username, password: password, client: client)
        } catch {
            if error.kind == .setupRefused {
                await services.audit.note("setup", by: Visitor.nobody(at: door).principal, .denied)
                showNewSetupCode()
            }
            throw DomainError(error)
        }
        await services.audit.note("setup", target(user.id), by: Visitor.nobody(at: door).principal)
        services.published(.created, EventObject.user, id: "\(user.id)")
        switch try await logIn(username, password: password, at: door) {
        case .opened(let session): return session
        case .secondFactorNeeded: throw DomainError(.conflict, "Nightjar is set up already. Log in instead.")
        }
    }

    /// Makes the first administrator as the configuration says. Where it says nothing and there is no account, whoever
    /// has started the program is shown a code to make one with.
    func prepare(_ configuration: RecorderConfiguration) async throws(StartError) {
        guard let first = configuration.firstAdministrator else {
            guard let code = accounts.issueSetupCode() else { return }
            setupConsole.withLock { $0 = configuration.onSetupCode }
            configuration.onSetupCode(code.text)
            return
        }
        do {
            let user = try await accounts.createFirstAdministrator(username: first.username, password: first.password)
            guard let user else {
                services.logger.info(
                    "there are accounts already: the first administrator of the environment is not made"
                )
                return
            }
            await services.audit.note("setup", target(user.id), by: .recorder, .done, ["by": "environment"])
        } catch {
            throw StartError("The first administrator cannot be made: \(error.cause ?? error.sentence)")
        }
    }

    /// The code lasts for a while; whoever comes later finds another one on the console.
    private func showNewSetupCode() {
        guard let show = setupConsole.withLock({ $0 }), let code = accounts.renewSetupCode() else { return }
        show(code.text)
    }
}
