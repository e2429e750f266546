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
        make(.get, path, notes, access, tier, .answer(answer)) { recorder throws(SchemaError) in
            [notes.json(200, "What was asked for.", try recorder.response(message))]
        }
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
        make(method, path, notes, access, tier, taking(body, access, answer), takes: json(body)) {
            recorder throws(SchemaError) in
            let text = status == .created ? "It was made." : "It was done."
            return [notes.json(status.code, text, try recorder.response(message))]
        }
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
        make(method, path, notes, access, tier, taking(body, access, act), takes: json(body)) { _ in
            [OpenAPIResponse(204, "It was done.")]
        }
    }

    /// Sends a message and gets something back that is no JSON.
    package static func send<Body: Decodable & Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        tier: RateLimitTier = .change,
        takes body: Body.Type,
        answers responses: [OpenAPIResponse],
        _ answer: @escaping @Sendable (Call, Body) async throws -> Response
    ) -> Endpoint {
        make(method, path, notes, access, tier, taking(body, access, answer), takes: json(body)) { _ in responses }
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
        make(method, path, notes, access, tier, .answer(answer)) { recorder throws(SchemaError) in
            [notes.json(status.code, "It was done.", try recorder.response(message))]
        }
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
        make(method, path, notes, access, tier, .answer(act)) { _ in [OpenAPIResponse(status.code, "It was done.")] }
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
        make(.get, path, notes, access, tier, .answer(answer)) { _ in responses }
    }

    /// Sends for as long as somebody listens.
    package static func stream(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        answers responses: [OpenAPIResponse],
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Endpoint {
        make(.get, path, notes, access, .live, .stream(answer)) { _ in responses }
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
        let work = Work.answer { call in try await answer(call, try await call.request.bytes(limit: largest)) }
        let file = OpenAPIBody([OpenAPIContent("application/octet-stream")])
        return make(.post, path, notes, access, .change, work, takes: { _ in file }) { recorder throws(SchemaError) in
            [notes.json(201, "It was taken in.", try recorder.response(message))]
        }
    }

    package static func socket(
        _ path: String,
        _ notes: EndpointNotes,
        access: Access,
        _ open: @escaping @Sendable (Call) async throws -> WebSocketHandler
    ) -> Endpoint {
        make(.get, path, notes, access, .live, .socket(open)) { _ in
            [OpenAPIResponse(101, "The connection is a WebSocket from now on (RFC 6455).")]
        }
    }

    // MARK: What they have in common

    /// A part of what the document says, with the schemas that it needs.
    private typealias Described<Part> = @Sendable (inout SchemaRecorder) throws(SchemaError) -> Part

    private static func make(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ notes: EndpointNotes,
        _ access: Access,
        _ tier: RateLimitTier,
        _ work: Work,
        takes body: @escaping Described<OpenAPIBody?> = { _ in nil },
        answers responses: @escaping Described<[OpenAPIResponse]>
    ) -> Endpoint {
        Endpoint(
            method,
            path,
            access: access,
            tier: tier,
            describe: { recorder throws(SchemaError) in
                let taken = try body(&recorder)
                return notes.operation(method, path, access, taken, try responses(&recorder))
            },
            work: work
        )
    }

    private static func json<Body: Decodable & Sendable>(_ body: Body.Type) -> Described<OpenAPIBody?> {
        { recorder throws(SchemaError) in .json(try recorder.request(body)) }
    }

    private static func taking<Body: Decodable & Sendable>(
        _ body: Body.Type,
        _ access: Access,
        _ answer: @escaping @Sendable (Call, Body) async throws -> Response
    ) -> Work {
        .answer { call in try await answer(call, try await call.json(body, access)) }
    }
}

extension Call {
    /// The body of the request; what strangers send is small.
    fileprivate func json<Body: Decodable & Sendable>(_ type: Body.Type, _ access: Access) async throws -> Body {
        let (limit, room) = access.body
        return try await request.json(type, limit: limit, room: room)
    }
}
