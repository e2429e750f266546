package import HTTPTypes
package import Hummingbird
package import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON in and out. Keys are spelled by the types' own `CodingKeys`; nothing is converted on the way.
package enum JSONBody {
    /// The largest JSON body that is read, in bytes.
    package static let limit = 1024 * 1024
    /// The same for bodies of people who need not say who they are.
    package static let strangersLimit = 16 * 1024

    package static func encode(_ value: some Encodable) throws -> ByteBuffer {
        if let written = value as? any JSONWritten {
            var json = JSONBytes()
            written.write(to: &json)
            return ByteBuffer(bytes: json.bytes)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return ByteBuffer(bytes: try encoder.encode(value))
    }

    /// - Throws: `DecodingError`.
    package static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    }

    /// The content types a page of another site can send without being asked first; JSON never comes as one of them.
    private static let formTypes = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]

    /// Programs may leave the type out. A page may not: without one, too, it need not ask first.
    static func checkContentType(of request: Request) throws {
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
            .filter { $0 != " " && $0 != "\t" }
        guard type.isEmpty ? request.headers[.origin] != nil : formTypes.contains(type) else { return }
        throw Problem(.unsupportedMediaType, detail: "The body must be JSON, sent as application/json.")
    }
}

extension Request {
    /// The body as JSON of this type.
    ///
    /// - Throws: `Problem` with status 400, 413, 415 or 503 and a sentence that says what is wrong.
    package func json<Value: Decodable>(
        _ type: Value.Type = Value.self,
        limit: Int = JSONBody.limit,
        room: BodyRoom = .known
    ) async throws -> Value {
        try JSONBody.checkContentType(of: self)
        let buffer = try await bytes(limit: limit, room: room)
        do {
            return try JSONBody.decode(type, from: buffer)
        } catch let error as DecodingError {
            throw Problem.malformed(error)
        }
    }

    /// The whole body.
    ///
    /// - Parameter room: in which it is counted until it is whole.
    /// - Throws: `Problem` with status 413 when it is longer than `limit` bytes, 503 when there is no room.
    package func bytes(limit: Int, room: BodyRoom = .known) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap(Int64.init), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        var collected = ByteBuffer()
        var taken = 0
        defer { room.giveBack(taken) }
        for try await var part in body {
            let count = part.readableBytes
            guard count <= limit - taken else { throw Problem.tooLarge(limit: limit) }
            guard room.take(count) else { throw Problem.noRoomForBodies }
            taken += count
            // A copy: the part may be a corner of a far larger buffer.
            collected.writeBuffer(&part)
        }
        return collected
    }
}

extension Response {
    /// A value as JSON.
    package static func json(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: try JSONBody.encode(value)))
    }
}

/// Lets a route return a Hummingbird `ResponseEncodable`.
package struct JSONResponseEncoder: ResponseEncoder {
    package func encode(
        _ value: some Encodable,
        from request: Request,
        context: some RequestContext
    ) throws -> Response { try .json(value) }
}

/// Lets a route decode with Hummingbird's `request.decode(as:context:)`.
package struct JSONRequestDecoder: RequestDecoder {
    package func decode<Value: Decodable>(
        _ type: Value.Type,
        from request: Request,
        context: some RequestContext
    ) async throws -> Value { try await request.json(type, limit: context.maxUploadSize) }
}
