import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// The first run, logging in and out, tokens.
struct SessionEndpoints {
    let people: People

    private static let tokenLifetime = 86_400

    var all: [Endpoint] { [entrance] + setup + sessions + tokens + [who, logOut] }

    private var entrance: Endpoint {
        .get(
            "/api/v1/entrance",
            EndpointNotes(
                "getEntrance",
                "Who comes, as far as that is known, and whether the first account is still to be made",
                tag: "session",
                description:
                    "What a page asks first. Here it is no fault to be nobody, or to have a session that has ended."
            ),
            access: .whoever,
            answers: EntranceMessage.self
        ) { call in
            let isKnown = call.principal.role != nil
            let who = isKnown ? WhoMessage(call, people) : nil
            var response = try secret(EntranceMessage(who: who, setupNeeded: people.needsSetup), call)
            if !isKnown, case .session = call.shown { response.takeCookie(call) }
            return response
        }
    }

    private var setup: [Endpoint] {
        [
            .get(
                "/api/v1/setup",
                EndpointNotes("getSetup", "Whether the first account is still to be made", tag: "session"),
                access: .everyone,
                answers: SetupStateMessage.self
            ) { call in try call.json(SetupStateMessage(needed: people.needsSetup)) },
            .send(
                .post,
                "/api/v1/setup",
                EndpointNotes(
                    "setUp",
                    "Make the first administrator, with the code that the console shows, and log in",
                    tag: "session"
                ),
                access: .everyone,
                tier: .signIn,
                takes: SetupMessage.self,
                answers: LogInMessage.self,
                status: .created
            ) { call, body in
                let session = try await people.setUp(
                    code: body.code,
                    username: body.username,
                    password: body.password,
                    at: call.visitor.door
                )
                return try opened(session, call, status: .created)
            },
        ]
    }

    private var sessions: [Endpoint] {
        [
            .send(
                .post,
                "/api/v1/session",
                EndpointNotes(
                    "logIn",
                    "Log in by password; the session is in a cookie",
                    tag: "session",
                    refusals: [401]
                ),
                access: .everyone,
                tier: .signIn,
                takes: PasswordLogInMessage.self,
                answers: LogInMessage.self
            ) { call, body in
                let result = try await people.logIn(body.username, password: body.password, at: call.visitor.door)
                return try answer(result, call)
            },
            .send(
                .post,
                "/api/v1/session/second-factor",
                EndpointNotes("logInWithCode", "Say the code that a log-in owes", tag: "session", refusals: [401]),
                access: .everyone,
                tier: .signIn,
                takes: CodeLogInMessage.self,
                answers: LogInMessage.self
            ) { call, body in
                let result = try await people.logIn(halfLogin: body.token, code: body.code, at: call.visitor.door)
                return try answer(result, call)
            },
        ]
    }

    private var tokens: [Endpoint] {
        [
            .send(
                .post,
                "/api/v1/tokens",
                EndpointNotes("makeToken", "Log in by password, for a token", tag: "session", refusals: [401]),
                access: .everyone,
                tier: .signIn,
                takes: PasswordTokenMessage.self,
                answers: LogInMessage.self
            ) { call, body in
                let result = try await people.token(
                    for: body.username,
                    password: body.password,
                    lifetime: try Self.lifetime(body.lifetime),
                    at: call.visitor.door
                )
                return try answer(result, call)
            },
            .send(
                .post,
                "/api/v1/tokens/second-factor",
                EndpointNotes("makeTokenWithCode", "Say the code that a token owes", tag: "session", refusals: [401]),
                access: .everyone,
                tier: .signIn,
                takes: CodeTokenMessage.self,
                answers: LogInMessage.self
            ) { call, body in
                let result = try await people.token(
                    halfLogin: body.token,
                    code: body.code,
                    lifetime: try Self.lifetime(body.lifetime),
                    at: call.visitor.door
                )
                return try answer(result, call)
            },
        ]
    }

    private var who: Endpoint {
        .get(
            "/api/v1/session",
            EndpointNotes("getSession", "Who asks, and what he may do", tag: "session"),
            access: .objects(.seeCamera),
            answers: WhoMessage.self
        ) { call in try call.json(WhoMessage(call, people)) }
    }

    private var logOut: Endpoint {
        .act(
            .delete,
            "/api/v1/session",
            EndpointNotes(
                "logOut",
                "End the session, or revoke the token, that is shown",
                tag: "session",
                description: "An API key and a password stay what they are."
            ),
            access: .may(.manageOwnAccount)
        ) { call in
            try await people.logOut(call.shown, call.visitor)
            var response = call.noContent()
            if case .session = call.shown { response.takeCookie(call) }
            return response
        }
    }

    private static func lifetime(_ seconds: Int?) throws -> Duration {
        let seconds = seconds ?? tokenLifetime
        guard (1...31_536_000).contains(seconds) else {
            throw DomainError(.invalid, "lifetime_s is a number from 1 to 31536000.", member: "lifetime_s")
        }
        return .seconds(seconds)
    }

    private func answer(_ result: LogInResult<OpenedSession>, _ call: Call) throws -> Response {
        switch result {
        case .opened(let session): try opened(session, call, status: .ok)
        case .secondFactorNeeded(let token, let lifetime): try secret(LogInMessage.owed(token, lifetime), call)
        }
    }

    private func answer(_ result: LogInResult<OpenedToken>, _ call: Call) throws -> Response {
        switch result {
        case .opened(let token): try secret(LogInMessage(token), call)
        case .secondFactorNeeded(let token, let lifetime): try secret(LogInMessage.owed(token, lifetime), call)
        }
    }

    private func opened(_ session: OpenedSession, _ call: Call, status: HTTPResponse.Status) throws -> Response {
        var response = try secret(LogInMessage(session), call, status: status)
        response.give(session.token, lasting: session.expiresIn, call)
        return response
    }
}

/// An answer that nobody may keep.
func secret(_ message: some Encodable, _ call: Call, status: HTTPResponse.Status = .ok) throws -> Response {
    var response = try call.json(message, status: status)
    response.headers[.cacheControl] = "no-store"
    return response
}
