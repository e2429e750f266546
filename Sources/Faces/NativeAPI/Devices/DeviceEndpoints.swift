import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// Cameras as ONVIF devices: linked, asked, steered and set.
struct DeviceEndpoints {
    let recorder: Recorder

    static let path = "/api/v1/cameras/{id}/device"
    /// Every question to a camera may end so.
    static let refusals = [409, 501, 502]

    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] {
        linking + asking + PTZEndpoints(recorder: recorder).all + ImagingEndpoints(recorder: recorder).all
            + OutputEndpoints(recorder: recorder).all + DeviceNetworkEndpoints(recorder: recorder).all
            + DeviceAccountEndpoints(recorder: recorder).all + EncoderEndpoints(recorder: recorder).all
    }

    private var linking: [Endpoint] {
        [
            .get(
                "/api/v1/devices",
                EndpointNotes(
                    "listDevices",
                    "The ONVIF devices that cameras are, as they are known",
                    tag: "devices",
                    description: "By the cameras' ids. No camera is asked."
                ),
                access: .objects(.seeCamera),
                answers: ListMessage<DeviceMessage>.self
            ) { call in
                let all = try await devices.all(as: call.principal)
                return try call.json(ListMessage(items: all.map { DeviceMessage(camera: $0.camera, $0) }))
            },
            .get(
                Self.path,
                EndpointNotes(
                    "getDevice",
                    "A camera's ONVIF device, as it is known: what it is and can",
                    tag: "devices",
                    description: "The camera is not asked."
                ),
                access: .camera(.seeCamera, parameter: "id"),
                answers: DeviceMessage.self
            ) { call in
                let camera = try call.path("id")
                return try call.json(
                    DeviceMessage(camera: camera, await devices.device(as: call.principal, of: camera))
                )
            },
            .send(
                .put,
                Self.path,
                EndpointNotes(
                    "linkDevice",
                    "Link a camera with its ONVIF device, or change how it is linked",
                    tag: "devices",
                    description: """
                        The camera is asked first, and is linked only if it answers. With events, what the camera itself sees \
                        begins and ends events of the source onvif; a camera whose mode is event is recorded then.
                        """,
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: DeviceLinkMessage.self,
                answers: DeviceMessage.self
            ) { call, body in
                let camera = try call.path("id")
                let view = try await devices.link(as: call.principal, of: camera, body.draft)
                return try call.json(DeviceMessage(camera: camera, view))
            },
            .act(
                .delete,
                Self.path,
                EndpointNotes("unlinkDevice", "Forget a camera's ONVIF device; the camera stays", tag: "devices"),
                access: .camera(.manageCamera, parameter: "id")
            ) { call in
                try await devices.unlink(as: call.principal, of: call.path("id"))
                return call.noContent()
            },
        ]
    }

    private var asking: [Endpoint] {
        [
            .act(
                .post,
                "\(Self.path)/probe",
                EndpointNotes(
                    "probeDevice",
                    "Ask a camera anew what it is and can, and for its streams",
                    tag: "devices",
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: DeviceDetailsMessage.self
            ) { call in
                let details = try await devices.probe(as: call.principal, of: call.path("id"))
                return try call.json(DeviceDetailsMessage(details))
            },
            .act(
                .post,
                "\(Self.path)/reboot",
                EndpointNotes(
                    "rebootDevice",
                    "Start a camera anew; its streams end, and come back by themselves",
                    tag: "devices",
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                status: .accepted
            ) { call in
                try await devices.reboot(as: call.principal, of: call.path("id"))
                return Response(status: .accepted)
            },
            .send(
                .post,
                "\(Self.path)/clock",
                EndpointNotes(
                    "setDeviceClock",
                    "Set a camera's clock by the recorder's",
                    tag: "devices",
                    description: """
                        Its time zone stays. One that is set by a time server is left alone (409) unless confirm is true: it goes \
                        by the time that it is given then.
                        """,
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: DeviceClockBody.self,
                answers: DeviceClockMessage.self
            ) { call, body in
                let offset = try await devices.setClock(
                    as: call.principal,
                    of: call.path("id"),
                    isConfirmed: body.confirm ?? false
                )
                return try call.json(DeviceClockMessage(clockOffset: offset))
            },
            .get(
                "\(Self.path)/recordings",
                EndpointNotes(
                    "listDeviceRecordings",
                    "What a camera holds on its own card, as it says",
                    tag: "devices",
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: ListMessage<HeldRecordingMessage>.self
            ) { call in
                let held = try await devices.heldRecordings(as: call.principal, of: call.path("id"))
                return try call.json(ListMessage(items: held.map(HeldRecordingMessage.init)))
            },
            .get(
                "\(Self.path)/recordings/{recording}/replay",
                EndpointNotes(
                    "getDeviceReplay",
                    "Where a recording on a camera's own card is played from, by RTSP",
                    tag: "devices",
                    refusals: Self.refusals
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: ReplayAddressMessage.self
            ) { call in
                let (camera, recording) = try (call.path("id"), call.path("recording"))
                let url = try await devices.replayURL(as: call.principal, of: camera, recording: recording)
                return try call.json(ReplayAddressMessage(url: url))
            },
        ]
    }
}

struct DeviceClockBody: Decodable, Sendable { var confirm: Bool? }

struct DeviceClockMessage: Codable, Sendable, SchemaAnnotated {
    var clockOffset: Double?

    enum CodingKeys: String, CodingKey { case clockOffset = "clock_offset_s" }

    static let schemaNotes: [String: SchemaNote] = [
        "clock_offset_s": SchemaNote("Seconds that its clock is ahead now; left out where it does not tell.")
    ]
}

struct ReplayAddressMessage: Codable, Sendable { var url: String }

struct HeldRecordingMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "HeldRecording"

    var token: String
    var name: String
    var from: String?
    var to: String?

    init(_ recording: CameraDevices.HeldRecording) {
        token = recording.token
        name = recording.name
        from = recording.from.map(RFC3339.text)
        to = recording.to.map(RFC3339.text)
    }
}
