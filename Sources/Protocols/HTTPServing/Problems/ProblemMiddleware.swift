import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns what routes throw into answers. Stands before every other middleware of a router, so that a face may map its own
/// errors further in.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ServingContext

    let render: ProblemRendering

    func handle(
        _ request: Request,
        context: ServingContext,
        next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try answer(to: error, request: request, logger: context.logger)
        }
    }

    func answer(to error: any Error, request: Request, logger: Logger) throws -> Response {
        switch error {
        case is HTTPParserError, is ChannelError, is IOError:
            // The connection is at fault or gone: there is nobody to answer.
            throw error
        default: break
        }
        if let problem = Problem(error) { return render(problem, request) }
        logger.error("a request failed unexpectedly", metadata: ["error": "\(String(reflecting: error))"])
        return render(.unexpected, request)
    }
}

/// How a listener spells its problems; a dialect has a form of its own.
package typealias ProblemRendering = @Sendable (Problem, Request) -> Response
