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

    /// In which form what was recorded is wanted.
    static let wish: [OpenAPIParameter] = [
        .query(
            "video",
            .enumeration(["h264"]),
            description: """
                Pictures of another codec are encoded anew as H.264. With it those from whom privacy masks hide something get what was \
                recorded, with the masks that the camera has now.
                """
        ),
        .query("audio", .enumeration(["aac"]), description: "Sound of another codec is encoded anew as AAC."),
        .query(
            "masked",
            .boolean,
            description: "With the privacy masks, also for those who may see what they hide; with `video=h264` alone."
        ),
    ]

    var all: [Endpoint] { [range, film] }

    private var range: Endpoint {
        .get(
            "/api/v1/cameras/{id}/range",
            EndpointNotes(
                "getRange",
                "What the film of a stretch of time has, and when in it",
                tag: "recordings",
                description: "With `if_any` also of a time of which nothing is recorded: without spans.",
                query: Self.query + [Self.form] + Self.wish + [StillEndpoints.ifAny],
                refusals: [503]
            ),
            access: Self.access,
            answers: RangeMessage.self
        ) { call in
            let asked = try Asked(call, now: recorder.now)
            let query = call.request.uri.query ?? ""
            guard asked.mayBeNothing else { return try call.json(RangeMessage(await view(call, asked), query: query)) }
            guard let media = try await recorder.films.ifAny(of: asked.camera, { try await view(call, asked) }) else {
                return try call.json(
                    RangeMessage(nothingOf: asked.camera, asked.stream, asked.from..<asked.to, query: query)
                )
            }
            return try call.json(RangeMessage(media, query: query))
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
                    changed its codec; `GET …/range` says where. What is encoded anew (`video`, `audio`) comes while it is made: \
                    without a length, without ranges, and cut off where it cannot be gone on with. It ends also where the \
                    pictures change their size. As many at once as `live.transcode_max_streams` says, live streams included. \
                    With `if_any` 204 of a time of which nothing is recorded.
                    """,
                query: Self.query + [Self.form] + Self.wish + [StillEndpoints.ifAny],
                refusals: [503]
            ),
            access: Self.access,
            answers: [
                OpenAPIResponse(200, "The film.", content: [OpenAPIContent("video/mp4")]),
                OpenAPIResponse(204, "Nothing is recorded then, and `if_any` is true."),
            ] + OpenAPIResponse.ranges(of: "video/mp4")
        ) { call in
            let asked = try Asked(call, now: recorder.now)
            let found =
                try await asked.mayBeNothing
                ? recorder.films.ifAny(of: asked.camera) { try await film(call, asked) } : film(call, asked)
            guard let answer = found else { return Response(status: .noContent, headers: [.cacheControl: "no-store"]) }
            await recorder.noteFootage(.recording, of: asked.camera, by: call.principal)
            switch answer {
            case .recorded(let media): return RangeDownload(media: media).response(to: call.request)
            case .made(let film): return try await FilmStream(film, call, recorder).response()
            }
        }
    }

    /// What is asked for.
    private struct Asked {
        let camera: String
        let stream: String
        let from: WallTime
        let to: WallTime
        let isProgressive: Bool
        /// Whether it is no error that nothing is recorded then.
        let mayBeNothing: Bool
        let wish: FilmWish

        init(_ call: Call, now: WallTime) throws {
            camera = try call.path("id")
            // Whoever may not know of the camera is told nothing else.
            try Policy.require(call.principal, .playRecordings, .camera(camera))
            guard let from = try call.time("from") else { throw Problem.invalid("from", "from is missing.") }
            self.from = from
            to = try call.time("to") ?? now
            stream = try call.query("stream") ?? "main"
            wish = try FilmWish(call)
            mayBeNothing = try call.bool("if_any") ?? false
            switch try call.query("form") {
            case "fragmented", nil: isProgressive = false
            case "progressive":
                guard wish == .recorded else {
                    throw Problem.invalid("form", "What is encoded anew is given in fragments alone: leave form out.")
                }
                isProgressive = true
            default: throw Problem.invalid("form", "form is \"fragmented\" or \"progressive\".")
            }
        }
    }

    private func view(_ call: Call, _ asked: Asked) async throws -> RangeMedia {
        guard !asked.isProgressive else { return try await progressive(call, asked) }
        return try await recorder.films.view(
            as: call.principal,
            of: asked.camera,
            stream: asked.stream,
            from: asked.from,
            to: asked.to,
            asked.wish
        )
    }

    private func film(_ call: Call, _ asked: Asked) async throws -> TranscodedFilms.Answer {
        guard !asked.isProgressive else { return .recorded(try await progressive(call, asked)) }
        return try await recorder.films.film(
            as: call.principal,
            of: asked.camera,
            stream: asked.stream,
            from: asked.from,
            to: asked.to,
            asked.wish
        )
    }

    private func progressive(_ call: Call, _ asked: Asked) async throws -> RangeMedia {
        try await recorder.archive.range(
            as: call.principal,
            of: asked.camera,
            stream: asked.stream,
            from: asked.from,
            to: asked.to,
            isProgressive: true
        )
    }
}

extension FilmWish {
    init(_ call: Call) throws {
        try self.init(
            video: call.query("video"),
            audio: call.query("audio"),
            isMasked: call.bool("masked") ?? false
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
