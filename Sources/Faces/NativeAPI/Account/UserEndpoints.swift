import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// The accounts, as those manage them who may.
struct UserEndpoints {
    let people: People

    private static let access = Access.may(.manageUsers)
    private static let path = "/api/v1/users"

    var all: [Endpoint] { accounts + changes + help + sessions }

    private var accounts: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes("listUsers", "All accounts", tag: "users"),
                access: Self.access,
                answers: ListMessage<UserMessage>.self
            ) { call in
                let users = try people.list(as: call.principal).map(UserMessage.init)
                return try call.json(ListMessage(items: users))
            },
            .send(
                .post,
                Self.path,
                EndpointNotes("addUser", "Make an account", tag: "users", refusals: [409]),
                access: Self.access,
                takes: NewUserMessage.self,
                answers: UserMessage.self,
                status: .created
            ) { call, body in
                let person = try await people.create(as: call.principal, PersonDraft(body))
                return try call.json(
                    UserMessage(person),
                    version: "\(person.version)",
                    status: .created,
                    location: "\(Self.path)/\(person.id)"
                )
            },
            .get(
                "\(Self.path)/{id}",
                EndpointNotes("getUser", "An account", tag: "users", hasVersions: true),
                access: Self.access,
                answers: UserMessage.self
            ) { call in
                let person = try people.person(call.number("id"), asked: call.visitor)
                return try call.json(UserMessage(person), version: "\(person.version)")
            },
        ]
    }

    private var changes: [Endpoint] {
        [
            .send(
                .patch,
                "\(Self.path)/{id}",
                EndpointNotes(
                    "changeUser",
                    "Change an account",
                    tag: "users",
                    description: "What is not named stays as it is.",
                    refusals: [409],
                    hasVersions: true
                ),
                access: Self.access,
                takes: UserPatchMessage.self,
                answers: UserMessage.self
            ) { call, body in
                let person = try await people.change(
                    as: call.principal,
                    call.number("id"),
                    PersonChange(body),
                    version: call.ifMatchNumber
                )
                return try call.json(UserMessage(person), version: "\(person.version)")
            },
            .act(
                .delete,
                "\(Self.path)/{id}",
                EndpointNotes(
                    "deleteUser",
                    "Delete an account with its sessions and keys",
                    tag: "users",
                    refusals: [409],
                    hasVersions: true
                ),
                access: Self.access
            ) { call in
                try await people.delete(as: call.principal, call.number("id"), version: call.ifMatchNumber)
                return call.noContent()
            },
        ]
    }

    private var help: [Endpoint] {
        [
            .act(
                .delete,
                "\(Self.path)/{id}/second-factor",
                EndpointNotes("resetSecondFactor", "Take the second factor away from who has lost it", tag: "users"),
                access: Self.access
            ) { call in
                try await people.resetSecondFactor(as: call.principal, of: call.number("id"))
                return call.noContent()
            },
            .act(
                .delete,
                "\(Self.path)/{id}/lockout",
                EndpointNotes("clearLockout", "Forget the wrong tries with an account", tag: "users"),
                access: Self.access
            ) { call in
                try await people.clearLockout(as: call.principal, of: call.number("id"))
                return call.noContent()
            },
            .act(
                .post,
                "\(Self.path)/{id}/stream-password",
                EndpointNotes("makeUserStreamPassword", "Make an account's password for RTSP", tag: "users"),
                access: Self.access,
                answers: StreamPasswordMessage.self,
                status: .created
            ) { call in
                let password = try await people.makeStreamPassword(call.visitor, of: call.number("id"))
                return try secret(StreamPasswordMessage(password: password), call, status: .created)
            },
            .act(
                .delete,
                "\(Self.path)/{id}/stream-password",
                EndpointNotes("removeUserStreamPassword", "Revoke an account's password for RTSP", tag: "users"),
                access: Self.access
            ) { call in
                try await people.removeStreamPassword(call.visitor, of: call.number("id"))
                return call.noContent()
            },
        ]
    }

    private var sessions: [Endpoint] {
        [
            .get(
                "\(Self.path)/{id}/sessions",
                EndpointNotes("listUserSessions", "The sessions of an account", tag: "users"),
                access: Self.access,
                answers: ListMessage<SessionMessage>.self
            ) { call in
                let sessions = try await people.sessions(call.visitor, of: call.number("id"))
                return try call.json(ListMessage(items: sessions.map(SessionMessage.init)))
            },
            .act(
                .delete,
                "\(Self.path)/{id}/sessions",
                EndpointNotes("endUserSessions", "End all sessions and tokens of an account", tag: "users"),
                access: Self.access,
                answers: CountMessage.self
            ) { call in
                try call.json(CountMessage(count: try await people.endSessions(call.visitor, of: call.number("id"))))
            },
            .act(
                .delete,
                "\(Self.path)/{id}/sessions/{session}",
                EndpointNotes("endUserSession", "End a session of an account", tag: "users"),
                access: Self.access
            ) { call in
                try await people.endSession(call.visitor, call.number("session"), of: call.number("id"))
                return call.noContent()
            },
        ]
    }
}
