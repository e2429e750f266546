import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import OpenAPI
import Reception

/// The ways to watch a camera live.
struct LiveEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/live"

    var all: [Endpoint] { [fragments, frames, pictures] }

    private static let streamParameter = OpenAPIParameter.query(
        "stream",
        .enumeration(LiveWish.Stream.allCases.map(\.rawValue)),
        description: "main where it is left out; auto where a width is given."
    )
    private static let widthParameter = OpenAPIParameter.query(
        "width",
        .integer(1...16_384),
        description: "How many pixels wide it is shown: what auto goes by."
    )

    private static let codecsParameter = OpenAPIParameter.query(
        "codecs",
        .string(),
        description: """
            What can be played, of h264, h265, aac, opus and g711, with commas between; all but g711 where it is left out. A \
            picture that cannot be is encoded anew as H.264, where that can be. G.711 comes beside the fragments, for the player \
            to decode. Raw frames know jpeg, too: without h264 and h265, pictures are encoded anew as JPEG.
            """
    )

    static let maskedParameter = OpenAPIParameter.query(
        "masked",
        .boolean,
        description: "With the camera's privacy masks, also for those who may see what they hide."
    )

    private var fragments: Endpoint {
        .socket(
            Self.path,
            EndpointNotes(
                "watchCamera",
                "Watch a camera",
                tag: "cameras",
                description: "Fragmented MP4 for Media Source Extensions, with words as text messages.",
                query: [Self.streamParameter, Self.widthParameter, Self.codecsParameter, Self.maskedParameter],
                refusals: [426]
            ),
            access: .camera(.watchLive, parameter: "id")
        ) { call in
            let camera = try call.path("id")
            let feed = try await recorder.live.fragments(as: call.principal, camera: camera, try wish(call))
            await recorder.noteFootage(.live, of: camera, by: call.principal)
            let watch = LiveWatch(call, recorder, feed.viewing) { feed.isStalled }
            return { connection in try await LiveSocket(feed: feed, watch: watch).run(connection) }
        }
    }

    private var frames: Endpoint {
        .socket(
            "\(Self.path)/frames",
            EndpointNotes(
                "watchCameraFrames",
                "Take a camera's frames as they are",
                tag: "cameras",
                description: """
                    Each binary message is one frame: ten bytes, little-endian (0 for video, 1 for sound, 2 for metadata; 1 for \
                    a key frame, else 0; the time in seconds as a double), and the frame: H.264 or H.265 with start codes, \
                    parameter sets before each key frame; G.711 A-law of 8 kHz or Opus; or a JSON text. AAC and JPEG come as \
                    they are where codecs names them; else AAC is left out, and JPEG is encoded anew as H.264.
                    """,
                query: [Self.streamParameter, Self.widthParameter, Self.codecsParameter, Self.maskedParameter],
                refusals: [426, 501]
            ),
            access: .camera(.watchLive, parameter: "id")
        ) { call in
            let camera = try call.path("id")
            let feed = try await recorder.live.frames(as: call.principal, camera: camera, try wish(call))
            await recorder.noteFootage(.live, of: camera, by: call.principal)
            let watch = LiveWatch(call, recorder, feed.viewing) { feed.isStalled }
            return { connection in
                try await watch.guarding(connection) {
                    try await feed.play(on: connection.eventLoop) {
                        try await connection.send($0.map(WebSocketMessage.binary))
                    }
                }
            }
        }
    }

    private var pictures: Endpoint {
        let type = "multipart/x-mixed-replace; boundary=\(LiveStreams.pictureBoundary)"
        return .stream(
            "\(Self.path)/mjpeg",
            EndpointNotes(
                "watchCameraPictures",
                "Watch a camera as JPEG, picture by picture",
                tag: "cameras",
                description:
                    "For an img element. What a camera sends in another codec is encoded anew, smaller and less often.",
                query: [Self.streamParameter, Self.widthParameter, Self.maskedParameter],
                refusals: [501]
            ),
            access: .camera(.watchLive, parameter: "id"),
            answers: [
                OpenAPIResponse(
                    200,
                    "Pictures, for as long as somebody listens.",
                    content: [OpenAPIContent("multipart/x-mixed-replace")]
                )
            ]
        ) { call in
            let camera = try call.path("id")
            let feed = try await recorder.live.pictures(as: call.principal, camera: camera, try wish(call))
            await recorder.noteFootage(.live, of: camera, by: call.principal)
            let watch = LiveWatch(call, recorder, feed.viewing) { feed.isStalled }
            let loop = call.context.eventLoop
            return .stream(
                to: call.request,
                contentType: type,
                headers: [.cacheControl: "no-store"],
                on: ByteFeed.executor(on: loop)
            ) { writer in
                try await writer.write(ByteBuffer(string: "--\(LiveStreams.pictureBoundary)\r\n"))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await feed.play(on: loop) { for piece in $0 { try await writer.write(piece) } }
                    }
                    // What it asks of the accounts is no work for the connection's loop.
                    group.addTask(executorPreference: globalConcurrentExecutor) { _ = try await watch.untilEnd() }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }
    }

    private func wish(_ call: Call) throws -> LiveWish {
        let codecs = try call.query("codecs")?.split(separator: ",").map { String($0) }
        let width = try call.integer("width", from: 1)
        if let width, width > 16_384 { throw Problem.invalid("width", "width is a whole number up to 16384.") }
        let isMasked = try call.bool("masked") ?? false
        return try LiveWish(stream: call.query("stream"), width: width, codecs: codecs, isMasked: isMasked)
    }
}
