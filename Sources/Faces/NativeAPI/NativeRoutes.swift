package import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
package import NVR

/// The native API, below `/api/v1` (docs/api.md).
package struct NativeRoutes: Sendable {
    private let recorder: Recorder

    package init(_ recorder: Recorder) { self.recorder = recorder }

    package func add(to routes: inout HTTPRoutes) {
        let api = routes.router.group("api/v1")
        api.get("health") { _, _ in try await Response.json(HealthMessage(recorder.health())) }
        addCameras(to: api)
        addRecordings(to: api)
        routes.webSocket("/api/v1/cameras/{id}/live") { request, context in
            let id = try context.parameters.require("id")
            let stream = request.uri.queryParameters.get("stream") ?? "main"
            let feed = try await asking { try await recorder.live(camera: id, stream: stream) }
            return .accept { try await LiveSocket(feed: feed).run($0) }
        }
    }

    private func addCameras(to api: RouterGroup<ServingContext>) {
        let cameras = recorder.cameras
        api.get("cameras") { _, _ in
            try await Response.json(ListMessage(items: cameras.list().map(CameraMessage.init)))
        }
        api.post("cameras") { request, _ in
            let draft = CameraDraft(try await request.json(NewCameraMessage.self))
            let camera = try await asking { try await cameras.add(draft) }
            return try Response.json(
                CameraMessage(camera),
                status: .created,
                headers: [.location: "/api/v1/cameras/\(camera.id)"]
            )
        }
        api.get("cameras/:id") { _, context in
            let id = try context.parameters.require("id")
            return try await asking { try await Response.json(CameraMessage(cameras.camera(id))) }
        }
        api.get("cameras/:id/status") { _, context in
            let id = try context.parameters.require("id")
            return try await asking { try await Response.json(StatusMessage(cameras.camera(id).status)) }
        }
        api.patch("cameras/:id") { request, context in
            let id = try context.parameters.require("id")
            let patch = try await request.json(CameraPatch.self)
            return try await asking { try await Response.json(CameraMessage(cameras.change(id, patch.change))) }
        }
        api.post("cameras/:id/reconnect") { _, context in
            let id = try context.parameters.require("id")
            try await asking { try await cameras.reconnect(id) }
            return Response(status: .accepted)
        }
        api.delete("cameras/:id") { _, context in
            let id = try context.parameters.require("id")
            try await asking { try await cameras.remove(id) }
            return Response(status: .noContent)
        }
    }

    private func addRecordings(to api: RouterGroup<ServingContext>) {
        let archive = recorder.archive
        api.get("recordings") { request, _ in
            let query = try Archive.Query(request.uri.queryParameters)
            let page = try await asking { try await archive.recordings(query) }
            return try Response.json(
                ListMessage(items: page.items.map(RecordingMessage.init), nextCursor: page.next)
            )
        }
        api.get("recordings/:id") { _, context in
            let id = try context.parameters.require("id")
            return try await asking { try await Response.json(RecordingMessage(archive.recording(id))) }
        }
        api.get("recordings/:id/media") { request, context in
            let id = try context.parameters.require("id")
            let media = try await asking { try await archive.media(of: id) }
            return RecordingDownload(media).response(to: request)
        }
        api.get("coverage") { request, _ in
            let parameters = request.uri.queryParameters
            let camera = try parameters.require("camera")
            let stream = parameters.get("stream") ?? "main"
            let to = try parameters.time("to") ?? recorder.now
            let from = try parameters.time("from") ?? to + .seconds(-86_400)
            return try await asking {
                try await Response.json(
                    CoverageMessage(archive.coverage(of: camera, stream: stream, from: from, to: to))
                )
            }
        }
    }
}

extension Archive.Query {
    fileprivate init(_ parameters: Parameters) throws {
        self.init()
        camera = parameters.get("camera")
        stream = parameters.get("stream") ?? "main"
        from = try parameters.time("from")
        to = try parameters.time("to")
        cursor = parameters.get("cursor")
        if let text = parameters.get("limit") {
            guard let number = Int(text) else {
                throw Problem(.unprocessableContent, detail: "limit is a number.", members: ["member": "limit"])
            }
            limit = number
        }
        switch parameters.get("order") {
        case "desc", nil: isNewestFirst = true
        case "asc": isNewestFirst = false
        default:
            throw Problem(
                .unprocessableContent,
                detail: "order is \"asc\" or \"desc\".",
                members: ["member": "order"]
            )
        }
    }
}

extension Parameters {
    fileprivate func time(_ name: String) throws -> WallTime? {
        guard let text = get(name) else { return nil }
        guard let time = RFC3339.time(text) else {
            throw Problem(
                .unprocessableContent,
                detail: "\(name) is a time such as 2026-11-21T04:00:00Z.",
                members: ["member": name]
            )
        }
        return time
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
