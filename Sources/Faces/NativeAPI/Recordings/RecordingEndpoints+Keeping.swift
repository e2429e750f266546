import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// Protecting and deleting recordings.
extension RecordingEndpoints {
    var keeping: [Endpoint] { [change, protect, delete, purge, batch] }

    private var change: Endpoint {
        .send(
            .patch,
            "/api/v1/recordings/{id}",
            EndpointNotes("changeRecording", "Change how a recording is kept", tag: "recordings"),
            access: .objects(.protectRecordings),
            takes: RecordingPatchMessage.self,
            answers: RecordingMessage.self
        ) { call, body in
            let change = RecordingChange(body)
            return try call.json(
                RecordingMessage(await recorder.keeping.change(as: call.principal, call.path("id"), change))
            )
        }
    }

    private var protect: Endpoint {
        .send(
            .post,
            "/api/v1/recordings/protect",
            EndpointNotes("protectRecordings", "Protect up to 1000 recordings, or no longer", tag: "recordings"),
            access: .objects(.protectRecordings),
            takes: ProtectionMessage.self,
            answers: ProtectedMessage.self
        ) { call, body in
            let ids = try await recorder.keeping.protect(as: call.principal, body.ids, body.protected)
            return try call.json(ProtectedMessage(ids: ids))
        }
    }

    private var delete: Endpoint {
        .act(
            .delete,
            "/api/v1/recordings/{id}",
            EndpointNotes(
                "deleteRecording",
                "Delete a recording",
                tag: "recordings",
                description: "One that is being written, or is protected, is refused with 409.",
                query: [.query("force", .boolean, description: "Delete it although it is protected.")],
                refusals: [409]
            ),
            access: .objects(.deleteRecordings)
        ) { call in
            try await recorder.keeping.delete(
                as: call.principal,
                call.path("id"),
                force: call.bool("force") ?? false
            )
            return call.noContent()
        }
    }

    private var purge: Endpoint {
        .send(
            .post,
            "/api/v1/recordings/purge",
            EndpointNotes(
                "purgeRecordings",
                "Delete many recordings at once",
                tag: "recordings",
                description: """
                    Those of a camera, of a kind, or that are old; never those that are protected or being written. As a job of \
                    the kind `purge`, for whose end it waits; the files follow.
                    """,
                refusals: [404, 409]
            ),
            access: .objects(.deleteRecordings),
            takes: PurgeMessage.self,
            answers: StorageSumMessage.self
        ) { call, body in
            let request = try PurgeRequest(body)
            return try call.json(StorageSumMessage(await recorder.keeping.purge(as: call.principal, request)))
        }
    }
}
