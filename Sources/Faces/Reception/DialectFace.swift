package import HTTPServing
package import HTTPTypes
package import Hummingbird

/// A face that answers the HTTP API of another product (docs/dialects.md): what a listener with `dialect:` serves.
package struct DialectFace: Sendable {
    /// As the configuration spells it; sessions made here count here alone.
    package let name: String
    package let endpoints: [Endpoint]
    /// How problems are spelled, those of the listener itself and of the reception among them.
    package let render: ProblemRendering
    private let sessionCookie: String

    package init(
        _ name: String,
        sessionCookie: String,
        endpoints: [Endpoint],
        rendering render: @escaping ProblemRendering
    ) {
        self.name = name
        self.sessionCookie = sessionCookie
        self.endpoints = endpoints
        self.render = render
    }

    /// How it receives those who ask.
    package func rules(listener: String, isOpen: Bool) -> Reception.Rules {
        var rules = Reception.Rules(face: name, listener: listener, sessionCookie: sessionCookie)
        rules.isOpen = isOpen
        return rules
    }
}

extension Endpoint {
    /// One of an API that brings its own document: it is in none of ours.
    package static func foreign(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        tier: RateLimitTier? = nil,
        tokens: TokenPlaces? = nil,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        let usual: RateLimitTier = method == .get ? .read : .change
        return Endpoint(method, path, access: access, tier: tier ?? usual, tokens: tokens, work: .answer(answer))
    }

    /// The same of one that sends for as long as somebody listens.
    package static func foreignStream(
        _ path: String,
        access: Access,
        tokens: TokenPlaces? = nil,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(.get, path, access: access, tier: .live, tokens: tokens, work: .stream(answer))
    }

    /// The same of a WebSocket.
    package static func foreignSocket(
        _ path: String,
        access: Access,
        tokens: TokenPlaces? = nil,
        _ open: @escaping @Sendable (Call) async throws -> WebSocketHandler
    ) -> Endpoint {
        Endpoint(.get, path, access: access, tier: .live, tokens: tokens, work: .socket(open))
    }

    /// The same call at another path.
    package func at(_ path: String) -> Endpoint {
        Endpoint(method, path, access: access, tier: tier, describe: describe, tokens: tokens, work: work)
    }
}

extension Call {
    /// The body as JSON. What strangers send is small; whoever comes so far has shown who he is.
    package func body<Body: Decodable & Sendable>(_ type: Body.Type) async throws -> Body {
        try await request.json(type, limit: JSONBody.limit, room: .known)
    }

    /// What stands in the path in the place of `**`, without percent signs; a percent sign that means nothing names nothing.
    package func rest() throws -> String {
        let text = context.parameters.getCatchAll().joined(separator: "/")
        guard text.utf8.count <= 1024, let plain = PercentEncoding.decoded(text) else {
            throw Problem(.notFound, detail: "There is nothing at this address.")
        }
        return plain
    }
}
