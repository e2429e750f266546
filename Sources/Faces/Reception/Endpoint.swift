package import HTTPServing
package import HTTPTypes
package import Hummingbird
package import OpenAPI

/// One method of one path: who may use it, how often, what it takes and answers, and what it does. The routes and the
/// document that describes them are made of the same value.
package struct Endpoint: Sendable {
    package enum Work: Sendable {
        case answer(@Sendable (Call) async throws -> Response)
        /// Answers with what lasts, and is counted as long.
        case stream(@Sendable (Call) async throws -> Response)
        /// Opens a WebSocket; says beforehand with a thrown error that it does not.
        case socket(@Sendable (Call) async throws -> WebSocketHandler)
    }

    /// What the document says; schemas are taken from the recorder. Nil for an API that brings its own document.
    package typealias Description = @Sendable (inout SchemaRecorder) throws(SchemaError) -> OpenAPIOperation

    package let method: HTTPRequest.Method
    /// With parameters in braces: `/api/v1/cameras/{id}`.
    package let path: String
    package let access: Access
    package let tier: RateLimitTier
    package let describe: Description?
    package let work: Work
    /// Where else a token is looked for; nil for nowhere.
    package let tokens: TokenPlaces?

    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        tier: RateLimitTier,
        describe: Description? = nil,
        tokens: TokenPlaces? = nil,
        work: Work
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.tier = tier
        self.describe = describe
        self.tokens = tokens
        self.work = work
    }

    /// As documents and the audit log name it.
    var route: String { "\(method.rawValue) \(path)" }
}
