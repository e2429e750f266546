import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

extension MiBeeRoutes {
    private static let path = "/api/recordings/{id}"
    /// So many can be named at once.
    private static let mostNamed = 100

    var recordings: [Endpoint] {
        [
            .foreign(.get, "/api/recordings", access: .objects(.playRecordings)) { call in
                let cameras = Set(try await recorder.cameras.list(as: call.principal).map(\.id))
                let query = try Archive.PlaceQuery(call, cameras: cameras)
                return try .json(
                    MiBeeRecordingsMessage(try await recorder.archive.places(as: call.principal, query))
                )
            },
            .foreign(.get, Self.path, access: .objects(.playRecordings)) { call in
                let id = try call.path("id")
                return try await MiBeeSubject.recording(id).naming {
                    try .json(MiBeeRecordingMessage(try await recorder.archive.recording(as: call.principal, id)))
                }
            },
            .foreign(.delete, Self.path, access: .objects(.deleteRecordings)) { call in
                let id = try call.path("id")
                return try await MiBeeSubject.recording(id).naming {
                    try await recorder.keeping.delete(as: call.principal, id)
                    return try .mibee(status: "deleted")
                }
            },
            .foreign(.get, "\(Self.path)/download", access: .objects(.playRecordings), tier: .media, download),
            .foreign(.get, "\(Self.path)/frames", access: .objects(.playRecordings), frames),
            .foreign(.post, "/api/recordings/batch-delete", access: .objects(.deleteRecordings), deleteMany),
        ]
    }

    // MARK: Files

    private func download(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        return try await MiBeeSubject.recording(id).naming {
            let recording = try await recorder.archive.recording(as: call.principal, id)
            if recording.pictureFamily == "mjpeg" { return try await frame(call, recording) }
            let media = try await recorder.archive.media(as: call.principal, of: id)
            await recorder.noteFootage(.recording, of: media.recording.camera, by: call.principal)
            return ByteSourceResponse(
                RecordingBytes(media),
                contentType: "video/mp4",
                entityTag: EntityTag("\(recording.id)-\(media.length)"),
                disposition: .inline(fileName: "\(recording.camera)_\(recording.id).mp4")
            ).response(to: call.request)
        }
    }

    /// Of pictures one by one: that of the query, or the first.
    private func frame(_ call: Call, _ recording: RecordingView) async throws -> Response {
        let missing = MiBeeErrors.problem(.notFound, "frame not found")
        guard let index = Int(try call.query("frame") ?? "0"), index >= 0 else { throw missing }
        do {
            let frame = try await recorder.archive.frame(as: call.principal, of: recording.id, index: index)
            await recorder.noteFootage(.recording, of: recording.camera, by: call.principal)
            var buffer = ByteBuffer()
            frame.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
            return ByteSourceResponse(
                BufferSource(buffer),
                contentType: "image/jpeg",
                entityTag: EntityTag("\(recording.id)-\(index)-\(frame.bytes.count)"),
                disposition: .inline(fileName: "\(recording.camera)_\(recording.id)_\(index).jpg")
            ).response(to: call.request)
        } catch let error as DomainError where error.kind == .notFound {
            throw missing
        }
    }

    /// The document's list has no pages.
    private func frames(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        return try await MiBeeSubject.recording(id).naming {
            let recording = try await recorder.archive.recording(as: call.principal, id)
            guard recording.pictureFamily == "mjpeg" else {
                throw MiBeeErrors.invalid("frames are of MJPEG recordings alone")
            }
            var frames: [MiBeeFramesMessage.Frame] = []
            var count = 1
            while frames.count < count {
                let page = try await recorder.archive.frames(
                    as: call.principal,
                    of: id,
                    from: frames.count,
                    limit: Archive.mostFrames
                )
                count = page.count
                guard !page.items.isEmpty else { break }
                frames += page.items.map { MiBeeFramesMessage.Frame($0, of: page.recording) }
            }
            return try .json(MiBeeFramesMessage(frames: frames))
        }
    }

    // MARK: Deleting

    private func deleteMany(_ call: Call) async throws -> Response {
        let body = try await call.body(MiBeeBatchBody.self)
        guard let ids = body.recordingIDs ?? body.ids, (1...Self.mostNamed).contains(ids.count) else {
            throw MiBeeErrors.invalid("recording_ids are 1 to \(Self.mostNamed) ids of recordings")
        }
        var (deleted, failed): ([String], [String]) = ([], [])
        for id in ids {
            do {
                try await recorder.keeping.delete(as: call.principal, id)
                deleted.append(id)
            } catch let error as DomainError where error.kind != .forbidden && error.kind != .unproven {
                failed.append(id)
            }
        }
        guard body.recordingIDs == nil else {
            return try .json(MiBeeBatchMessage(deleted: deleted.count, failed: failed.count))
        }
        return try .json(MiBeeBatchIDsMessage(deleted: deleted, failed: failed))
    }
}

private struct RecordingBytes: ByteSource {
    private let media: RecordingMedia

    init(_ media: RecordingMedia) { self.media = media }

    var length: Int64 { media.length }

    func read(offset: Int64, count: Int) async throws -> ByteBuffer {
        ByteBuffer(bytes: try await media.read(offset: offset, count: count))
    }
}
