import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// Cameras that were removed.
struct ArchiveEndpoints {
    let recorder: Recorder

    private var archives: ArchiveGroups { recorder.archives }

    var all: [Endpoint] {
        [
            .get(
                "/api/v1/archive",
                EndpointNotes("listArchive", "Cameras that were removed, and what is there of them", tag: "cameras"),
                access: .objects(.seeCamera),
                answers: ListMessage<ArchiveMessage>.self
            ) { call in
                let list = try await archives.list(as: call.principal)
                return try call.json(ListMessage(items: list.map(ArchiveMessage.init)))
            },
            .send(
                .patch,
                "/api/v1/cameras/{id}/archive",
                EndpointNotes(
                    "changeArchive",
                    "Say how long the recordings of a removed camera are kept",
                    tag: "cameras",
                    refusals: [409]
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: ArchivePatchMessage.self,
                answers: ArchiveMessage.self
            ) { call, body in
                let view = try await archives.change(
                    as: call.principal,
                    call.path("id"),
                    isArchived: body.archived.value,
                    retentionDays: body.retentionDays.value
                )
                return try call.json(ArchiveMessage(view))
            },
            .act(
                .delete,
                "/api/v1/cameras/{id}/archive",
                EndpointNotes(
                    "eraseArchive",
                    "Delete what was recorded of a removed camera",
                    tag: "cameras",
                    description: """
                        Recordings and kept snapshots, but for those that are protected, and events: as a job of the kind \
                        `batch`, whose result counts recordings (`done`), `snapshots`, the `bytes` of both, and recordings that \
                        are protected (`refused`).
                        """,
                    refusals: [409]
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: JobMessage.self,
                status: .accepted
            ) { call in
                let job = try await archives.erase(as: call.principal, call.path("id"))
                return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
            },
            .act(
                .post,
                "/api/v1/cameras/{id}/restore",
                EndpointNotes(
                    "restoreCamera",
                    "Bring a removed camera back as it was",
                    tag: "cameras",
                    refusals: [409]
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: CameraMessage.self
            ) { call in
                let camera = try await archives.restore(as: call.principal, call.path("id"))
                return try call.json(CameraMessage(camera, for: call.principal), version: camera.version)
            },
        ]
    }
}

struct ArchiveMessage: Codable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "removed_at": SchemaNote(format: "date-time"),
        "archived_at": SchemaNote(
            "Left out where they are not archived, and go as the camera's rule says.",
            format: "date-time"
        ),
        "retention_days": SchemaNote(
            "0: until somebody deletes them; of those that are not archived, until the room is needed."
        ),
    ]

    var camera: String
    var name: String
    var removedAt: String
    var archivedAt: String?
    var retentionDays: Int
    var recordings: Int
    var bytes: Int64
    var protected: StorageSumMessage
    var oldest: String?
    var newest: String?
    var snapshots: Int
    var snapshotBytes: Int64
    var protectedSnapshots: Int

    enum CodingKeys: String, CodingKey {
        case camera, name, recordings, bytes, protected, oldest, newest, snapshots
        case snapshotBytes = "snapshot_bytes"
        case protectedSnapshots = "protected_snapshots"
        case removedAt = "removed_at"
        case archivedAt = "archived_at"
        case retentionDays = "retention_days"
    }

    init(_ view: ArchiveGroupView) {
        camera = view.camera
        name = view.name
        removedAt = RFC3339.text(view.removedAt)
        archivedAt = view.archivedAt.map(RFC3339.text)
        retentionDays = view.retentionDays
        recordings = view.recordings
        bytes = view.bytes
        protected = StorageSumMessage(view.protected)
        oldest = view.oldest.map(RFC3339.text)
        newest = view.newest.map(RFC3339.text)
        snapshots = view.snapshots.snapshots
        snapshotBytes = view.snapshots.bytes
        protectedSnapshots = view.protectedSnapshots
    }
}

struct ArchivePatchMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "retention_days": SchemaNote(
            "Of its own: 0 until somebody deletes them, null as the setting `storage.archive_retention_days` says.",
            minimum: 0,
            maximum: 36_500
        )
    ]

    var archived: Patched<Bool>
    var retentionDays: Patched<Int?>

    enum CodingKeys: String, CodingKey {
        case archived
        case retentionDays = "retention_days"
    }
}
