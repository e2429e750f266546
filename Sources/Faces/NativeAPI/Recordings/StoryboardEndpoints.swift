import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Small pictures for whoever scrubs through what was recorded.
struct StoryboardEndpoints {
    let recorder: Recorder

    var all: [Endpoint] { [list, sheet] }

    private static let path = "/api/v1/cameras/{id}/storyboard"
    private static let sheetType = "multipart/mixed; boundary=\(StoryboardBody.boundary)"

    private var list: Endpoint {
        .get(
            Self.path,
            EndpointNotes(
                "getStoryboard",
                "Sheets of small pictures of what was recorded",
                tag: "recordings",
                description: """
                    Those of the time of which anything is recorded. A sheet has up to `tiles` pictures, `interval_s` apart, and its \
                    name never means another time.
                    """,
                query: [
                    Queries.from, Queries.to,
                    .query(
                        "interval_s",
                        .integer(1...3600),
                        description:
                            "Seconds between two pictures; the answer has the next longer one that there is. 10 where left out."
                    ),
                    .query(
                        "stream",
                        .enumeration(["main", "sub"]),
                        description: "Left out: the sub stream, where as much of it is recorded."
                    ),
                ]
            ),
            access: .camera(.playRecordings, parameter: "id"),
            answers: StoryboardMessage.self
        ) { call in
            let to = try call.time("to") ?? recorder.now
            let view = try await recorder.storyboards.sheets(
                as: call.principal,
                of: call.path("id"),
                stream: call.query("stream"),
                from: try call.time("from") ?? to + .seconds(-3600),
                to: to,
                interval: call.integer("interval_s", from: 1) ?? 10
            )
            return try call.json(StoryboardMessage(view))
        }
    }

    private var sheet: Endpoint {
        .file(
            "\(Self.path)/{sheet}",
            EndpointNotes(
                "getStoryboardSheet",
                "The pictures of a sheet",
                tag: "recordings",
                description: """
                    Each part is a JPEG with its length, its number in the sheet (`Nightjar-Tile`) and its time \
                    (`Nightjar-Picture-Time`). An interval in which no picture begins has no part.
                    """,
                refusals: [501]
            ),
            access: .camera(.playRecordings, parameter: "id"),
            answers: [
                OpenAPIResponse(200, "The pictures.", content: [OpenAPIContent("multipart/mixed")]),
                OpenAPIResponse(204, "Nothing is recorded then."),
            ] + OpenAPIResponse.ranges(of: "multipart/mixed")
        ) { call in
            let camera = try call.path("id")
            let sheet = try await recorder.storyboards.sheet(as: call.principal, of: camera, call.path("sheet"))
            let cacheControl = sheet.isFinal ? "private, max-age=300" : "no-store"
            guard !sheet.tiles.isEmpty else {
                return Response(status: .noContent, headers: [.cacheControl: cacheControl])
            }
            await recorder.noteFootage(.recording, of: camera, by: call.principal)
            var response = ByteSourceResponse(
                BufferSource(StoryboardBody.buffer(of: sheet.tiles)),
                contentType: Self.sheetType,
                entityTag: sheet.isFinal ? EntityTag(sheet.version) : nil
            )
            response.cacheControl = cacheControl
            return response.response(to: call.request)
        }
    }
}

/// Pictures one after another (RFC 2046 §5.1), each with its length, so that nobody needs to look for the boundary.
enum StoryboardBody {
    static let boundary = "nightjar-sheet"

    static func buffer(of tiles: [StoryboardSheet.Tile]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(tiles.reduce(64) { $0 + $1.picture.count + 192 })
        for tile in tiles {
            buffer.writeString(
                """
                --\(boundary)\r
                Content-Type: image/jpeg\r
                Content-Length: \(tile.picture.count)\r
                Nightjar-Tile: \(tile.number)\r
                \(PictureHeaders.time): \(RFC3339.text(tile.at))\r
                \r\n
                """
            )
            tile.picture.withUnsafeBytes { _ = buffer.writeBytes($0) }
            buffer.writeString("\r\n")
        }
        buffer.writeString("--\(boundary)--\r\n")
        return buffer
    }
}

/// Which sheets there are, in its wire spelling (docs/api.md).
struct StoryboardMessage: Codable, Sendable {
    struct Sheet: Codable, Sendable {
        var id: String
        var start: String
        var end: String
        var final: Bool
        var url: String
    }

    var camera: String
    var stream: String
    var interval: Int
    var tiles: Int
    var width: Int
    var sheets: [Sheet]

    enum CodingKeys: String, CodingKey {
        case camera, stream, tiles, width, sheets
        case interval = "interval_s"
    }

    init(_ view: StoryboardView) {
        camera = view.camera
        stream = view.stream
        interval = view.interval
        tiles = view.tiles
        width = view.width
        sheets = view.sheets.map { sheet in
            Sheet(
                id: sheet.id,
                start: RFC3339.text(sheet.range.lowerBound),
                end: RFC3339.text(sheet.range.upperBound),
                final: sheet.isFinal,
                url: "/api/v1/cameras/\(view.camera)/storyboard/\(sheet.id)"
            )
        }
    }
}
