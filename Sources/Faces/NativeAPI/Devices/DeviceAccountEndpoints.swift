import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// The accounts of a device.
struct DeviceAccountEndpoints {
    let recorder: Recorder

    private static let path = "\(DeviceEndpoints.path)/users"
    private static let access = Access.camera(.manageCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    private static func notes(_ id: String, _ summary: String, description: String? = nil) -> EndpointNotes {
        EndpointNotes(id, summary, tag: "devices", description: description, refusals: DeviceEndpoints.refusals)
    }

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                Self.notes("listDeviceUsers", "The accounts of a camera"),
                access: Self.access,
                answers: ListMessage<DeviceUserMessage>.self
            ) { call in
                let users = try await devices.users(as: call.principal, of: call.path("id"))
                let items = users.map { DeviceUserMessage(name: $0.name, level: $0.level) }
                return try call.json(ListMessage(items: items))
            },
            .send(
                .post,
                Self.path,
                Self.notes("addDeviceUser", "Add an account to a camera"),
                access: Self.access,
                takes: NewDeviceUserMessage.self
            ) { call, body in
                try await devices.addUser(
                    as: call.principal,
                    of: call.path("id"),
                    name: body.name,
                    password: body.password,
                    level: body.level
                )
                return call.noContent()
            },
            .send(
                .patch,
                "\(Self.path)/{user}",
                Self.notes(
                    "changeDeviceUser",
                    "Change an account of a camera",
                    description: "The new password of the account with which the camera is asked is kept at once."
                ),
                access: Self.access,
                takes: DeviceUserPatchMessage.self
            ) { call, body in
                try await devices.changeUser(
                    as: call.principal,
                    of: call.path("id"),
                    name: call.path("user"),
                    password: body.password,
                    level: body.level
                )
                return call.noContent()
            },
            .act(
                .delete,
                "\(Self.path)/{user}",
                Self.notes("removeDeviceUser", "Remove an account from a camera"),
                access: Self.access
            ) { call in
                try await devices.removeUser(as: call.principal, of: call.path("id"), name: call.path("user"))
                return call.noContent()
            },
        ]
    }
}

struct DeviceUserMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "DeviceUser"

    var name: String
    /// administrator, operator, user or anonymous.
    var level: String
}

struct NewDeviceUserMessage: Decodable, Sendable, SchemaAnnotated {
    var name: String
    var password: String
    var level: String

    static let schemaNotes: [String: SchemaNote] = [
        "name": SchemaNote(minLength: 1, maxLength: 256), "password": SchemaNote(format: "password", maxLength: 1024),
        "level": SchemaNote(values: ["administrator", "operator", "user"]),
    ]
}

struct DeviceUserPatchMessage: Decodable, Sendable, SchemaAnnotated {
    var password: String?
    var level: String?

    static let schemaNotes: [String: SchemaNote] = [
        "password": SchemaNote(format: "password", maxLength: 1024),
        "level": SchemaNote(values: ["administrator", "operator", "user"]),
    ]
}
