import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// A camera's newest picture.
struct SnapshotEndpoint {
    let recorder: Recorder

    var endpoint: Endpoint {
        .file(
            "/api/v1/cameras/{id}/snapshot",
            EndpointNotes(
                "getSnapshot",
                "A camera's newest picture",
                tag: "cameras",
                description: """
                    The camera's own, where it has a snapshot_url that works; else of the last key frame of the main stream. For \
                    five seconds everyone gets the same.
                    """,
                query: [
                    .query(
                        "width",
                        .integer(Int64(Snapshots.widths.lowerBound)...Int64(Snapshots.widths.upperBound)),
                        description: "In pixels. The picture's own where it is left out; it is never made wider."
                    ), LiveEndpoints.maskedParameter,
                ],
                refusals: [501]
            ),
            access: .camera(.watchLive, parameter: "id"),
            answers: [OpenAPIResponse(200, "The picture.", content: [OpenAPIContent("image/jpeg")])]
        ) { call in
            let camera = try call.path("id")
            let snapshot = try await recorder.snapshots.picture(
                as: call.principal,
                of: camera,
                width: try call.integer("width"),
                isMasked: try call.bool("masked") ?? false
            )
            await recorder.noteFootage(.live, of: camera, by: call.principal)
            var buffer = ByteBuffer()
            buffer.reserveCapacity(snapshot.bytes.count)
            snapshot.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "image/jpeg",
                    .cacheControl: "private, max-age=\(Snapshots.lifetime.components.seconds)",
                ],
                body: ResponseBody(byteBuffer: buffer)
            )
        }
    }
}
