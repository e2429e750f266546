import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Logging in and out.
extension LightRoutes {
    var sessions: [Endpoint] {
        [
            .foreign(.post, "/api/auth/login", access: .everyone, tier: .signIn, logIn),
            .foreign(.post, "/api/auth/login/totp", access: .everyone, tier: .signIn, logInWithCode),
            .foreign(.get, "/api/auth/login/config", access: .everyone) { _ in
                try .light(LightLoginRulesMessage(recorder.settings))
            },
            .foreign(.post, "/api/auth/logout", access: .everyone) { call in
                try await logOut(call)
                return try taking(.light(LightRedirectMessage(redirect: Self.loggedOut)), call)
            },
            .foreign(.get, "/logout", access: .everyone) { call in
                try await logOut(call)
                let fields = call.request.headers
                guard fields[.requestedWith] == nil, fields[.accept]?.contains("application/json") != true else {
                    return try taking(.light(LightRedirectMessage(redirect: Self.loggedOut)), call)
                }
                return taking(Response(status: .found, headers: [.location: Self.loggedOut]), call)
            },
            .foreign(.get, "/api/auth/verify", access: .objects(.seeCamera)) { call in
                let person = recorder.people.person(of: call.visitor)
                return try .light(LightVerifyMessage(person, call.principal, recorder.settings))
            },
        ]
    }

    private static let loggedIn = "/index.html"
    private static let loggedOut = "/login.html?logout=true"

    /// What strangers send is small.
    private func strangersBody<Body: Decodable & Sendable>(_ call: Call, _ type: Body.Type) async throws -> Body {
        try await call.request.json(type, limit: JSONBody.strangersLimit, room: .strangers)
    }

    private func logIn(_ call: Call) async throws -> Response {
        let body = try await strangersBody(call, LightLoginBody.self)
        guard let username = body.username?.nothingIfEmpty else {
            throw LightErrors.invalid("Missing or invalid username")
        }
        guard let password = body.password?.nothingIfEmpty else {
            throw LightErrors.invalid("Missing or invalid password")
        }
        let door = call.visitor.door
        switch try await recorder.people.logIn(username, password: password, at: door) {
        case .opened(let session): return try opened(session, call)
        case .secondFactorNeeded(let token, _):
            guard let code = body.totpCode?.nothingIfEmpty else {
                return try .light(LightCodeNeededMessage(totpToken: token, token: token))
            }
            return try answer(try await recorder.people.logIn(halfLogin: token, code: code, at: door), call)
        }
    }

    private func logInWithCode(_ call: Call) async throws -> Response {
        let body = try await strangersBody(call, LightCodeBody.self)
        guard let token = (body.token ?? body.totpToken)?.nothingIfEmpty,
            let code = (body.totpCode ?? body.code)?.nothingIfEmpty
        else { throw LightErrors.invalid("Missing token or totp_code") }
        return try answer(try await recorder.people.logIn(halfLogin: token, code: code, at: call.visitor.door), call)
    }

    private func answer(_ result: LogInResult<OpenedSession>, _ call: Call) throws -> Response {
        switch result {
        case .opened(let session): try opened(session, call)
        case .secondFactorNeeded(let token, _): try .light(LightCodeNeededMessage(totpToken: token, token: token))
        }
    }

    private func opened(_ session: OpenedSession, _ call: Call) throws -> Response {
        var response = try Response.light(LightRedirectMessage(redirect: Self.loggedIn))
        let cookie = SetCookie(name: Self.sessionCookie, value: session.token, maxAge: session.expiresIn)
        response.set(cookie, isSecure: call.context.isSecure)
        return response
    }

    /// Whatever is shown is ended, if it is a session; whoever shows nothing is logged out already.
    private func logOut(_ call: Call) async throws {
        guard case .admitted(let visitor) = try await recorder.people.admit(call.shown, at: call.visitor.door) else {
            return
        }
        try await recorder.people.logOut(call.shown, visitor)
    }

    private func taking(_ response: Response, _ call: Call) -> Response {
        var response = response
        response.set(.clearing(Self.sessionCookie), isSecure: call.context.isSecure)
        return response
    }

    /// A session goes on with another token after its account's password or second factor has changed.
    func continuing(_ response: Response, _ session: ContinuedSession?, _ call: Call) -> Response {
        guard let session else { return response }
        var response = response
        let hours = recorder.settings.value(\.security.sessionAbsolute)
        let cookie = SetCookie(name: Self.sessionCookie, value: session.token, maxAge: .seconds(3600 * hours))
        response.set(cookie, isSecure: call.context.isSecure)
        return response
    }
}
