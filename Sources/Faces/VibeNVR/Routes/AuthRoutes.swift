import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// Who asks: logging in, by which a token is given, and logging out.
extension VibeRoutes {
    private static let formType = "application/x-www-form-urlencoded"
    private static let largestForm = 16 * 1024
    private static let bootstrap = RateLimitTier(name: "vibenvr-me-from-cookie", limit: 30)
    private static let state = RateLimitTier(name: "vibenvr-auth-status", limit: 20)
    private static let leaving = RateLimitTier(name: "vibenvr-logout", limit: 10)

    var authentication: [Endpoint] {
        [
            .foreign(.post, "/auth/login", access: .everyone, tier: .signIn, logIn),
            .foreign(.post, "/auth/logout", access: .everyone, tier: Self.leaving, logOut),
            .foreign(.get, "/auth/me-from-cookie", access: .everyone, tier: Self.bootstrap, fromCookie),
            .foreign(.get, "/auth/me", access: .may(.followChanges)) { call in
                guard let person = recorder.people.person(of: call.visitor) else {
                    throw VibeErrors.problem(.unauthorized, "Not authenticated")
                }
                return try Self.own(VibeUserMessage(person, recorder.localTime))
            },
            .foreign(.get, "/auth/status", access: .everyone, tier: Self.state) { _ in
                try .json(VibeSetupMessage(setupRequired: recorder.people.needsSetup))
            },
        ]
    }

    // MARK: Logging in

    private func logIn(_ call: Call) async throws -> Response {
        let form = try await Self.form(call)
        guard let username = form["username"] else { throw VibeErrors.invalid("username", "Field required") }
        guard let password = form["password"] else { throw VibeErrors.invalid("password", "Field required") }
        let lifetime = Duration.seconds(Int64(recorder.settings.value(\.security.token)) * 3600)
        let door = call.visitor.door
        let people = recorder.people
        let result = try await Self.saying("Incorrect username or password") {
            try await people.token(for: username, password: password, lifetime: lifetime, at: door)
        }
        switch result {
        case .opened(let opened): return try opened.answer(call)
        case .secondFactorNeeded(let token, _):
            let isRecovery = form["totp_code"] == nil
            guard let code = form["totp_code"] ?? form["recovery_code"] else {
                throw VibeErrors.problem(.unauthorized, "2FA_REQUIRED")
            }
            let last = try await Self.saying(isRecovery ? "Invalid Recovery Code" : "Invalid 2FA Code") {
                try await people.token(halfLogin: token, code: code, lifetime: lifetime, at: door)
            }
            guard case .opened(let opened) = last else { throw VibeErrors.problem(.unauthorized, "2FA_REQUIRED") }
            return try opened.answer(call)
        }
    }

    private static func form(_ call: Call) async throws -> FormFields {
        let type = (call.request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
        guard type == formType else {
            throw Problem(.unprocessableContent, detail: "The body must be a form, sent as \(formType).")
        }
        let bytes = try await call.request.bytes(limit: largestForm, room: .strangers)
        guard let form = FormFields(Array(bytes.readableBytesView)) else {
            throw Problem(.unprocessableContent, detail: "The body is not a form.")
        }
        return form
    }

    /// What is refused for what was shown, in the document's words.
    private static func saying<Value>(_ words: String, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .unproven {
            throw VibeErrors.problem(.unauthorized, words)
        }
    }

    // MARK: By cookie

    /// What a page begins with: who it is by its cookie, and the token for its header.
    private func fromCookie(_ call: Call) async throws -> Response {
        let nobody = Response(status: .noContent, headers: [.cacheControl: "no-store"])
        guard let token = try Self.token(of: call) else { return nobody }
        guard case .admitted(let visitor) = try await admitted(token, call) else { return nobody }
        guard let person = recorder.people.person(of: visitor) else { return nobody }
        let user = VibeUserMessage(person, recorder.localTime)
        var response = try Self.own(VibeBootstrapMessage(user: user, accessToken: token))
        let lifetime = Duration.seconds(Int64(recorder.settings.value(\.security.token)) * 3600)
        VibeCookies.set(VibeCookies.media, token, lasting: lifetime, call, &response)
        return response
    }

    private static func token(of call: Call) throws -> String? {
        let token = try PresentedCredentials(call.request.headers).cookies[VibeCookies.session]
        // Anything else than a token of ours, as an API key, opens no page.
        return token.flatMap { $0.contains(".") ? $0 : nil }
    }

    private func admitted(_ token: String, _ call: Call) async throws -> Entry {
        try await recorder.people.admit(.bearer(token), at: call.visitor.door)
    }

    /// Clears the cookies, whoever asks, and ends the token that came along.
    private func logOut(_ call: Call) async throws -> Response {
        var tokens: [String] = []
        if case .bearer(let token) = call.shown, token.contains(".") { tokens.append(token) }
        if let token = try Self.token(of: call) { tokens.append(token) }
        for token in Set(tokens) {
            guard case .admitted(let visitor) = try await admitted(token, call) else { continue }
            try await recorder.people.logOut(.bearer(token), visitor)
        }
        var response = try Response.vibe(status: "logged out")
        VibeCookies.clear(call, &response)
        return response
    }

    /// An answer that nobody may keep.
    static func own(_ message: some Encodable) throws -> Response {
        try .json(message, headers: [.cacheControl: "no-store"])
    }
}

extension OpenedToken {
    /// The token, in the body and in both cookies.
    fileprivate func answer(_ call: Call) throws -> Response {
        var response = try VibeRoutes.own(VibeTokenMessage(accessToken: token))
        for name in [VibeCookies.session, VibeCookies.media] {
            VibeCookies.set(name, token, lasting: expiresIn, call, &response)
        }
        return response
    }
}
