import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Cameras that nobody has added yet: found, looked at, added.
struct DiscoveryEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/discovery"
    private static let access = Access.may(.addCameras)
    private var finder: DeviceFinder { recorder.finder }

    var all: [Endpoint] { searching + [scan, describe, preview, add] }

    private var searching: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes("getDiscovery", "How looking for cameras stands", tag: "devices"),
                access: Self.access,
                answers: DiscoveryMessage.self
            ) { call in try call.json(DiscoveryMessage(finder.status(as: call.principal))) },
            .act(
                .post,
                "\(Self.path)/search",
                EndpointNotes(
                    "searchDevices",
                    "Look for cameras by WS-Discovery, over every network interface, and list those that are known then",
                    tag: "devices",
                    query: [
                        .query("seconds", .integer(1...30), description: "How long answers are waited for; 4."),
                        .query(
                            "network",
                            .string(maxLength: 64),
                            description:
                                "A private network of 1024 addresses at most, each of which is asked besides; then those in it are listed."
                        ),
                    ]
                ),
                access: Self.access,
                answers: ListMessage<FoundDeviceMessage>.self
            ) { call in
                let found = try await finder.search(
                    as: call.principal,
                    seconds: call.integer("seconds"),
                    network: call.query("network")
                )
                return try call.json(ListMessage(items: found.map { FoundDeviceMessage($0.device, camera: $0.camera) }))
            },
            .get(
                "\(Self.path)/devices",
                EndpointNotes("listFoundDevices", "The cameras that were found", tag: "devices"),
                access: Self.access,
                answers: ListMessage<FoundDeviceMessage>.self
            ) { call in
                let found = try await finder.found(as: call.principal)
                return try call.json(ListMessage(items: found.map { FoundDeviceMessage($0.device, camera: $0.camera) }))
            },
            .act(
                .delete,
                "\(Self.path)/devices",
                EndpointNotes("forgetFoundDevices", "Forget the cameras that were found", tag: "devices"),
                access: Self.access
            ) { call in
                try await finder.forget(as: call.principal)
                return call.noContent()
            },
        ]
    }

    private var scan: Endpoint {
        .stream(
            "\(Self.path)/scan",
            EndpointNotes(
                "scanNetwork",
                "Look through a range of addresses for cameras of ONVIF, and for those that speak RTSP alone",
                tag: "devices",
                description: """
                    Server-sent events: start {total}, progress {address, current, total, percent}, result (what was found), done {total}. \
                    Private networks alone, 4096 addresses at most. A user name and a password in the headers X-Camera-User and \
                    X-Camera-Password are shown to each device that is found. It ends when the connection does.
                    """,
                query: [
                    .query(
                        "range",
                        .string(maxLength: 64),
                        isRequired: true,
                        description: "192.168.1.0/24, 192.168.1.10-50, 192.168.1.10-192.168.1.50 or an address."
                    ),
                    .query(
                        "ports",
                        .string(maxLength: 128),
                        description: "Looked at besides the usual ones: 8001,9000."
                    ),
                ]
            ),
            access: Self.access,
            answers: [OpenAPIResponse(200, "The steps.", content: [OpenAPIContent("text/event-stream")])]
        ) { call in try await ScanStream(recorder: recorder, call: call).response() }
    }

    private var describe: Endpoint {
        .send(
            .post,
            "\(Self.path)/describe",
            EndpointNotes(
                "describeDevice",
                "Ask a camera that is not added yet what it is, and for its streams",
                tag: "devices",
                refusals: [501, 502]
            ),
            access: Self.access,
            takes: DeviceLoginMessage.self,
            answers: DeviceDetailsMessage.self
        ) { call, body in
            try call.json(DeviceDetailsMessage(await finder.describe(as: call.principal, body.login)))
        }
    }

    private var preview: Endpoint {
        .send(
            .post,
            "\(Self.path)/preview",
            EndpointNotes(
                "previewDevice",
                "A picture of a camera that is not added yet",
                tag: "devices",
                refusals: [501, 502]
            ),
            access: Self.access,
            takes: PreviewMessage.self,
            answers: [OpenAPIResponse(200, "The picture.", content: [OpenAPIContent("image/jpeg")])]
        ) { call, body in
            let picture = try await finder.preview(as: call.principal, body.draft, width: body.width)
            var buffer = ByteBuffer()
            buffer.reserveCapacity(picture.bytes.count)
            picture.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
            return Response(
                status: .ok,
                headers: [.contentType: "image/jpeg", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: buffer)
            )
        }
    }

    private var add: Endpoint {
        .send(
            .post,
            "\(Self.path)/cameras",
            EndpointNotes(
                "addDevice",
                "Add an ONVIF device as a camera, with its streams, and record it at once",
                tag: "devices",
                refusals: [409, 501, 502]
            ),
            access: Self.access,
            takes: AddDeviceMessage.self,
            answers: CameraMessage.self,
            status: .created
        ) { call, body in
            let camera = try await finder.add(as: call.principal, body.draft)
            return try call.json(
                CameraMessage(camera, for: call.principal),
                version: camera.version,
                status: .created,
                location: "/api/v1/cameras/\(camera.id)"
            )
        }
    }
}
