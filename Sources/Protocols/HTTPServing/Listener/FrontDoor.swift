import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Where every request of a listener comes in and every answer goes out: finds out who asks, refuses strangers' names and
/// foreign pages, calls the router, and gives each answer its last touches (`Farewell`).
struct FrontDoor: Sendable {
    private let configuration: HTTPListenerConfiguration
    private let responder: RouterResponder<ServingContext>
    private let problems: ProblemMiddleware
    private let webSockets: [WebSocketRoute]
    private let methods: [PathPattern: [HTTPRequest.Method]]
    private let logger: Logger

    init(configuration: HTTPListenerConfiguration, routes: HTTPRoutes, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        responder = routes.router.buildResponder()
        problems = routes.problems
        webSockets = routes.webSockets
        methods = Dictionary(grouping: routes.router.routes) { PathPattern($0.path.description) }
            .mapValues { $0.map(\.method) }
    }

    /// What a request to open a WebSocket leads to.
    enum Opening: Sendable {
        case accepted(subprotocol: String?, WebSocketHandler, Logger)
        /// The plain answer to the request.
        case answered(Response)
        /// There is no WebSocket at this address: the request goes the way of every other.
        case plain
    }

    /// - Throws: only what ends the connection.
    func respond(to request: Request, on connection: ConnectionFacts) async throws -> Response {
        let start = ContinuousClock.now
        let caller = caller(of: request, on: connection)
        let context = context(on: connection, caller)
        var response: Response
        do {
            response = try await answer(to: request, caller, context)
            try await configuration.compression?.apply(to: &response, for: request)
        } catch {
            response = try problems.answer(to: error, request: request, logger: context.logger)
        }
        if request.method == .head { response = response.createHeadResponse() }
        farewell(to: request, on: connection, caller).apply(to: &response)
        log(response.status, to: request, context: context, since: start)
        return response
    }

    private func answer(to request: Request, _ caller: Caller, _ context: ServingContext) async throws -> Response {
        let host = try admittedHost(of: request, caller)
        if let response = try redirect(request, caller, host) { return response }
        if let fields = configuration.crossOrigin?.preflight(request.head, methods: knownMethods(at: request.uri.path))
        {
            return Response(status: .noContent, headers: fields)
        }
        if let refusal = CrossSite.refusal(
            of: request.head,
            by: caller,
            crossOrigin: configuration.crossOrigin,
            isOpen: configuration.isOpen
        ) {
            throw refusal
        }
        let prepared = configuration.compression?.prepare(request) ?? request
        let response = try await responder.respond(to: prepared, context: context)
        if response.status == .notFound, context.endpointPath == "NotFound" { throw unknownRoute(request) }
        return response
    }

    func open(_ request: Request, on connection: ConnectionFacts) async throws -> Opening {
        let start = ContinuousClock.now
        let caller = caller(of: request, on: connection)
        var context = context(on: connection, caller)
        do {
            let found = webSocket(at: request.uri.path)
            let redirects = configuration.redirect != nil && !caller.isSecure
            guard found != nil || redirects else { return .plain }
            let host = try admittedHost(of: request, caller)
            if var response = try redirect(request, caller, host) {
                farewell(to: request, on: connection, caller).apply(to: &response)
                return .answered(response)
            }
            guard let (route, parameters) = found else { return .plain }
            context.coreContext.parameters = parameters
            context.coreContext.endpointPath.value = route.pattern.description
            if let problem = WebSocketHandshake.problem(of: request.head) { throw problem }
            if route.origins == .sameHost || configuration.isOpen,
                let refusal = CrossSite.webSocketRefusal(
                    of: request.head,
                    by: caller,
                    crossOrigin: configuration.crossOrigin
                )
            {
                throw refusal
            }
            switch try await route.decide(request, context) {
            case .reject(let problem): throw problem
            case .accept(let subprotocol, let handler):
                log(.switchingProtocols, to: request, context: context, since: start)
                return .accepted(subprotocol: subprotocol, handler, context.logger)
            }
        } catch {
            var response = try problems.answer(to: error, request: request, logger: context.logger)
            farewell(to: request, on: connection, caller).apply(to: &response)
            log(response.status, to: request, context: context, since: start)
            return .answered(response)
        }
    }

    // MARK: Who asks, and for what

    private func caller(of request: Request, on connection: ConnectionFacts) -> Caller {
        let direct = Caller(
            address: connection.address,
            isSecure: connection.isSecure,
            host: request.head.authority
        )
        return configuration.proxies.caller(behind: direct, fields: request.headers)
    }

    /// The one good name by which a request asked for this machine.
    private func admittedHost(of request: Request, _ caller: Caller) throws(Problem) -> Authority {
        // A second `Host` stays among the fields; over HTTP/2 the first does too, and may say the same.
        let spare = request.headers.filter { $0.name.canonicalName == "host" }.map(\.value)
        guard request.head.authority != nil, spare.allSatisfy({ $0 == request.head.authority }), spare.count <= 1,
            let host = caller.host
        else { throw Problem(.badRequest, detail: "The request must name one host.") }
        guard let authority = Authority(host), configuration.hosts.permits(host) else {
            throw Problem(
                .misdirectedRequest,
                detail:
                    "This server is not known by the name that was asked for. Its owner can add the name to allowed_hosts."
            )
        }
        return authority
    }

    private func redirect(_ request: Request, _ caller: Caller, _ host: Authority) throws(Problem) -> Response? {
        guard let redirect = configuration.redirect, !caller.isSecure else { return nil }
        let isWebSocket = WebSocketHandshake.isAsked(by: request.head)
        return try redirect.answer(to: request, host: host, isWebSocket: isWebSocket).get()
    }

    private func webSocket(at path: String) -> (WebSocketRoute, Parameters)? {
        for route in webSockets {
            if let parameters = route.pattern.match(path) { return (route, parameters) }
        }
        return nil
    }

    private func knownMethods(at path: String) -> Set<String> {
        Set(methods.filter { $0.key.match(path) != nil }.flatMap(\.value).map(\.rawValue))
    }

    private func unknownRoute(_ request: Request) -> Problem {
        let path = request.uri.path
        if webSocket(at: path) != nil, request.method == .get {
            return WebSocketHandshake.isAsked(by: request.head) ? WebSocketHandshake.late : WebSocketHandshake.missing
        }
        let allowed = knownMethods(at: path)
        guard !allowed.isEmpty, !allowed.contains(request.method.rawValue) else {
            return Problem(.notFound, detail: "There is nothing at this address.")
        }
        return Problem(
            .methodNotAllowed,
            detail: "This address does not know the method \(request.method.rawValue.prefix(20)).",
            headers: [.allow: allowed.sorted().joined(separator: ", ")]
        )
    }

    // MARK: The way out

    private func context(on connection: ConnectionFacts, _ caller: Caller) -> ServingContext {
        var logger = logger
        // Hummingbird reads the id of a request from this key.
        logger[metadataKey: "hb.request.id"] = "\(RequestID())"
        let source = ServingContextSource(
            logger: logger,
            listener: configuration.name,
            remoteAddress: connection.channel.remoteAddress,
            caller: caller,
            eventLoop: connection.channel.eventLoop
        )
        return ServingContext(source: source)
    }

    private func farewell(to request: Request, on connection: ConnectionFacts, _ caller: Caller) -> Farewell {
        Farewell(
            request: request.head,
            isSecure: caller.isSecure,
            version: connection.version,
            configuration: configuration
        )
    }

    /// The route, never the path or the query: those may hold names and secrets.
    private func log(
        _ status: HTTPResponse.Status,
        to request: Request,
        context: ServingContext,
        since start: ContinuousClock.Instant
    ) {
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method.rawValue.prefix(20))",
                "route": "\(context.endpointPath ?? "-")",
                "status": "\(status.code)",
                "ms": "\((ContinuousClock.now - start) / .milliseconds(1))",
            ]
        )
    }
}
