import HTTPServing
import HTTPTypes
import Hummingbird

/// What a listener answers whose dialect does not exist yet: 501, to everything.
struct UnbuiltDialect {
    private let dialect: Dialect

    init(_ dialect: Dialect) { self.dialect = dialect }

    var routes: HTTPRoutes {
        let routes = HTTPRoutes()
        let problem = Problem(.notImplemented, detail: "The \(dialect.rawValue) API is not built yet.")
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete, .options] {
            routes.router.on("/", method: method) { _, _ in problem.response }
            routes.router.on("**", method: method) { _, _ in problem.response }
        }
        return routes
    }
}
