import HTTPServing
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Snapshots that are kept.
struct SnapshotEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/snapshots"
    private var album: SnapshotAlbum { recorder.album }

    var all: [Endpoint] { [take, list, one, media, delete, purge] + protecting }

    private var purge: Endpoint {
        .send(
            .post,
            "\(Self.path)/purge",
            EndpointNotes(
                "purgeSnapshots",
                "Delete many snapshots at once",
                tag: "recordings",
                description: "Those of a camera, or that are old; never those that are protected.",
                refusals: [404]
            ),
            access: .objects(.deleteRecordings),
            takes: SnapshotPurgeMessage.self,
            answers: SnapshotSumMessage.self
        ) { call, body in
            let sum = try await album.purge(as: call.principal, SnapshotPurge(body))
            return try call.json(SnapshotSumMessage(snapshots: sum.snapshots, bytes: sum.bytes))
        }
    }

    private var take: Endpoint {
        .act(
            .post,
            "/api/v1/cameras/{id}/snapshots",
            EndpointNotes(
                "takeSnapshot",
                "Take a picture of what a camera shows now, and keep it",
                tag: "recordings",
                refusals: [501]
            ),
            access: .camera(.recordByHand, parameter: "id"),
            answers: SnapshotMessage.self,
            status: .created
        ) { call in
            let kept = try await album.take(as: call.principal, of: call.path("id"))
            return try call.json(SnapshotMessage(kept), status: .created, location: "\(Self.path)/\(kept.id)")
        }
    }

    private var list: Endpoint {
        .get(
            Self.path,
            EndpointNotes(
                "listSnapshots",
                "Snapshots that are kept, the newest first",
                tag: "recordings",
                query: [
                    .query("camera", .string(maxLength: 63), description: "Of this camera alone."), Queries.from,
                    Queries.to, .query("order", .enumeration(["asc", "desc"])), Queries.cursor, Queries.limit,
                ],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<SnapshotMessage>.self
        ) { call in
            let page = try await album.list(as: call.principal, SnapshotAlbum.Query(call))
            return try call.json(ListMessage(items: page.items.map(SnapshotMessage.init), nextCursor: page.next))
        }
    }

    private var one: Endpoint {
        .get(
            "\(Self.path)/{id}",
            EndpointNotes("getSnapshotEntry", "A snapshot that is kept", tag: "recordings"),
            access: .objects(.playRecordings),
            answers: SnapshotMessage.self
        ) { call in
            try call.json(SnapshotMessage(await album.snapshot(as: call.principal, call.path("id"))))
        }
    }

    private var media: Endpoint {
        .file(
            "\(Self.path)/{id}/media",
            EndpointNotes("getSnapshotMedia", "The picture of a snapshot", tag: "recordings", refusals: [410]),
            access: .objects(.playRecordings),
            answers: [
                OpenAPIResponse(200, "The picture.", content: [OpenAPIContent("image/jpeg")])
            ] + OpenAPIResponse.ranges(of: "image/jpeg")
        ) { call in
            let file = try await album.file(as: call.principal, call.path("id"))
            let snapshot = file.snapshot
            await recorder.noteFootage(.recording, of: snapshot.camera, by: call.principal)
            var buffer = ByteBuffer()
            buffer.reserveCapacity(file.bytes.count)
            file.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
            return ByteSourceResponse(
                BufferSource(buffer),
                contentType: "image/jpeg",
                entityTag: file.isMasked
                    ? EntityTag(of: buffer.readableBytesView) : EntityTag("\(snapshot.id)-\(snapshot.checksum)"),
                disposition: .inline(fileName: "\(snapshot.camera)_\(RFC3339.text(snapshot.takenAt)).jpg")
            ).response(to: call.request)
        }
    }

    private var protecting: [Endpoint] {
        [
            .act(
                .put,
                "\(Self.path)/{id}/protection",
                EndpointNotes("protectSnapshot", "Keep a snapshot from being deleted", tag: "recordings"),
                access: .objects(.protectRecordings),
                answers: SnapshotMessage.self
            ) { call in try await protect(call, true) },
            .act(
                .delete,
                "\(Self.path)/{id}/protection",
                EndpointNotes("unprotectSnapshot", "Let a snapshot be deleted again", tag: "recordings"),
                access: .objects(.protectRecordings),
                answers: SnapshotMessage.self
            ) { call in try await protect(call, false) },
        ]
    }

    private func protect(_ call: Call, _ isProtected: Bool) async throws -> Response {
        try call.json(SnapshotMessage(await album.protect(as: call.principal, call.path("id"), isProtected)))
    }

    private var delete: Endpoint {
        .act(
            .delete,
            "\(Self.path)/{id}",
            EndpointNotes(
                "deleteSnapshot",
                "Delete a snapshot that is kept; one that is protected is not",
                tag: "recordings",
                refusals: [409]
            ),
            access: .objects(.deleteRecordings)
        ) { call in
            try await album.delete(as: call.principal, call.path("id"))
            return call.noContent()
        }
    }
}

extension SnapshotAlbum.Query {
    fileprivate init(_ call: Call) throws {
        self.init()
        camera = try call.query("camera", longest: 63)
        from = try call.time("from")
        to = try call.time("to")
        cursor = try call.query("cursor")
        limit = try call.integer("limit") ?? limit
        switch try call.query("order") {
        case "desc", nil: isNewestFirst = true
        case "asc": isNewestFirst = false
        default: throw Problem.invalid("order", "order is \"asc\" or \"desc\".")
        }
    }
}
