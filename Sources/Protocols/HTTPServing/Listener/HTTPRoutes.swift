package import Hummingbird

/// The routes of one listener: plain ones in a Hummingbird router, and WebSockets beside them.
package struct HTTPRoutes {
    /// Answers HEAD wherever there is a GET. Problems that routes throw become answers.
    package let router: Router<ServingContext>
    let problems: ProblemMiddleware
    private(set) var webSockets: [WebSocketRoute] = []

    /// - Parameter renderingProblems: how problems are spelled, also those of the listener itself; `application/problem+json`
    ///   by default.
    package init(renderingProblems: @escaping ProblemRendering = { problem, _ in problem.response }) {
        problems = ProblemMiddleware(render: renderingProblems)
        router = Router(context: ServingContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: problems)
    }

    /// Adds a WebSocket.
    ///
    /// - Parameters:
    ///   - path: literals and `{parameters}`, which the context's `parameters` hold as they stand in the path.
    ///   - origins: which pages may open it.
    ///   - decide: says before the upgrade whether it happens, and with which handler. A thrown `Problem` is a rejection.
    package mutating func webSocket(
        _ path: String,
        origins: WebSocketOrigins = .sameHost,
        decide: @escaping @Sendable (Request, ServingContext) async throws -> WebSocketDecision
    ) {
        webSockets.append(WebSocketRoute(pattern: PathPattern(path), origins: origins, decide: decide))
    }
}
