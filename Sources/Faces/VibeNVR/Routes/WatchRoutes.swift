import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// Pictures of now: one of them, one after the other, and frames over a WebSocket.
extension VibeRoutes {
    private static let path = "/cameras/{id}"
    /// Of what the document's header has a place for. A picture of another codec is encoded anew.
    private static let codecs = ["h264", "g711", "opus"]

    var watching: [Endpoint] {
        [
            .foreign(.get, "\(Self.path)/frame", access: .objects(.watchLive), tier: .media, tokens: Self.media, frame),
            .foreignStream("\(Self.path)/stream", access: .objects(.watchLive), tokens: Self.media, stream),
            .foreignSocket("\(Self.path)/ws", access: .objects(.watchLive), tokens: Self.media, frames),
        ]
    }

    private func frame(_ call: Call) async throws -> Response {
        let id = try await camera(call, .watchLive)
        // Whoever may not see what masks hide gets it masked all the same.
        let isRaw = try call.bool("raw") ?? false
        let picture = try await VibeSubject.camera.naming {
            try await recorder.snapshots.picture(as: call.principal, of: id, width: nil, isMasked: !isRaw)
        }
        await recorder.noteFootage(.live, of: id, by: call.principal)
        var buffer = ByteBuffer()
        picture.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
        return Response(
            status: .ok,
            headers: [.contentType: "image/jpeg", .cacheControl: "no-cache, no-store, must-revalidate"],
            body: ResponseBody(byteBuffer: buffer)
        )
    }

    private func stream(_ call: Call) async throws -> Response {
        let id = try await camera(call, .watchLive)
        let wish = try LiveWish(isMasked: true)
        let feed = try await VibeSubject.camera.naming {
            try await recorder.live.pictures(as: call.principal, camera: id, wish)
        }
        await recorder.noteFootage(.live, of: id, by: call.principal)
        let watch = LiveWatch(call, recorder, feed.viewing) { feed.isStalled }
        let loop = call.context.eventLoop
        let boundary = LiveStreams.pictureBoundary
        return .stream(
            to: call.request,
            contentType: "multipart/x-mixed-replace; boundary=\(boundary)",
            headers: [.cacheControl: "no-store"],
            on: ByteFeed.executor(on: loop)
        ) { writer in
            try await writer.write(ByteBuffer(string: "--\(boundary)\r\n"))
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

    /// The recorder's own frames have the document's header of ten bytes.
    private func frames(_ call: Call) async throws -> WebSocketHandler {
        let id = try await camera(call, .watchLive)
        let wish = try LiveWish(stream: try call.query("stream"), codecs: Self.codecs, isMasked: true)
        let feed = try await VibeSubject.camera.naming {
            try await recorder.live.frames(as: call.principal, camera: id, wish)
        }
        await recorder.noteFootage(.live, of: id, by: call.principal)
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
