import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import OpenAPI
import Reception

/// Recordings that are given away.
struct ExportEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/exports"
    private var exports: Exports { recorder.exports }

    var all: [Endpoint] { [create, list, one, delete, file, key] }

    private var create: Endpoint {
        .send(
            .post,
            Self.path,
            EndpointNotes(
                "makeExport",
                "Export what cameras have recorded, as a ZIP file with a signed list of what is in it",
                tag: "exports",
                description: """
                    It is done in a job, which /jobs shows and can cancel; its result names the export. 409 where nothing was \
                    recorded in that time, or there is no room.
                    """,
                refusals: [404, 409, 503]
            ),
            access: .objects(.exportRecordings),
            takes: NewExportMessage.self,
            answers: JobMessage.self,
            status: .accepted
        ) { call, body in
            let job = try await exports.create(as: call.principal, ExportRequest(body))
            return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
        }
    }

    private var list: Endpoint {
        .get(
            Self.path,
            EndpointNotes(
                "listExports",
                "Exports, the newest first",
                tag: "exports",
                query: [.query("camera", .string(maxLength: 63), description: "That show this camera.")],
                refusals: [404]
            ),
            access: .objects(.exportRecordings),
            answers: ListMessage<ExportMessage>.self
        ) { call in
            let found = try exports.list(as: call.principal, camera: call.query("camera", longest: 63))
            return try call.json(ListMessage(items: found.map { ExportMessage($0) }))
        }
    }

    private var one: Endpoint {
        .get(
            "\(Self.path)/{id}",
            EndpointNotes("getExport", "An export", tag: "exports"),
            access: .objects(.exportRecordings),
            answers: ExportMessage.self
        ) { call in try call.json(ExportMessage(exports.export(as: call.principal, call.path("id")))) }
    }

    private var delete: Endpoint {
        .act(
            .delete,
            "\(Self.path)/{id}",
            EndpointNotes(
                "deleteExport",
                "Delete an export",
                tag: "exports",
                description: "For whoever made it, and whoever may delete the recordings of all its cameras."
            ),
            access: .objects(.deleteRecordings)
        ) { call in
            try await exports.delete(as: call.principal, call.path("id"))
            return call.noContent()
        }
    }

    private var file: Endpoint {
        .file(
            "\(Self.path)/{id}/file",
            EndpointNotes("getExportFile", "An export's ZIP file, whole or in ranges", tag: "exports"),
            access: .objects(.exportRecordings),
            answers: [
                OpenAPIResponse(200, "The file.", content: [OpenAPIContent("application/zip")])
            ] + OpenAPIResponse.ranges(of: "application/zip")
        ) { call in
            let file = try await exports.file(as: call.principal, call.path("id"))
            return ByteSourceResponse(
                ExportDownload(file: file),
                contentType: "application/zip",
                // An export never changes.
                entityTag: EntityTag("\(file.export.id)-\(file.length)"),
                disposition: .attachment(fileName: "nightjar-export-\(file.export.id).zip")
            ).response(to: call.request)
        }
    }

    private var key: Endpoint {
        .get(
            "/api/v1/system/signing-key",
            EndpointNotes("getSigningKey", "The key that exports of this recorder are signed with", tag: "exports"),
            access: .may(.followChanges),
            answers: SigningKeyMessage.self
        ) { call in
            let key = try exports.signingKey(as: call.principal)
            return try call.json(
                SigningKeyMessage(algorithm: "Ed25519", pem: key.pem, fingerprint: key.fingerprint)
            )
        }
    }
}

private struct ExportDownload: ByteSource {
    let file: ExportFile

    var length: Int64 { file.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await file.read(offset: offset, count: count))
    }
}
