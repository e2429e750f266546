import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// All calls of the document, and those beside it that the product's own programs use.
struct VibeRoutes {
    let recorder: Recorder

    /// Where players and pages may show a token that can send no header.
    static let media = TokenPlaces(cookie: VibeCookies.media, query: "token")
    private static let prefix = "/api"

    init(_ recorder: Recorder) { self.recorder = recorder }

    /// Every call stands at its path, and below `/api`.
    var all: [Endpoint] { calls.flatMap { [$0, $0.at(Self.prefix + $0.path)] } }

    /// At the paths without a prefix.
    var calls: [Endpoint] {
        let people = authentication + secondFactor + keys
        let footage = cameras + watching + events
        return people + footage + statistics + profiles + backups + settings + devices + scanning
    }

    // MARK: Cameras by their numbers

    /// The id of the camera whose number stands in the path, with which the asker may do something. Asked before a body is
    /// read, so that nobody learns from its faults what he may not do.
    func camera(_ call: Call, _ action: Action) async throws -> String {
        let number = try call.number("id")
        guard let id = try await id(of: .camera, number) else { throw VibeSubject.camera.missing }
        return try await VibeSubject.camera.naming {
            try Policy.require(call.principal, action, .camera(id))
            return id
        }
    }

    /// Nil where no such thing has this number.
    func id(of kind: Numbers.Kind, _ number: Int64) async throws -> String? {
        let thing = try await recorder.numbers.thing(numbered: number)
        return thing?.kind == kind ? thing?.id : nil
    }

    /// The numbers of things of a kind, by their ids.
    func numbers(of kind: Numbers.Kind, _ ids: some Sequence<String>) async throws -> [String: Int64] {
        let things = Set(ids.map { Numbers.Thing(kind, $0) })
        return Dictionary(
            uniqueKeysWithValues: try await recorder.numbers.numbers(of: things).map { ($0.key.id, $0.value) }
        )
    }
}

extension Response {
    /// `{"status": …}`
    static func vibe(status: String, _ message: String? = nil) throws -> Response {
        try .json(VibeStatusMessage(status: status, message: message))
    }

    /// `{"message": …}`
    static func vibe(message: String, count: Int? = nil) throws -> Response {
        try .json(VibeWordMessage(message: message, count: count))
    }
}
