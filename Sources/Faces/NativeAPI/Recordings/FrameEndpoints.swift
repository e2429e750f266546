import HTTPServing
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// The pictures of MJPEG recordings, one by one.
struct FrameEndpoints {
    let recorder: Recorder

    private var archive: Archive { recorder.archive }

    var all: [Endpoint] { [list, one] }

    private var list: Endpoint {
        .get(
            "/api/v1/recordings/{id}/frames",
            EndpointNotes(
                "listFrames",
                "The pictures of an MJPEG recording",
                tag: "recordings",
                description: """
                    With their numbers, times and lengths; at most \(Archive.mostFrames) at once. 409 for a recording of another codec, \
                    whose pictures do not stand by themselves.
                    """,
                query: [Queries.cursor, Queries.limit],
                refusals: [409, 410]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<FrameMessage>.self
        ) { call in
            var first = 0
            if let cursor = try call.query("cursor") {
                guard let number = Int(cursor) else {
                    throw Problem.invalid("cursor", "cursor is not one that was given out.")
                }
                first = number
            }
            let found = try await archive.frames(
                as: call.principal,
                of: call.path("id"),
                from: first,
                limit: call.integer("limit") ?? 100
            )
            let next = found.items.last.map { $0.index + 1 }
            return try call.json(
                ListMessage(
                    items: found.items.map { FrameMessage($0, of: found.recording.id) },
                    nextCursor: next.flatMap { $0 < found.count ? "\($0)" : nil }
                )
            )
        }
    }

    private var one: Endpoint {
        .file(
            "/api/v1/recordings/{id}/frames/{index}",
            EndpointNotes(
                "getFrame",
                "A picture of an MJPEG recording, as the camera sent it",
                tag: "recordings",
                refusals: [409, 410]
            ),
            access: .objects(.playRecordings),
            answers: [
                OpenAPIResponse(200, "The picture.", content: [OpenAPIContent("image/jpeg")])
            ] + OpenAPIResponse.ranges(of: "image/jpeg")
        ) { call in
            guard let index = Int(try call.path("index")) else {
                throw Problem(DomainError(.notFound, "Frames have numbers, from 0 on."))
            }
            let frame = try await archive.frame(as: call.principal, of: call.path("id"), index: index)
            await recorder.noteFootage(.recording, of: frame.recording.camera, by: call.principal)
            var response = ByteSourceResponse(
                BufferSource(ByteBuffer(frame.bytes)),
                contentType: "image/jpeg",
                entityTag: EntityTag("\(frame.recording.id)-\(index)-\(frame.bytes.count)"),
                disposition: .inline(fileName: "\(frame.recording.camera)_\(RFC3339.text(frame.at)).jpg")
            ).response(to: call.request)
            PictureHeaders.set(time: frame.at, recording: frame.recording.id, in: &response.headers)
            return response
        }
    }
}

struct FrameMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Frame"
    static let schemaNotes: [String: SchemaNote] = [
        "index": SchemaNote("From 0 on, in the recording."),
        "at": SchemaNote(format: "date-time"),
    ]

    var index: Int
    var at: String
    var bytes: Int
    var url: String

    init(_ frame: RecordingFrames.Frame, of recording: String) {
        index = frame.index
        at = RFC3339.text(frame.at)
        bytes = frame.bytes
        url = "/api/v1/recordings/\(recording)/frames/\(frame.index)"
    }
}
