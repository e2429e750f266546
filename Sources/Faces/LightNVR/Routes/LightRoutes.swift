import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// All calls of the document. None of them waits for a part of the recorder.
struct LightRoutes {
    let recorder: Recorder
    /// The listener's address.
    let listen: String

    static let sessionCookie = "session"

    init(_ recorder: Recorder, listen: String) {
        self.recorder = recorder
        self.listen = listen
    }

    var all: [Endpoint] {
        let parts: [[Endpoint]] = [
            sessions, users, secondFactors, streams, zones, recordings, batches, timeline, watching, system, steering,
            devices, detection, motion,
        ]
        return parts.flatMap { $0 }
    }
}

extension Response {
    static func light(_ message: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try Response.json(message, status: status)
        response.headers.forbidKeeping()
        return response
    }

    /// `{"success": true, "message": …}`
    static func light(done message: String?) throws -> Response { try .light(LightDoneMessage(message: message)) }
}

extension Call {
    /// The body, where there is one: many calls of the document are sent without.
    func optionalBody<Body: Decodable & Sendable>(_ type: Body.Type) async throws -> Body? {
        let bytes = try await request.bytes(limit: JSONBody.limit, room: .known)
        guard bytes.readableBytes > 0 else { return nil }
        return try JSONBody.decode(type, from: bytes)
    }
}
