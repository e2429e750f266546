import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Live streams as HLS. Each playlist and each segment asks for the right anew; players that can send no header field bring
/// the session's cookie along, or a user name and password in the address.
struct HLSEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/hls"
    private static let playlistType = "application/vnd.apple.mpegurl"
    private static let access = Access.camera(.watchLive, parameter: "id")

    var all: [Endpoint] { [index, playlist, file, health] }

    private var index: Endpoint {
        .file(
            "\(Self.path)/index.m3u8",
            EndpointNotes(
                "getHLSIndex",
                "Watch a camera by HLS: the list of its streams",
                tag: "cameras",
                query: [
                    .query("stream", .enumeration(["main", "sub"]), description: "Left out: both, main first."),
                    .query(
                        "format",
                        .enumeration(["ts", "fmp4"]),
                        description: "The container of the segments. Left out: what most players play of these codecs."
                    ),
                    .query(
                        "codecs",
                        .string(),
                        description:
                            "What can be played, of h264 and h265: without h265, H.265 is encoded anew as H.264."
                    ),
                ],
                refusals: [501]
            ),
            access: Self.access,
            answers: [OpenAPIResponse(200, "A multivariant playlist.", content: [OpenAPIContent(Self.playlistType)])]
        ) { call in
            let camera = try call.path("id")
            let text = try await recorder.hls.index(
                as: call.principal,
                camera: camera,
                stream: call.query("stream"),
                format: call.query("format"),
                codecs: call.query("codecs")?.split(separator: ",").map { String($0) }
            )
            await recorder.noteFootage(.live, of: camera, by: call.principal)
            return Self.response(text)
        }
    }

    private var playlist: Endpoint {
        .file(
            "\(Self.path)/{stream}/{format}/index.m3u8",
            EndpointNotes(
                "getHLSPlaylist",
                "Watch a camera by HLS: the segments that there are now",
                tag: "cameras",
                description: "Begins the stream where nobody watches it yet; it ends when nobody has asked for 30 s.",
                query: [
                    .query("_HLS_msn", .integer(0...Int64.max), description: "Wait until there is this segment."),
                    .query("_HLS_part", .integer(0...Int64.max), description: "And of it, counted from 0, this part."),
                    .query("_HLS_skip", .enumeration(["YES", "v2"]), description: "Leave out what is known."),
                ],
                refusals: [501]
            ),
            access: Self.access,
            answers: [OpenAPIResponse(200, "A media playlist.", content: [OpenAPIContent(Self.playlistType)])]
        ) { call in
            let camera = try call.path("id")
            do {
                let playlist = try await recorder.hls.playlist(
                    as: call.principal,
                    camera: camera,
                    stream: call.path("stream"),
                    format: call.path("format"),
                    query: call.request.uri.query ?? ""
                )
                if playlist.hasWaited { try await askAgain(call, camera) }
                await recorder.noteFootage(.live, of: camera, by: call.principal)
                return Self.response(playlist.text)
            } catch let error as DomainError where error.kind == .invalid {
                // RFC 8216bis §6.2.5.2 wants this status.
                throw Problem(.badRequest, detail: error.sentence)
            }
        }
    }

    private var file: Endpoint {
        .file(
            "\(Self.path)/{stream}/{format}/{file}",
            EndpointNotes(
                "getHLSFile",
                "Watch a camera by HLS: a segment that the playlist names",
                tag: "cameras",
                refusals: [422]
            ),
            access: Self.access,
            answers: [
                OpenAPIResponse(
                    200,
                    "The segment, a part of it, or what a player needs before it.",
                    content: [OpenAPIContent("video/mp2t"), OpenAPIContent("video/mp4")]
                )
            ] + OpenAPIResponse.ranges(of: "video/mp2t", "video/mp4")
        ) { call in
            let camera = try call.path("id")
            let name = try call.path("file")
            let file = try await recorder.hls.file(
                as: call.principal,
                camera: camera,
                stream: call.path("stream"),
                format: call.path("format"),
                name: name
            )
            if file.hasWaited { try await askAgain(call, camera) }
            let source = HLSBytes(file.parts)
            var response = ByteSourceResponse(
                source,
                contentType: file.contentType,
                // No name ever stands for anything else.
                entityTag: EntityTag("\(name)-\(source.length)")
            )
            response.cacheControl = "private, max-age=60"
            return response.response(to: call.request)
        }
    }

    private var health: Endpoint {
        .get(
            "/api/v1/system/hls",
            EndpointNotes("getHLSHealth", "How HLS does: streams, segments, bytes", tag: "system"),
            access: .may(.seeSystem),
            answers: HLSHealthMessage.self
        ) { call in try call.json(HLSHealthMessage(try recorder.hls.health(as: call.principal))) }
    }

    private static func response(_ playlist: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: playlistType, .cacheControl: "private, no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: playlist))
        )
    }

    /// Whoever has waited may have lost his right meanwhile.
    private func askAgain(_ call: Call, _ camera: String) async throws {
        guard let principal = await recorder.people.renewed(call.visitor, showing: call.shown) else {
            throw Problem(DomainError(.unproven, "The session has ended: log in again."))
        }
        try Policy.require(principal, .watchLive, .camera(camera))
    }
}

/// A file of a live stream, which lies in memory in pieces that all its readers share.
private struct HLSBytes: ByteSource {
    let parts: [Bytes]
    let length: Int64

    init(_ parts: [Bytes]) {
        self.parts = parts
        length = parts.reduce(0) { $0 + Int64($1.count) }
    }

    func read(offset: Int64, count: Int) -> ByteBuffer {
        var rest = Int(clamping: offset)
        for part in parts {
            guard rest >= part.count else {
                let slice = part.slice(rest..<min(part.count, rest + count))
                var buffer = ByteBuffer()
                buffer.reserveCapacity(slice.count)
                slice.withUnsafeBytes { _ = buffer.writeBytes($0) }
                return buffer
            }
            rest -= part.count
        }
        return ByteBuffer()
    }
}

/// How HLS does, in its wire spelling (docs/api.md).
struct HLSHealthMessage: Codable, Sendable {
    var enabled: Bool
    var streams: Int
    var maxStreams: Int
    var segments: Int
    var bytes: Int
    var waiting: Int
    var started: Int
    var stopped: Int
    var refused: Int

    enum CodingKeys: String, CodingKey {
        case enabled, streams, segments, bytes, waiting, started, stopped, refused
        case maxStreams = "max_streams"
    }

    init(_ health: HLSHealth) {
        enabled = health.isOffered
        streams = health.streams
        maxStreams = health.mostStreams
        segments = health.segments
        bytes = health.bytes
        waiting = health.waiting
        started = health.started
        stopped = health.stopped
        refused = health.refused
    }
}
