import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// API keys, and the audit log.
struct KeyEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/api-keys"
    private var people: People { recorder.people }

    var all: [Endpoint] { keys + [audit] }

    private var keys: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "listKeys",
                    "API keys",
                    tag: "account",
                    query: [.query("all", .boolean, description: "Everybody's, for those who manage accounts.")]
                ),
                access: .may(.manageOwnAccount),
                answers: ListMessage<KeyMessage>.self
            ) { call in
                let keys = try await people.keys(call.visitor, all: call.bool("all") ?? false)
                return try call.json(ListMessage(items: keys.map { KeyMessage($0) }))
            },
            .send(
                .post,
                Self.path,
                EndpointNotes("addKey", "Make an API key, which is shown once", tag: "account", refusals: [404, 409]),
                access: .may(.manageOwnAccount),
                takes: NewKeyMessage.self,
                answers: KeyMessage.self,
                status: .created
            ) { call, body in
                let made = try await people.makeKey(
                    call.visitor,
                    for: body.user,
                    name: body.name,
                    scope: Principal.Scope(isReadOnly: body.readOnly ?? false, cameras: body.cameras.map(Set.init)),
                    expiresAt: try body.expiresAt.map(Self.time)
                )
                return try secret(KeyMessage(made.view, secret: made.key), call, status: .created)
            },
            .act(
                .delete,
                "\(Self.path)/{id}",
                EndpointNotes("revokeKey", "Revoke an API key", tag: "account"),
                access: .may(.manageOwnAccount)
            ) { call in
                try await people.revokeKey(call.visitor, call.number("id"))
                return call.noContent()
            },
        ]
    }

    private var audit: Endpoint {
        .get(
            "/api/v1/audit",
            EndpointNotes(
                "listAudit",
                "Who has done what, the newest first",
                tag: "system",
                query: [
                    .query("actor", .string(maxLength: 256), description: "The name of an account."),
                    .query("action", .string(maxLength: 256), description: "session finds session.create."),
                    .query("target", .string(maxLength: 256)),
                    .query("outcome", .enumeration(AuditFilter.outcomes)),
                    Queries.from, Queries.to, Queries.cursor, Queries.limit,
                ]
            ),
            access: .may(.readAudit),
            answers: ListMessage<AuditMessage>.self
        ) { call in
            let (rows, next) = try await recorder.auditRows(as: call.principal, AuditFilter(call))
            return try call.json(ListMessage(items: rows.map(AuditMessage.init), nextCursor: next))
        }
    }

    private static func time(_ text: String) throws -> WallTime {
        guard let time = RFC3339.time(text) else {
            throw DomainError(.invalid, "expires_at is a time such as 2036-01-01T00:00:00Z.", member: "expires_at")
        }
        return time
    }
}

/// Parameters that several lists have.
enum Queries {
    static let from = OpenAPIParameter.query("from", .string(format: "date-time"), description: "From this time on.")
    static let to = OpenAPIParameter.query("to", .string(format: "date-time"), description: "Before this time.")
    static let cursor = OpenAPIParameter.query(
        "cursor",
        .string(maxLength: 256),
        description: "What the page before gave as next_cursor."
    )
    static let limit = OpenAPIParameter.query("limit", .integer(1...1000), description: "100 where it is left out.")
}
