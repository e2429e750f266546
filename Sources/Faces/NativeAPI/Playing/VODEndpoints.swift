import HTTPServing
import Hummingbird
import NIOCore
import NVR
import OpenAPI
import Reception

/// What was recorded as HLS. The playlist and each segment ask for the right anew; players that can send no header field bring
/// the session's cookie along, or a user name and password in the address.
struct VODEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/vod/{format}"
    private static let playlistType = "application/vnd.apple.mpegurl"
    private static let access = Access.camera(.playRecordings, parameter: "id")

    var all: [Endpoint] { [playlist, file] }

    private var playlist: Endpoint {
        .file(
            "\(Self.path)/index.m3u8",
            EndpointNotes(
                "getRangePlaylist",
                "Any stretch of time of a camera as a playlist of HLS",
                tag: "recordings",
                description: """
                    `format` is `ts` or `fmp4`. Segments are whole groups of pictures, so the first may begin a little before \
                    `from`; `EXT-X-START` says by how much. At a gap there is a discontinuity. With `video` or `audio` each segment is \
                    encoded anew when it is asked for.
                    """,
                query: RangeEndpoints.query + RangeEndpoints.wish,
                refusals: [501, 503]
            ),
            access: Self.access,
            answers: [OpenAPIResponse(200, "A media playlist.", content: [OpenAPIContent(Self.playlistType)])]
        ) { call in
            let camera = try call.path("id")
            // Whoever may not know of the camera is told nothing else.
            try Policy.require(call.principal, .playRecordings, .camera(camera))
            guard let from = try call.time("from") else { throw Problem.invalid("from", "from is missing.") }
            let text = try await recorder.films.playlist(
                as: call.principal,
                of: camera,
                stream: call.query("stream") ?? "main",
                container: call.path("format"),
                from: from,
                to: try call.time("to") ?? recorder.now,
                FilmWish(call)
            )
            await recorder.noteFootage(.recording, of: camera, by: call.principal)
            return Response(
                status: .ok,
                headers: [.contentType: Self.playlistType, .cacheControl: "private, no-cache"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    private var file: Endpoint {
        .file(
            "\(Self.path)/{file}",
            EndpointNotes(
                "getRangeSegment",
                "A segment that the playlist of a stretch of time names",
                tag: "recordings",
                query: RangeEndpoints.wish,
                refusals: [422, 501, 503]
            ),
            access: Self.access,
            answers: [
                OpenAPIResponse(
                    200,
                    "The segment, or what a player needs before it.",
                    content: [OpenAPIContent("video/mp2t"), OpenAPIContent("video/mp4")]
                )
            ] + OpenAPIResponse.ranges(of: "video/mp2t", "video/mp4")
        ) { call in
            let camera = try call.path("id")
            let name = try call.path("file")
            let file = try await recorder.films.playlistFile(
                as: call.principal,
                of: camera,
                container: call.path("format"),
                name: name,
                FilmWish(call)
            )
            await recorder.noteFootage(.recording, of: camera, by: call.principal)
            var response = ByteSourceResponse(
                PlaylistBytes(file: file),
                contentType: file.contentType,
                // A name never stands for anything else, but for what is made anew each time.
                entityTag: file.isMade ? nil : EntityTag("\(name)-\(file.length)")
            )
            response.cacheControl = file.isMade ? "no-store" : "private, max-age=60"
            return response.response(to: call.request)
        }
    }
}

private struct PlaylistBytes: ByteSource {
    let file: PlaylistFile

    var length: Int64 { file.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await file.read(offset: offset, count: count))
    }
}
