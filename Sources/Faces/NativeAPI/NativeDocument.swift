import OpenAPI
import Reception

/// The document that describes the native API, made of the endpoints themselves.
enum NativeDocument {
    static let rules = OpenAPIRules(
        everywhere: [400, 429, 503],
        whereSecured: [401, 403],
        whereBody: [413, 415, 422],
        wherePathParameter: [404],
        problemType: "application/problem+json"
    )

    static func make(of endpoints: [Endpoint], version: String) throws -> OpenAPIDocument {
        var recorder = SchemaRecorder()
        try recorder.components.add("Problem", Refusals.problem)
        let operations = try endpoints.compactMap { try $0.describe?(&recorder) }
        return OpenAPIDocument(
            title: "Nightjar",
            version: version,
            description: """
                The native API of Nightjar. Errors are problem details (RFC 9457) whose `type` is stable. Changes that are \
                authenticated by a session must bring its token along in `X-CSRF-Token`; those with a key, a token or a \
                password need none. `x-permission` says what an operation needs.
                """,
            servers: [.init(url: "/")],
            tags: [
                .init("session", description: "Logging in and out."),
                .init("account", description: "What is one's own."),
                .init("users", description: "The accounts of all."),
                .init("cameras"), .init("recordings"),
                .init("devices", description: "Cameras as ONVIF devices: found, steered and set."),
                .init("exports", description: "Recordings that are given away."),
                .init("evidence", description: "Signed chains that say what was recorded."),
                .init("events", description: "What happens before the cameras."),
                .init("storage", description: "How long recordings stay, and what room there is."),
                .init("system", description: "The recorder as a whole."),
            ],
            securitySchemes: Refusals.schemes,
            operations: operations,
            components: recorder.components
        )
    }
}
