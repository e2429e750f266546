import Hummingbird
import NVR
import OpenAPI
import Reception

/// What is said of a camera beside how it is reached and recorded, in its wire spelling (docs/api.md).
struct PropertyMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "CameraProperty"

    /// The group and the name in it: `people.location`.
    var key: String
    var kind: SettingMessage.Kind
    /// What counts now.
    var value: AnyValueMessage?
    var usual: AnyValueMessage?
    var set: Bool
    var unit: String?
    var minimum: Double?
    var maximum: Double?
    var choices: [String]?
    var summary: String

    enum CodingKeys: String, CodingKey {
        case key, kind, value, usual, set, unit, minimum, maximum, choices, summary
    }

    static let schemaNotes: [String: SchemaNote] = [
        "value": SchemaNote("What counts now; left out where nothing does."),
        "usual": SchemaNote("What counts where nothing was said."),
        "set": SchemaNote("Somebody has said it."),
    ]

    init(_ definition: SettingDefinition, _ properties: CameraProperties) {
        key = definition.key
        kind = SettingMessage.Kind(rawValue: definition.kind.name) ?? .text
        value = AnyValueMessage(properties[definition.key])
        usual = AnyValueMessage(definition.defaultValue)
        set = properties.isSet(definition.key)
        unit = definition.unit
        minimum = definition.kind.minimum.flatMap(AnyValueMessage.number)
        maximum = definition.kind.maximum.flatMap(AnyValueMessage.number)
        choices = definition.kind.choices
        summary = definition.summary
    }
}

struct PropertiesMessage: Codable, Sendable {
    var items: [PropertyMessage]

    init(_ properties: CameraProperties) { items = properties.all.map { PropertyMessage($0.definition, properties) } }
}

struct PropertyEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/properties"

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getCameraProperties",
                    "What is said of a camera beside how it is reached and recorded",
                    tag: "cameras",
                    description: """
                        Where it hangs, how it is to be shown, watched for motion and told of. Nothing in this version acts on \
                        it; it is kept for those who ask. The group notify is for those alone who manage the camera.
                        """
                ),
                access: .camera(.seeCamera, parameter: "id"),
                answers: PropertiesMessage.self
            ) { call in
                let properties = try await recorder.cameras.properties(as: call.principal, of: call.path("id"))
                return try call.json(PropertiesMessage(properties))
            },
            .send(
                .patch,
                Self.path,
                EndpointNotes(
                    "changeCameraProperties",
                    "Say something of a camera: by keys, all or none; null takes away what was said",
                    tag: "cameras"
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: [String: AnyValueMessage].self,
                answers: PropertiesMessage.self
            ) { call, body in
                let properties = try await recorder.cameras.change(
                    properties: body.mapValues(\.value),
                    as: call.principal,
                    of: call.path("id")
                )
                return try call.json(PropertiesMessage(properties))
            },
        ]
    }
}
