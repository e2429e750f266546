import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where every request of a listener comes in and every answer goes out: refuses strangers' names and foreign pages, calls
/// the router, and gives each answer its date, its security headers and its line in the log.
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
    func respond(to request: Request, on channel: any Channel) async throws -> Response {
        let start = ContinuousClock.now
        let context = context(on: channel)
        var response: Response
        if let refusal = refusal(of: request) {
            response = problems.render(refusal, request)
        } else {
            do {
                response = try await responder.respond(to: request, context: context)
            } catch {
                response = try problems.answer(to: error, request: request, logger: context.logger)
            }
            if response.status == .notFound, context.endpointPath == "NotFound" {
                response = problems.render(unknownRoute(request), request)
                if request.method == .head { response = response.createHeadResponse() }
            }
        }
        finish(&response, to: request, context: context, since: start)
        return response
    }

    func open(_ request: Request, on channel: any Channel) async throws -> Opening {
        let start = ContinuousClock.now
        var context = context(on: channel)
        do {
            guard let (route, parameters) = webSocket(at: request.uri.path) else { return .plain }
            if let refusal = refusal(of: request) { throw refusal }
            context.coreContext.parameters = parameters
            context.coreContext.endpointPath.value = route.pattern.description
            if let problem = WebSocketHandshake.problem(of: request.head) { throw problem }
            if case .sameHost = route.origins,
                CrossSite.isForeign(origin: request.headers[.origin], host: request.head.authority)
            {
                throw Problem.crossSite
            }
            switch try await route.decide(request, context) {
            case .reject(let problem): throw problem
            case .accept(let subprotocol, let handler):
                log(.switchingProtocols, to: request, context: context, since: start)
                return .accepted(subprotocol: subprotocol, handler, context.logger)
            }
        } catch {
            var response = try problems.answer(to: error, request: request, logger: context.logger)
            finish(&response, to: request, context: context, since: start)
            return .answered(response)
        }
    }

    private func webSocket(at path: String) -> (WebSocketRoute, Parameters)? {
        for route in webSockets {
            if let parameters = route.pattern.match(path) { return (route, parameters) }
        }
        return nil
    }

    private func context(on channel: any Channel) -> ServingContext {
        var logger = logger
        // Hummingbird reads the id of a request from this key.
        logger[metadataKey: "hb.request.id"] = "\(RequestID())"
        let source = ServingContextSource(
            logger: logger,
            listener: configuration.name,
            remoteAddress: channel.remoteAddress
        )
        return ServingContext(source: source)
    }

    /// Why a request is not even looked at, or nil.
    private func refusal(of request: Request) -> Problem? {
        guard let host = request.head.authority, !request.headers.contains(where: { $0.name.canonicalName == "host" })
        else {
            return Problem(.badRequest, detail: "The request must name one host.")
        }
        guard configuration.hosts.permits(host) else {
            return Problem(
                .misdirectedRequest,
                detail:
                    "This server is not known by the name that was asked for. Its owner can add the name to allowed_hosts."
            )
        }
        return CrossSite.refusal(of: request.head)
    }

    private func unknownRoute(_ request: Request) -> Problem {
        let path = request.uri.path
        if webSocket(at: path) != nil, request.method == .get { return WebSocketHandshake.missing }
        let allowed = Set(methods.filter { $0.key.match(path) != nil }.flatMap(\.value).map(\.rawValue))
        guard !allowed.isEmpty, !allowed.contains(request.method.rawValue) else {
            return Problem(.notFound, detail: "There is nothing at this address.")
        }
        return Problem(
            .methodNotAllowed,
            detail: "This address does not know the method \(request.method.rawValue.prefix(20)).",
            headers: [.allow: allowed.sorted().joined(separator: ", ")]
        )
    }

    private func finish(
        _ response: inout Response,
        to request: Request,
        context: ServingContext,
        since start: ContinuousClock.Instant
    ) {
        configuration.securityHeaders.apply(to: &response.headers)
        response.headers[.date] = HTTPDate(secondsSince1970: Int64(Date().timeIntervalSince1970)).description
        log(response.status, to: request, context: context, since: start)
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
