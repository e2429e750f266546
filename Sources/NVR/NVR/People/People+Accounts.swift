import Accounts
import Catalog
import Changes

/// The accounts, as those manage them who may.
extension People {
    package func list(as principal: Principal) throws(DomainError) -> [PersonView] {
        try Policy.require(principal, .manageUsers)
        return accounts.users().map(PersonView.init)
    }

    /// An account: one's own, or any for those who manage accounts.
    package func person(_ number: Int64?, asked visitor: Visitor) throws(DomainError) -> PersonView {
        let id = try owner(number, asked: visitor)
        guard let user = accounts.user(id) else { throw .noAccount(id.number) }
        return PersonView(user)
    }

    /// - Throws: `invalid`, `conflict` where the username is taken, `busy`.
    package func create(as principal: Principal, _ draft: PersonDraft) async throws(DomainError) -> PersonView {
        try Policy.require(principal, .manageUsers)
        let kept = UserDraft(
            username: draft.username,
            displayName: draft.displayName,
            email: draft.email,
            role: draft.role.kept,
            isEnabled: draft.isEnabled,
            mayUnmask: draft.seesUnmasked,
            cameras: try draft.usualGrants.kept(),
            isPasswordLocked: draft.isPasswordLocked
        )
        let user = try await asking { () throws(AccountError) in
            try await accounts.createUser(kept, password: draft.password)
        }
        await services.audit.note("user.create", target(user.id), by: principal, .done, ["role": draft.role.rawValue])
        services.published(.created, EventObject.user, id: "\(user.id)")
        return PersonView(user)
    }

    /// Changes an account. Another role, another password, or an account that is disabled, ends its sessions and tokens.
    ///
    /// - Parameter version: that the change was made for; nil for any.
    /// - Throws: `notFound`, `stale`, `invalid`, `conflict`; `forbidden` for the password of one's own account, which
    ///   ``changePassword(_:from:to:)`` changes.
    package func change(
        as principal: Principal,
        _ number: Int64,
        _ change: PersonChange,
        version: Int64?
    ) async throws(DomainError) -> PersonView {
        try Policy.require(principal, .manageUsers)
        guard change.password == nil || principal.account != number else {
            throw DomainError(
                .forbidden,
                "The password of one's own account is changed in the place for it (PUT /api/v1/account/password), which "
                    + "asks for the present one.",
                member: "password"
            )
        }
        let id = UserID(number: number)
        let kept = UserChange(
            username: change.username,
            displayName: change.displayName,
            email: change.email,
            role: change.role?.kept,
            isEnabled: change.isEnabled,
            mayUnmask: change.seesUnmasked,
            cameras: try change.grants?.kept(),
            isPasswordLocked: change.isPasswordLocked
        )
        let user = try await asking { () throws(AccountError) in
            try await accounts.changeUser(id, kept, password: change.password, version: version)
        }
        await services.audit.note(
            "user.change",
            target(id),
            by: principal,
            .done,
            ["members": change.members.joined(separator: " ")]
        )
        services.published(.changed, EventObject.user, id: "\(id)")
        return PersonView(user)
    }

    /// Deletes an account with all that it had. One that is not there is deleted already.
    package func delete(as principal: Principal, _ number: Int64, version: Int64?) async throws(DomainError) {
        try Policy.require(principal, .manageUsers)
        let id = UserID(number: number)
        do {
            try await accounts.deleteUser(id, version: version)
        } catch {
            guard error.kind == .notFound else { throw DomainError(error) }
            return
        }
        await services.audit.note("user.delete", target(id), by: principal)
        services.published(.deleted, EventObject.user, id: "\(id)")
    }

    /// Takes the second factor away from somebody who has lost it.
    package func resetSecondFactor(as principal: Principal, of number: Int64) async throws(DomainError) {
        try Policy.require(principal, .manageUsers)
        let id = UserID(number: number)
        try await asking { () throws(AccountError) in try await accounts.resetSecondFactor(of: id) }
        await services.audit.note("user.reset-second-factor", target(id), by: principal)
        services.published(.changed, EventObject.user, id: "\(id)")
    }

    /// Forgets the wrong tries with an account, so that nobody has to wait.
    package func clearLockout(as principal: Principal, of number: Int64) async throws(DomainError) {
        try Policy.require(principal, .manageUsers)
        let id = UserID(number: number)
        try await asking { () throws(AccountError) in try accounts.clearLockout(of: id) }
        await services.audit.note("lockout.clear", target(id), by: principal)
        services.published(.state, EventObject.user, id: "\(id)")
    }
}
