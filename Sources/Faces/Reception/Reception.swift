package import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
package import NVR

/// Stands before a face's endpoints: finds out who asks, whether he may, and whether he asks too often. Every face is
/// entered this way.
package struct Reception: Sendable {
    /// What is particular to a face, or to one of its listeners.
    package struct Rules: Sendable {
        /// `native` or a dialect: a session counts on the face that made it.
        package var face: String
        /// The listener's name.
        package var listener: String
        /// Open to everyone on purpose (`auth: none`).
        package var isOpen = false
        package var fixedLockout: Door.FixedLockout?
        /// Without the prefix that a secure connection adds. Cookies know no ports: each face has a name of its own.
        package var sessionCookie: String
        /// Whether a change that is authenticated by a cookie must bring the session's token along.
        package var asksForCSRFToken = false

        package init(face: String, listener: String, sessionCookie: String) {
            self.face = face
            self.listener = listener
            self.sessionCookie = sessionCookie
        }
    }

    package let rules: Rules
    private let people: People
    private let counts: RequestCounts

    package init(_ rules: Rules, people: People, counts: RequestCounts) {
        self.rules = rules
        self.people = people
        self.counts = counts
    }

    /// Adds the routes of all endpoints.
    package func add(_ endpoints: [Endpoint], to routes: inout HTTPRoutes) {
        for endpoint in endpoints {
            switch endpoint.work {
            case .answer(let answer): add(endpoint, to: routes, answer)
            case .stream(let answer):
                add(endpoint, to: routes) { call in
                    let place = try place(.stream, call)
                    return try await answer(call).holding(place)
                }
            case .socket(let open):
                routes.webSocket(endpoint.path) { request, context in
                    try await Self.sparing(request) {
                        let call = try await self.call(request, context, endpoint)
                        let place = try place(.socket, call)
                        let handler = try await noting(call, endpoint) { try await open(call) }
                        return .accept { connection in
                            defer { place.end() }
                            try await handler(connection)
                        }
                    }
                }
            }
        }
    }

    private func add(
        _ endpoint: Endpoint,
        to routes: HTTPRoutes,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) {
        routes.router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
            try await Self.sparing(request) {
                let call = try await self.call(request, context, endpoint)
                do {
                    let response = try await noting(call, endpoint) { try await answer(call) }
                    // Who gets in has not guessed.
                    if response.status.kind == .successful { giveBack(endpoint, context) }
                    return response
                } catch let problem as Problem {
                    // What could not be read was no guess either: a secret that is wrong is never 400.
                    if problem.status == .badRequest { giveBack(endpoint, context) }
                    throw problem
                }
            }
        }
    }

    private func giveBack(_ endpoint: Endpoint, _ context: ServingContext) {
        guard endpoint.tier == .signIn else { return }
        counts.giveBack(.signIn, Self.caller(context))
    }

    private func place(_ kind: LiveConnections.Kind, _ call: Call) throws(Problem) -> LivePlace {
        try counts.live.take(kind, account: call.principal.account, address: Self.caller(call.context))
    }

    // MARK: Who asks

    /// The call that a request is, if it may be made.
    ///
    /// - Throws: `Problem`.
    func call(_ request: Request, _ context: ServingContext, _ endpoint: Endpoint) async throws -> Call {
        let door = door(of: request, context)
        let caller = Self.caller(context)
        // Guesses are counted before anything is looked at, by where they come from.
        if endpoint.tier == .signIn { try counts.admit(.signIn, caller) }
        let shown = try shown(by: request, context, endpoint)
        let visitor = try await visitor(showing: shown, at: door, for: endpoint, from: caller, context)
        if endpoint.tier != .signIn {
            try counts.admit(endpoint.tier, visitor.principal.account.map { "account \($0)" } ?? caller)
        }
        try await checkToken(request, shown, visitor, endpoint)
        let call = Call(request: request, context: context, visitor: visitor, shown: shown)
        try await noting(call, endpoint) { try check(endpoint.access, call) }
        return call
    }

    private static func caller(_ context: ServingContext) -> String {
        context.clientAddress?.household.description ?? "local"
    }

    private func door(of request: Request, _ context: ServingContext) -> Door {
        Door(
            face: rules.face,
            listener: rules.listener,
            address: context.clientAddress?.description,
            userAgent: request.headers[.userAgent],
            isOpen: rules.isOpen,
            fixedLockout: rules.fixedLockout
        )
    }

    private func shown(
        by request: Request,
        _ context: ServingContext,
        _ endpoint: Endpoint
    ) throws -> ShownCredential {
        let presented = try PresentedCredentials(request.headers)
        switch presented.authorization {
        case .basic(let username, let password): return .basic(username: username, password: password)
        case .bearer(let token): return .bearer(token)
        case nil: break
        }
        if let key = presented.apiKey { return .apiKey(key) }
        if let token = endpoint.tokens?.token(in: request, presented.cookies) { return .bearer(token) }
        let cookie = presented.cookies.value(of: rules.sessionCookie, isSecure: context.isSecure)
        return cookie.map(ShownCredential.session) ?? .none
    }

    /// Where everyone is let in, nothing that was shown is looked at: a cookie that has expired must not keep anybody
    /// from logging in.
    private func visitor(
        showing shown: ShownCredential,
        at door: Door,
        for endpoint: Endpoint,
        from caller: String,
        _ context: ServingContext
    ) async throws -> Visitor {
        guard endpoint.access != .everyone else { return .nobody(at: door) }
        try counts.checkRefusals(of: shown, caller)
        let entry = try await Self.asking(context) { try await people.admit(shown, at: door) }
        switch entry {
        case .admitted(let visitor):
            counts.proved(shown)
            return visitor
        case .refused(let error):
            // Not where nothing was looked at, as in a lockout.
            if error.kind == .unproven { counts.refused(shown, caller) }
            if endpoint.access == .whoever, error.kind == .unproven, case .session = shown { return .nobody(at: door) }
            var problem = Problem(error)
            if case .session = shown {
                // The browser need not send it again.
                let cookie = SetCookie.clearing(rules.sessionCookie)
                problem.headers[.setCookie] = cookie.header(isSecure: context.isSecure)
            }
            throw problem
        }
    }

    // MARK: Whether he may

    private func checkToken(
        _ request: Request,
        _ shown: ShownCredential,
        _ visitor: Visitor,
        _ endpoint: Endpoint
    ) async throws(Problem) {
        guard rules.asksForCSRFToken, case .session = shown else { return }
        switch request.method {
        case .get, .head, .options: return
        default: break
        }
        guard !visitor.accepts(csrfToken: request.headers[.csrfToken]) else { return }
        await people.noteRefusal(.csrfToken, of: visitor.principal, route: endpoint.route)
        throw Problem(
            .forbidden,
            type: Problem.type("csrf"),
            title: "The page is not known",
            detail: "A change made with a session must bring its token along, in the header field X-CSRF-Token."
        )
    }

    /// Before the body is read, so that nobody learns from its faults what he may not do.
    private func check(_ access: Access, _ call: Call) throws {
        switch access {
        case .everyone, .whoever: break
        case .may(let action): try Policy.require(call.principal, action)
        case .camera(let action, let parameter):
            try Policy.require(call.principal, action, .camera(try call.path(parameter)))
        case .objects(let action): try Policy.requireSomebody(call.principal, whoMay: action)
        }
    }

    /// What the policy refuses is noted, wherever it is asked: here, or in the domain.
    private func noting<Value>(
        _ call: Call,
        _ endpoint: Endpoint,
        _ work: () async throws -> Value
    ) async throws -> Value {
        try await Self.asking(call.context) {
            do {
                return try await work()
            } catch let error as DomainError {
                if let denial = error.denial {
                    await people.noteRefusal(.policy(denial), of: call.principal, route: endpoint.route)
                }
                throw error
            }
        }
    }

    /// A browser that is asked for Basic opens a window of its own over the page, and sends what is typed there with every
    /// request from then on, also with those of foreign pages: browsers log in on the page. All of them call themselves
    /// Mozilla.
    private static func sparing<Answer>(_ request: Request, _ work: () async throws -> Answer) async throws -> Answer {
        do {
            return try await work()
        } catch var problem as Problem {
            let isBrowser = request.headers[.userAgent]?.hasPrefix("Mozilla/") ?? false
            if isBrowser, problem.headers[.wwwAuthenticate] != nil {
                problem.headers[.wwwAuthenticate] = #"Bearer realm="Nightjar""#
            }
            throw problem
        }
    }

    /// What the domain refuses becomes a problem, and so does a catalogue that fails beneath it.
    private static func asking<Value>(
        _ context: ServingContext,
        _ call: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await call()
        } catch let error as DomainError {
            throw Problem(error)
        } catch {
            guard let failure = DomainError(ofCatalogue: error) else { throw error }
            context.logger.error("a request failed in the catalogue", metadata: ["error": "\(error)"])
            throw Problem(failure)
        }
    }
}

extension Response {
    /// Gives the place back once the answer is written, or nobody is there to read it.
    fileprivate func holding(_ place: LivePlace) -> Response {
        var response = self
        let body = body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            defer { place.end() }
            try await body.write(writer)
        }
        return response
    }
}

extension HTTPField.Name {
    /// The token that a session's page sends along with every change.
    static var csrfToken: HTTPField.Name { .spelled("X-CSRF-Token") }
}
