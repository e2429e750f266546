import HTTPServing
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

struct RecordingEndpoints {
    let recorder: Recorder

    private var archive: Archive { recorder.archive }
    static let stream = OpenAPIParameter.query(
        "stream",
        .enumeration(["main", "sub"]),
        description: "main where it is left out."
    )

    var all: [Endpoint] { [list, one, media, coverage] + keeping }

    private var list: Endpoint {
        .get(
            "/api/v1/recordings",
            EndpointNotes(
                "listRecordings",
                "Recordings, the newest first",
                tag: "recordings",
                query: [
                    .query("camera", .string(maxLength: 63), description: "Of this camera alone."), Self.stream,
                    .query("event", .boolean, description: "Whether they show an event."), Queries.from, Queries.to,
                    .query("order", .enumeration(["asc", "desc"])), Queries.cursor, Queries.limit,
                ],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<RecordingMessage>.self
        ) { call in
            let page = try await archive.recordings(as: call.principal, Archive.Query(call))
            return try call.json(ListMessage(items: page.items.map(RecordingMessage.init), nextCursor: page.next))
        }
    }

    private var one: Endpoint {
        .get(
            "/api/v1/recordings/{id}",
            EndpointNotes("getRecording", "A recording", tag: "recordings"),
            access: .objects(.playRecordings),
            answers: RecordingMessage.self
        ) { call in
            try call.json(RecordingMessage(await archive.recording(as: call.principal, call.path("id"))))
        }
    }

    private var media: Endpoint {
        .file(
            "/api/v1/recordings/{id}/media",
            EndpointNotes("getRecordingMedia", "A recording's file, whole or in ranges", tag: "recordings"),
            access: .objects(.playRecordings),
            answers: [
                OpenAPIResponse(200, "The file.", content: [OpenAPIContent("video/mp4")])
            ] + OpenAPIResponse.ranges(of: "video/mp4")
        ) { call in
            let media = try await archive.media(as: call.principal, of: call.path("id"))
            await recorder.noteFootage(.recording, of: media.recording.camera, by: call.principal)
            return RecordingDownload(media).response(to: call.request)
        }
    }

    private var coverage: Endpoint {
        .get(
            "/api/v1/coverage",
            EndpointNotes(
                "getCoverage",
                "What was recorded of a camera, and why not what was not",
                tag: "recordings",
                query: [
                    .query("camera", .string(maxLength: 63), isRequired: true), Self.stream, Queries.from, Queries.to,
                ],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: CoverageMessage.self
        ) { call in
            guard let camera = try call.query("camera", longest: 63) else {
                throw Problem.invalid("camera", "camera is missing.")
            }
            let to = try call.time("to") ?? recorder.now
            let found = try await archive.coverage(
                as: call.principal,
                of: camera,
                stream: call.query("stream") ?? "main",
                from: try call.time("from") ?? to + .seconds(-86_400),
                to: to
            )
            return try call.json(CoverageMessage(found))
        }
    }
}

extension Archive.Query {
    fileprivate init(_ call: Call) throws {
        self.init()
        camera = try call.query("camera", longest: 63)
        stream = try call.query("stream") ?? "main"
        from = try call.time("from")
        to = try call.time("to")
        isEvent = try call.bool("event")
        cursor = try call.query("cursor")
        limit = try call.integer("limit") ?? limit
        switch try call.query("order") {
        case "desc", nil: isNewestFirst = true
        case "asc": isNewestFirst = false
        default: throw Problem.invalid("order", "order is \"asc\" or \"desc\".")
        }
    }
}

/// A recording as a download: with ranges, and a name that says what it is.
private struct RecordingDownload: ByteSource {
    private let media: RecordingMedia

    init(_ media: RecordingMedia) { self.media = media }

    var length: Int64 { media.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await media.read(offset: offset, count: count))
    }

    func response(to request: Request) -> Response {
        let recording = media.recording
        return ByteSourceResponse(
            self,
            contentType: "video/mp4",
            // A recording that is closed never changes; one that grows is another thing at each length.
            entityTag: EntityTag("\(recording.id)-\(media.length)"),
            disposition: .inline(fileName: "\(recording.camera)_\(RFC3339.text(recording.start)).mp4")
        ).response(to: request)
    }
}
