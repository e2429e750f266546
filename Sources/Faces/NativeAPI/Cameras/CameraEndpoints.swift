import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

struct CameraEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras"
    private var cameras: Cameras { recorder.cameras }

    var all: [Endpoint] {
        reading + changing + testing + ArchiveEndpoints(recorder: recorder).all + LiveEndpoints(recorder: recorder).all
            + [
                SnapshotEndpoint(recorder: recorder).endpoint
            ]
    }

    private var reading: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes("listCameras", "All cameras that the asker may see", tag: "cameras"),
                access: .objects(.seeCamera),
                answers: ListMessage<CameraMessage>.self
            ) { call in
                let list = try await cameras.list(as: call.principal)
                return try call.json(ListMessage(items: list.map { CameraMessage($0, for: call.principal) }))
            },
            .get(
                "\(Self.path)/{id}",
                EndpointNotes("getCamera", "A camera", tag: "cameras", hasVersions: true),
                access: .camera(.seeCamera, parameter: "id"),
                answers: CameraMessage.self
            ) { call in
                let camera = try await cameras.camera(as: call.principal, call.path("id"))
                return try call.json(CameraMessage(camera, for: call.principal), version: camera.version)
            },
            .get(
                "\(Self.path)/{id}/status",
                EndpointNotes("getCameraStatus", "How a camera does", tag: "cameras"),
                access: .camera(.seeCamera, parameter: "id"),
                answers: StatusMessage.self
            ) { call in
                let camera = try await cameras.camera(as: call.principal, call.path("id"))
                return try call.json(StatusMessage(camera.status))
            },
        ]
    }

    private var changing: [Endpoint] {
        [
            .send(
                .post,
                Self.path,
                EndpointNotes("addCamera", "Add a camera, and record it at once", tag: "cameras", refusals: [409]),
                access: .may(.addCameras),
                takes: NewCameraMessage.self,
                answers: CameraMessage.self,
                status: .created
            ) { call, body in
                let camera = try await cameras.add(as: call.principal, CameraDraft(body))
                let message = CameraMessage(camera, for: call.principal)
                return try call.json(
                    message,
                    version: camera.version,
                    status: .created,
                    location: "\(Self.path)/\(camera.id)"
                )
            },
            .send(
                .patch,
                "\(Self.path)/{id}",
                EndpointNotes(
                    "changeCamera",
                    "Change a camera",
                    tag: "cameras",
                    description: "What is not named stays as it is; what need not be interrupted is not.",
                    hasVersions: true
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: CameraPatchMessage.self,
                answers: CameraMessage.self
            ) { call, body in
                let camera = try await cameras.change(
                    as: call.principal,
                    call.path("id"),
                    CameraChange(body),
                    ifMatch: call.ifMatch
                )
                return try call.json(CameraMessage(camera, for: call.principal), version: camera.version)
            },
            .act(
                .post,
                "\(Self.path)/{id}/reconnect",
                EndpointNotes(
                    "reconnectCamera",
                    "End a camera's sessions in good order, and begin anew",
                    tag: "cameras",
                    refusals: [409]
                ),
                access: .camera(.manageCamera, parameter: "id"),
                status: .accepted
            ) { call in
                try await cameras.reconnect(as: call.principal, call.path("id"))
                return Response(status: .accepted)
            },
            .act(
                .delete,
                "\(Self.path)/{id}",
                EndpointNotes(
                    "removeCamera",
                    "Remove a camera",
                    tag: "cameras",
                    description: "It can be brought back; its id is never given to another.",
                    query: [
                        .query(
                            "recordings",
                            .enumeration(RecordingsOfRemoved.allCases.map(\.rawValue)),
                            description: """
                                What becomes of its recordings: they stay as long as its rule says (keep, where it is left \
                                out), stay archived until somebody deletes them, or are deleted with its kept snapshots, \
                                but for those that are protected, and with its events, in a job.
                                """
                        )
                    ],
                    hasVersions: true
                ),
                access: .camera(.manageCamera, parameter: "id")
            ) { call in
                do {
                    let word = try call.query("recordings") ?? RecordingsOfRemoved.keep.rawValue
                    guard let recordings = RecordingsOfRemoved(rawValue: word) else {
                        throw Problem.invalid("recordings", "recordings is \"keep\", \"archive\" or \"erase\".")
                    }
                    _ = try await recorder.archives.remove(
                        as: call.principal,
                        call.path("id"),
                        recordings: recordings,
                        ifMatch: call.ifMatch
                    )
                } catch let error as DomainError where error.kind == .notFound {
                    // It is gone already. Who may not know that comes no further than the reception.
                }
                return call.noContent()
            },
        ]
    }

    private var testing: [Endpoint] {
        [
            .send(
                .post,
                "\(Self.path)/test",
                EndpointNotes(
                    "testCamera",
                    "Try a camera that is not added yet: pulls pictures for a few seconds, and says what is wrong",
                    tag: "cameras"
                ),
                access: .may(.addCameras),
                takes: CameraTestMessage.self,
                answers: CameraReportMessage.self
            ) { call, body in
                try call.json(CameraReportMessage(await cameras.test(as: call.principal, CameraTestDraft(body))))
            },
            .send(
                .post,
                "\(Self.path)/{id}/test",
                EndpointNotes(
                    "testKnownCamera",
                    "Try a camera as it is, or with changes",
                    tag: "cameras",
                    description: "What is left out is as it is kept; a kept password is shown to no other host."
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: CameraTestMessage.self,
                answers: CameraReportMessage.self
            ) { call, body in
                let report = try await cameras.test(as: call.principal, call.path("id"), CameraTestDraft(body))
                return try call.json(CameraReportMessage(report))
            },
        ]
    }
}
