import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import OpenAPI
import Reception

struct BackupEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/backups"
    /// The largest file that is taken in, in bytes.
    private static let largest = 64 << 20
    private var backups: Backups { recorder.backups }

    var all: [Endpoint] { making + [download, upload] + using }

    private var making: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes("listBackups", "Backups of the configuration, the newest first", tag: "system"),
                access: .may(.manageSystem),
                answers: ListMessage<BackupMessage>.self
            ) { call in
                let list = try await backups.list(as: call.principal)
                return try call.json(ListMessage(items: list.map { BackupMessage($0) }))
            },
            .send(
                .post,
                Self.path,
                EndpointNotes(
                    "makeBackup",
                    "Back up the whole configuration, its secrets sealed under a passphrase",
                    tag: "system",
                    description: "It is done in a job, which /jobs shows and can cancel: then the answer is 409.",
                    refusals: [409]
                ),
                access: .may(.manageSystem),
                takes: NewBackupMessage.self,
                answers: BackupMessage.self,
                status: .created
            ) { call, body in
                let made = try await backups.create(
                    as: call.principal,
                    passphrase: body.passphrase,
                    note: body.note,
                    in: recorder.jobs
                )
                return try created(made, call)
            },
        ]
    }

    private var download: Endpoint {
        .file(
            "\(Self.path)/{name}",
            EndpointNotes("getBackup", "A backup's file", tag: "system"),
            access: .may(.manageSystem),
            answers: [
                OpenAPIResponse(200, "The file.", content: [OpenAPIContent("application/octet-stream")])
            ] + OpenAPIResponse.ranges(of: "application/octet-stream")
        ) { call in
            let name = try call.path("name")
            let bytes = try await backups.file(as: call.principal, name)
            return ByteSourceResponse(
                BufferSource(ByteBuffer(bytes: bytes)),
                contentType: "application/octet-stream",
                entityTag: EntityTag(of: bytes),
                disposition: .attachment(fileName: name)
            ).response(to: call.request)
        }
    }

    private var upload: Endpoint {
        let notes = EndpointNotes("addBackup", "Take in a backup's file, to restore from it", tag: "system")
        return .upload(
            "\(Self.path)/upload",
            notes,
            access: .may(.manageSystem),
            largest: Self.largest,
            answers: BackupMessage.self
        ) { call, bytes in try created(await backups.add(as: call.principal, Array(bytes.readableBytesView)), call) }
    }

    private var using: [Endpoint] {
        [
            .send(
                .post,
                "\(Self.path)/{name}/restore",
                EndpointNotes(
                    "restoreBackup",
                    "Put the configuration of a backup in the place of the present one, or say what that would change",
                    tag: "system",
                    description: """
                        Accounts, sessions and keys are at once as the backup has them; all else counts from the next start on: \
                        restart afterwards. It is done in a job, which /jobs shows and can cancel: then the answer is 409.
                        """,
                    refusals: [409]
                ),
                access: .may(.manageSystem),
                takes: RestoreMessage.self,
                answers: RestoreReportMessage.self
            ) { call, body in
                let report = try await backups.restore(
                    as: call.principal,
                    call.path("name"),
                    passphrase: body.passphrase,
                    dryRun: body.dryRun ?? false,
                    in: recorder.jobs
                )
                return try call.json(RestoreReportMessage(report))
            },
            .act(
                .delete,
                "\(Self.path)/{name}",
                EndpointNotes("deleteBackup", "Delete a backup", tag: "system"),
                access: .may(.manageSystem)
            ) { call in
                try await backups.delete(as: call.principal, call.path("name"))
                return call.noContent()
            },
        ]
    }

    private func created(_ backup: BackupInfo, _ call: Call) throws -> Response {
        try call.json(BackupMessage(backup), status: .created, location: "\(Self.path)/\(backup.name)")
    }
}
