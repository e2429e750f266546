import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// A camera's head.
struct PTZEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/ptz"
    private static let access = Access.camera(.controlCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] { moving + presets + home }

    private static func notes(_ id: String, _ summary: String, description: String? = nil) -> EndpointNotes {
        EndpointNotes(id, summary, tag: "devices", description: description, refusals: DeviceEndpoints.refusals)
    }

    private var moving: [Endpoint] {
        [
            .get(
                Self.path,
                Self.notes("getPTZ", "Where a camera looks, and how it can move"),
                access: Self.access,
                answers: PTZMessage.self
            ) { call in
                try call.json(PTZMessage(await devices.position(as: call.principal, of: call.path("id"))))
            },
            .send(
                .post,
                "\(Self.path)/move",
                Self.notes(
                    "moveCamera",
                    "Move a camera's head",
                    description: """
                        continuous (where no mode is said): pan, tilt and zoom are speeds from −1 to 1, until stop, another movement, \
                        or the time is over. absolute: a place from −1 to 1, of the zoom from 0 to 1. relative: so far.
                        """
                ),
                access: Self.access,
                takes: PTZMoveMessage.self
            ) { call, body in
                try await devices.move(as: call.principal, of: call.path("id"), body.order)
                return call.noContent()
            },
            .act(
                .post,
                "\(Self.path)/stop",
                Self.notes("stopCamera", "Stop a camera's head"),
                access: Self.access
            ) { call in
                try await devices.stop(as: call.principal, of: call.path("id"))
                return call.noContent()
            },
        ]
    }

    private var presets: [Endpoint] {
        [
            .get(
                "\(Self.path)/presets",
                Self.notes("listPresets", "The places that a camera keeps"),
                access: Self.access,
                answers: ListMessage<PTZPresetMessage>.self
            ) { call in
                let presets = try await devices.presets(as: call.principal, of: call.path("id"))
                return try call.json(ListMessage(items: presets.map(PTZPresetMessage.init)))
            },
            .send(
                .post,
                "\(Self.path)/presets",
                Self.notes("setPreset", "Keep where a camera looks now, as a new place or instead of one"),
                access: Self.access,
                takes: NewPresetMessage.self,
                answers: PTZPresetMessage.self,
                status: .created
            ) { call, body in
                let preset = try await devices.setPreset(
                    as: call.principal,
                    of: call.path("id"),
                    name: body.name,
                    token: body.token
                )
                return try call.json(PTZPresetMessage(preset), status: .created)
            },
            .act(
                .post,
                "\(Self.path)/presets/{preset}/goto",
                Self.notes("goToPreset", "Turn a camera to a place that it keeps"),
                access: Self.access
            ) { call in
                try await devices.goToPreset(as: call.principal, of: call.path("id"), call.path("preset"))
                return call.noContent()
            },
            .act(
                .delete,
                "\(Self.path)/presets/{preset}",
                Self.notes("removePreset", "Have a camera forget a place"),
                access: Self.access
            ) { call in
                try await devices.removePreset(as: call.principal, of: call.path("id"), call.path("preset"))
                return call.noContent()
            },
        ]
    }

    private var home: [Endpoint] {
        [
            .act(
                .post,
                "\(Self.path)/home",
                Self.notes(
                    "goHome",
                    "Turn a camera to its home position",
                    description: "Of a camera without one: to the preset called home, or else to the first."
                ),
                access: Self.access
            ) { call in
                try await devices.goHome(as: call.principal, of: call.path("id"))
                return call.noContent()
            },
            .act(
                .put,
                "\(Self.path)/home",
                Self.notes(
                    "setHome",
                    "Make where a camera looks its home position",
                    description: "Of a camera without one: the preset that stands for it, or a new one called Home."
                ),
                access: Self.access
            ) { call in
                try await devices.setHome(as: call.principal, of: call.path("id"))
                return call.noContent()
            },
        ]
    }
}

struct PTZMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "PTZ"

    var can: DeviceFactsMessage.Movement?
    var pan: Double?
    var tilt: Double?
    var zoom: Double?
    var moving: Bool?

    static let schemaNotes: [String: SchemaNote] = [
        "can": SchemaNote("As it was said when the camera was asked last."),
        "moving": SchemaNote("Left out where the camera does not tell, as where it looks."),
    ]

    init(_ view: PTZView) {
        can = view.movement.map(DeviceFactsMessage.Movement.init)
        pan = view.pan
        tilt = view.tilt
        zoom = view.zoom
        moving = view.isMoving
    }
}

struct PTZMoveMessage: Decodable, Sendable, SchemaAnnotated {
    enum Mode: String, Codable, CaseIterable, Sendable { case continuous, absolute, relative }

    var mode: Mode?
    var pan: Double?
    var tilt: Double?
    var zoom: Double?
    var speed: Double?
    var seconds: Double?

    static let schemaNotes: [String: SchemaNote] = [
        "speed": SchemaNote("Of a movement with an end; left out: the camera's own.", minimum: 0, maximum: 1),
        "seconds": SchemaNote("Of one without an end: when it ends by itself; 10 where it is left out.", maximum: 60),
        "pan": SchemaNote("To the right; left out, or 0 of a speed: as it is.", minimum: -1, maximum: 1),
        "tilt": SchemaNote("Up.", minimum: -1, maximum: 1), "zoom": SchemaNote("In.", minimum: -1, maximum: 1),
    ]

    var order: PTZOrder {
        PTZOrder(
            (mode?.rawValue).flatMap(PTZOrder.Mode.init(rawValue:)) ?? .continuous,
            pan: pan,
            tilt: tilt,
            zoom: zoom,
            speed: speed,
            seconds: seconds
        )
    }
}

struct PTZPresetMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "PTZPreset"

    var token: String
    var name: String
    var pan: Double?
    var tilt: Double?
    var zoom: Double?

    init(_ preset: PTZPresetView) {
        token = preset.token
        name = preset.name
        pan = preset.pan
        tilt = preset.tilt
        zoom = preset.zoom
    }
}

struct NewPresetMessage: Decodable, Sendable, SchemaAnnotated {
    var name: String?
    var token: String?

    static let schemaNotes: [String: SchemaNote] = [
        "name": SchemaNote(maxLength: 64), "token": SchemaNote("Of the one whose place it takes.", maxLength: 64),
    ]
}
