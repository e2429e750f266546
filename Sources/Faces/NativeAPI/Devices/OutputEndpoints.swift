import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// What a camera switches: relays, lights, wipers; what is connected with it; and a key frame on demand.
struct OutputEndpoints {
    let recorder: Recorder

    private static let access = Access.camera(.controlCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] {
        [
            .get(
                "\(DeviceEndpoints.path)/relays",
                EndpointNotes(
                    "listRelays",
                    "A camera's relays",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: ListMessage<RelayMessage>.self
            ) { call in
                let relays = try await devices.relays(as: call.principal, of: call.path("id"))
                return try call.json(ListMessage(items: relays.map(RelayMessage.init)))
            },
            .send(
                .put,
                "\(DeviceEndpoints.path)/relays/{relay}",
                EndpointNotes(
                    "switchRelay",
                    "Switch a camera's relay",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: SwitchMessage.self
            ) { call, body in
                try await devices.switchRelay(
                    as: call.principal,
                    of: call.path("id"),
                    call.path("relay"),
                    isActive: body.active
                )
                return call.noContent()
            },
            .get(
                "\(DeviceEndpoints.path)/inputs",
                EndpointNotes(
                    "listDigitalInputs",
                    "A camera's digital inputs: buttons, door contacts, detectors",
                    tag: "devices",
                    description: "What they say comes as events (digital-input), where those are followed.",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: ListMessage<DigitalInputMessage>.self
            ) { call in
                let inputs = try await devices.digitalInputs(as: call.principal, of: call.path("id"))
                return try call.json(ListMessage(items: inputs.map(DigitalInputMessage.init)))
            },
            .send(
                .post,
                "\(DeviceEndpoints.path)/auxiliary",
                EndpointNotes(
                    "sendAuxiliary",
                    "Switch a light, a wiper or what else a camera has",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: AuxiliaryMessage.self
            ) { call, body in
                try await devices.sendAuxiliary(as: call.principal, of: call.path("id"), body.command)
                return call.noContent()
            },
            .act(
                .post,
                "\(DeviceEndpoints.path)/key-frame",
                EndpointNotes(
                    "requestKeyFrame",
                    "Ask a camera for a key frame of its main stream",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access
            ) { call in
                try await devices.requestKeyFrame(as: call.principal, of: call.path("id"))
                return call.noContent()
            },
        ]
    }
}

struct RelayMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "Relay"

    var token: String
    /// bistable stays as it is put, monostable falls back.
    var mode: String
    /// open or closed.
    var idle: String

    init(_ relay: CameraDevices.Relay) {
        token = relay.token
        mode = relay.mode
        idle = relay.idle
    }
}

struct DigitalInputMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "DigitalInput"

    var token: String
    /// open or closed; left out where the camera does not tell.
    var idle: String?

    init(_ input: CameraDevices.DigitalInput) {
        token = input.token
        idle = input.idle
    }
}

struct SwitchMessage: Decodable, Sendable { var active: Bool }

struct AuxiliaryMessage: Decodable, Sendable, SchemaAnnotated {
    var command: String

    static let schemaNotes: [String: SchemaNote] = [
        "command": SchemaNote("One of facts.auxiliaries.", example: "tt:IRLamp|On", maxLength: 64)
    ]
}
