import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension LightRoutes {
    private static let path = "/api/auth/users/{id}"
    /// What the one key of an account is called that this API makes.
    private static let keyName = "LightNVR API"

    var users: [Endpoint] {
        [
            .foreign(.get, "/api/auth/users", access: .may(.manageUsers)) { call in
                let people = try recorder.people.list(as: call.principal)
                return try .light(LightUsersMessage(users: people.map { LightUserMessage($0) }))
            },
            .foreign(.post, "/api/auth/users", access: .may(.manageUsers)) { call in
                let draft = try await call.body(LightUserBody.self).draft()
                let person = try await recorder.people.create(as: call.principal, draft)
                return try .light(LightUserMessage(person), status: .created)
            },
            .foreign(.get, Self.path, access: .may(.manageOwnAccount)) { call in
                try await LightSubject.user.naming {
                    try .light(LightUserMessage(try recorder.people.person(call.number("id"), asked: call.visitor)))
                }
            },
            .foreign(.put, Self.path, access: .may(.manageUsers)) { call in
                let id = try call.number("id")
                let change = try await call.body(LightUserBody.self).change()
                return try await LightSubject.user.naming {
                    let person = try await recorder.people.change(as: call.principal, id, change, version: nil)
                    return try .light(LightUserMessage(person))
                }
            },
            .foreign(.delete, Self.path, access: .may(.manageUsers), deleteUser),
            .foreign(.post, "\(Self.path)/api-key", access: .may(.manageOwnAccount), makeKey),
            .foreign(.put, "\(Self.path)/password", access: .may(.manageOwnAccount), changePassword),
            .foreign(.put, "\(Self.path)/password-lock", access: .may(.manageUsers)) { call in
                let id = try call.number("id")
                guard let locked = try await call.body(LightLockBody.self).locked else {
                    throw LightErrors.invalid("locked must be true or false")
                }
                var change = PersonChange()
                change.isPasswordLocked = locked
                let wanted = change
                return try await LightSubject.user.naming {
                    let person = try await recorder.people.change(as: call.principal, id, wanted, version: nil)
                    return try .light(LightUserMessage(person))
                }
            },
        ]
    }

    private func deleteUser(_ call: Call) async throws -> Response {
        let id = try call.number("id")
        return try await LightSubject.user.naming {
            _ = try recorder.people.person(id, asked: call.visitor)
            guard call.principal.account != id else {
                throw LightErrors.problem(.forbidden, "Cannot delete your own account")
            }
            try await recorder.people.delete(as: call.principal, id, version: nil)
            return try .light(done: "User deleted successfully")
        }
    }

    /// An account has one key of this API: another takes its place.
    private func makeKey(_ call: Call) async throws -> Response {
        let id = try call.number("id")
        return try await LightSubject.user.naming {
            // Whether there is such an account, before anything is made.
            _ = try recorder.people.person(id, asked: call.visitor)
            let isOwn = call.principal.account == id
            let known = try await recorder.people.keys(call.visitor, all: !isOwn)
            let made = try await recorder.people.makeKey(
                call.visitor,
                for: id,
                name: Self.keyName,
                scope: Principal.Scope(),
                expiresAt: nil
            )
            for key in known where key.owner == id && key.name == Self.keyName {
                try await recorder.people.revokeKey(call.visitor, key.id)
            }
            return try .light(LightKeyMessage(apiKey: made.key))
        }
    }

    private func changePassword(_ call: Call) async throws -> Response {
        let id = try call.number("id")
        return try await LightSubject.user.naming {
            _ = try recorder.people.person(id, asked: call.visitor)
            let body = try await call.body(LightPasswordBody.self)
            guard let password = body.newPassword?.nothingIfEmpty else {
                throw LightErrors.invalid("Missing or invalid new_password")
            }
            try LightUserBody.checkPassword(password)
            guard call.principal.account == id else {
                var change = PersonChange()
                change.password = password
                _ = try await recorder.people.change(as: call.principal, id, change, version: nil)
                return try .light(LightDoneMessage())
            }
            guard let old = body.oldPassword?.nothingIfEmpty else {
                throw LightErrors.invalid("Missing or invalid old_password")
            }
            let session: ContinuedSession?
            do {
                session = try await recorder.people.changePassword(call.visitor, from: old, to: password)
            } catch let error as DomainError {
                // A password that is locked names no member.
                guard error.kind == .forbidden, error.member == "password" else { throw error }
                throw LightErrors.problem(.unauthorized, "Current password is incorrect")
            }
            return continuing(try .light(LightDoneMessage()), session, call)
        }
    }
}
