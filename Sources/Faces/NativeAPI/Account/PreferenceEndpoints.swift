import Hummingbird
import NVR
import OpenAPI
import Reception

/// What a face remembers for the owner of an account.
struct PreferenceEndpoints {
    let people: People

    private static let path = "/api/v1/me/preferences/{name}"

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getPreference",
                    "What is kept for oneself under a name",
                    tag: "account",
                    description: "Without a document where nothing is.",
                    refusals: [422]
                ),
                access: .may(.manageOwnAccount),
                answers: PreferenceMessage.self
            ) { call in
                let text = try await people.preference(call.visitor, call.path("name"))
                return try call.json(PreferenceMessage(document: text))
            },
            .send(
                .put,
                Self.path,
                EndpointNotes(
                    "setPreference",
                    "Keep a text for oneself under a name, or take it away",
                    tag: "account",
                    refusals: [409]
                ),
                access: .may(.manageOwnAccount),
                takes: PreferenceMessage.self
            ) { call, body in
                try await people.setPreference(call.visitor, call.path("name"), to: body.document)
                return call.noContent()
            },
        ]
    }
}

struct PreferenceMessage: Codable, Sendable, SchemaAnnotated {
    /// Nil where nothing is kept.
    var document: String?

    static let schemaNotes: [String: SchemaNote] = [
        "document": SchemaNote("Of whatever form who keeps it likes.", maxLength: People.longestPreference)
    ]
}
