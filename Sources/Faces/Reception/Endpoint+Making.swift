package import HTTPServing
package import HTTPTypes
package import Hummingbird
package import NIOCore
package import OpenAPI

/// What the document says of an endpoint, beside what the endpoint's own types say.
package struct EndpointNotes: Sendable {
    /// A name of its own, which programs made of the document call it by.
    package var id: String
    package var summary: String
    package var tag: String
    package var description: String?
    package var query: [OpenAPIParameter] = []
    /// Refusals beside those that every endpoint of its kind may answer.
    package var refusals: [Int] = []
    /// Whether changes may name the version that they were made for.
    package var hasVersions = false

    package init(
        _ id: String,
        _ summary: String,
        tag: String,
        description: String? = nil,
        query: [OpenAPIParameter] = [],
        refusals: [Int] = [],
        hasVersions: Bool = false
    ) {
        self.id = id
        self.summary = summary
        self.tag = tag
        self.description = description
        self.query = query
        self.refusals = refusals
        self.hasVersions = hasVersions
    }
}

extension Endpoint {
    /// Reads something.
    package static func get<Message: Codable & Sendable>(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .read,
        answers message: Message.Type,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            .get,
            path,
            access: access,
            tier: tier,
            describe: { recorder throws(SchemaError) in
                let schema = try recorder.response(message)
                return notes.operation(.get, path, access, nil, [notes.json(200, "What was asked for.", schema)])
            },
            work: .answer(answer)
        )
    }

    /// Sends a message and gets one back.
    package static func send<Body: Decodable & Sendable, Message: Codable & Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .change,
        takes body: Body.Type,
        answers message: Message.Type,
        status: HTTPResponse.Status = .ok,
        _ answer: @escaping @Sendable (Call, Body) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            method,
            path,
            access: access,
            tier: tier,
            describe: { recorder throws(SchemaError) in
                let taken = try recorder.request(body)
                let answered = try recorder.response(message)
                let response = notes.json(status.code, status == .created ? "It was made." : "It was done.", answered)
                return notes.operation(method, path, access, .json(taken), [response])
            },
            work: .answer { call in try await answer(call, try await call.json(Body.self, access)) }
        )
    }

    /// Sends a message and gets no more than the word that it was done.
    package static func send<Body: Decodable & Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .change,
        takes body: Body.Type,
        _ act: @escaping @Sendable (Call, Body) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            method,
            path,
            access: access,
            tier: tier,
            describe: { recorder throws(SchemaError) in
                let taken = try recorder.request(body)
                return notes.operation(method, path, access, .json(taken), [OpenAPIResponse(204, "It was done.")])
            },
            work: .answer { call in try await act(call, try await call.json(Body.self, access)) }
        )
    }

    /// Does something that needs no words, and gets a message back.
    package static func act<Message: Codable & Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .change,
        answers message: Message.Type,
        status: HTTPResponse.Status = .ok,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            method,
            path,
            access: access,
            tier: tier,
            describe: { recorder throws(SchemaError) in
                let response = notes.json(status.code, "It was done.", try recorder.response(message))
                return notes.operation(method, path, access, nil, [response])
            },
            work: .answer(answer)
        )
    }

    /// Does something that needs no words, without an answer.
    package static func act(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .change,
        status: HTTPResponse.Status = .noContent,
        _ act: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            method,
            path,
            access: access,
            tier: tier,
            describe: { _ in
                notes.operation(method, path, access, nil, [OpenAPIResponse(status.code, "It was done.")])
            },
            work: .answer(act)
        )
    }

    /// Reads something that is no JSON.
    package static func file(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .media,
        answers responses: [OpenAPIResponse],
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            .get,
            path,
            access: access,
            tier: tier,
            describe: { _ in notes.operation(.get, path, access, nil, responses) },
            work: .answer(answer)
        )
    }

    /// Sends for as long as somebody listens.
    package static func stream(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        answers responses: [OpenAPIResponse],
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            .get,
            path,
            access: access,
            tier: .live,
            describe: { _ in notes.operation(.get, path, access, nil, responses) },
            work: .stream(answer)
        )
    }

    /// Takes in a file.
    ///
    /// - Parameter largest: in bytes.
    package static func upload<Message: Codable & Sendable>(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        largest: Int,
        answers message: Message.Type,
        _ answer: @escaping @Sendable (Call, ByteBuffer) async throws -> Response
    ) -> Endpoint {
        Endpoint(
            .post,
            path,
            access: access,
            tier: .change,
            describe: { recorder throws(SchemaError) in
                let body = OpenAPIBody([OpenAPIContent("application/octet-stream")])
                let response = notes.json(201, "It was taken in.", try recorder.response(message))
                return notes.operation(.post, path, access, body, [response])
            },
            work: .answer { call in try await answer(call, try await call.request.bytes(limit: largest)) }
        )
    }

    package static func socket(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        _ open: @escaping @Sendable (Call) async throws -> WebSocketHandler
    ) -> Endpoint {
        Endpoint(
            .get,
            path,
            access: access,
            tier: .live,
            describe: { _ in
                let response = OpenAPIResponse(101, "The connection is a WebSocket from now on (RFC 6455).")
                return notes.operation(.get, path, access, nil, [response])
            },
            work: .socket(open)
        )
    }
}

extension Call {
    /// The body of the request; what strangers send is small.
    fileprivate func json<Body: Decodable & Sendable>(_ type: Body.Type, _ access: Access) async throws -> Body {
        let (limit, room) = access.body
        return try await request.json(type, limit: limit, room: room)
    }
}
