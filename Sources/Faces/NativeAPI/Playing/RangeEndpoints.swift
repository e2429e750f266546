import HTTPServing
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Any stretch of time of a camera as one film.
struct RangeEndpoints {
    let recorder: Recorder

    private static let access = Access.camera(.playRecordings, parameter: "id")
    static let query: [OpenAPIParameter] = [
        .query("stream", .enumeration(["main", "sub"]), description: "main where it is left out."),
        .query("from", .string(format: "date-time"), isRequired: true, description: "From this time on."),
        .query("to", .string(format: "date-time"), description: "Before this time; now where it is left out."),
    ]

    private static let form = OpenAPIParameter.query(
        "form",
        .enumeration(["fragmented", "progressive"]),
        description: """
            `progressive` is an ordinary file with its tables first, for programs that do not take fragments; some hours at most. \
            Left out: `fragmented`.
            """
    )

    var all: [Endpoint] { [range, film] }

    private var range: Endpoint {
        .get(
            "/api/v1/cameras/{id}/range",
            EndpointNotes(
                "getRange",
                "What the film of a stretch of time has, and when in it",
                tag: "recordings",
                query: Self.query + [Self.form],
                refusals: [503]
            ),
            access: Self.access,
            answers: RangeMessage.self
        ) { call in
            let media = try await open(call)
            return try call.json(RangeMessage(media, query: call.request.uri.query ?? ""))
        }
    }

    private var film: Endpoint {
        .file(
            "/api/v1/cameras/{id}/range.mp4",
            EndpointNotes(
                "getRangeMedia",
                "Any stretch of time of a camera as one MP4 file, whole or in ranges",
                tag: "recordings",
                description: """
                    Fragmented MP4 of the recordings as they are. It begins with the picture that was to be seen at `from`, or \
                    the first after it. Across a gap its time goes on by as much as is missing. It ends where the camera \
                    changed its codec; `GET …/range` says where.
                    """,
                query: Self.query + [Self.form],
                refusals: [503]
            ),
            access: Self.access,
            answers: [
                OpenAPIResponse(200, "The film.", content: [OpenAPIContent("video/mp4")])
            ] + OpenAPIResponse.ranges(of: "video/mp4")
        ) { call in
            let media = try await open(call)
            await recorder.noteFootage(.recording, of: media.camera, by: call.principal)
            return RangeDownload(media: media).response(to: call.request)
        }
    }

    private func open(_ call: Call) async throws -> RangeMedia {
        let camera = try call.path("id")
        // Whoever may not know of the camera is told nothing else.
        try Policy.require(call.principal, .playRecordings, .camera(camera))
        guard let from = try call.time("from") else { throw Problem.invalid("from", "from is missing.") }
        let isProgressive: Bool
        switch try call.query("form") {
        case "fragmented", nil: isProgressive = false
        case "progressive": isProgressive = true
        default: throw Problem.invalid("form", "form is \"fragmented\" or \"progressive\".")
        }
        return try await recorder.archive.range(
            as: call.principal,
            of: camera,
            stream: call.query("stream") ?? "main",
            from: from,
            to: try call.time("to") ?? recorder.now,
            isProgressive: isProgressive
        )
    }
}

/// A film as a download: with ranges, and a name that says what it is.
private struct RangeDownload: ByteSource {
    let media: RangeMedia

    var length: Int64 { media.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await media.read(offset: offset, count: count))
    }

    func response(to request: Request) -> Response {
        ByteSourceResponse(
            self,
            contentType: "video/mp4",
            entityTag: EntityTag(media.tag),
            disposition: .inline(fileName: "\(media.camera)_\(RFC3339.text(media.range.lowerBound)).mp4")
        ).response(to: request)
    }
}
