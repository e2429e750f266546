import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// Pictures of now: one of them, and HLS.
extension MiBeeRoutes {
    private static let playlistType = "application/vnd.apple.mpegurl"

    var watching: [Endpoint] {
        [
            .foreign(
                .get,
                "/api/cameras/{id}/snapshot",
                access: .camera(.watchLive, parameter: "id"),
                tier: .media,
                snapshot
            ),
            .foreign(
                .get,
                "/api/cameras/{id}/stream/**",
                access: .camera(.watchLive, parameter: "id"),
                tier: .media,
                stream
            ),
        ]
    }

    private func snapshot(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        do {
            let picture = try await MiBeeSubject.camera(id).naming {
                try await recorder.snapshots.picture(as: call.principal, of: id, width: nil)
            }
            await recorder.noteFootage(.live, of: id, by: call.principal)
            var buffer = ByteBuffer()
            picture.bytes.withUnsafeBytes { _ = buffer.writeBytes($0) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "image/jpeg",
                    .cacheControl: "max-age=\(Snapshots.lifetime.components.seconds)",
                ],
                body: ResponseBody(byteBuffer: buffer)
            )
        } catch let error as DomainError where error.kind == .unavailable {
            throw MiBeeErrors.problem(.notFound, "no snapshot available: \(error.sentence)")
        }
    }

    // MARK: HLS

    private func stream(_ call: Call) async throws -> Response {
        let id = try call.path("id")
        let name = try call.rest()
        guard !StreamNames.climbs(name) else {
            throw MiBeeErrors.problem(.pathTraversal, "path traversal detected")
        }
        try await requireRunning(id, as: call.principal)
        do {
            let response: Response
            if StreamNames.isPlaylist(name) {
                response = try await playlist(call, id)
            } else {
                response = try await segment(call, id, name)
            }
            await recorder.noteFootage(.live, of: id, by: call.principal)
            return response
        } catch let error as DomainError where error.kind == .busy {
            throw MiBeeErrors.problem(.hlsMaxStreams, "maximum HLS streams reached: \(error.sentence)")
        } catch let error as DomainError where error.kind == .unsupported {
            throw Self.unsupportedCodec
        }
    }

    private static let unsupportedCodec = MiBeeErrors.problem(
        .hlsUnsupportedCodec,
        "camera recorder does not support HLS"
    )

    /// The document streams what is recorded, and of that H.264 and H.265.
    private func requireRunning(_ id: String, as principal: Principal) async throws {
        let camera = try await MiBeeSubject.camera(id).naming { try await recorder.cameras.camera(as: principal, id) }
        guard camera.isEnabled, camera.isRecorded else {
            throw MiBeeErrors.problem(.invalidInput, "camera recorder not running: \(id)")
        }
        if case .jpeg? = camera.status.main?.video { throw Self.unsupportedCodec }
    }

    private func playlist(_ call: Call, _ id: String) async throws -> Response {
        let format = try await recorder.hls.usualFormat(as: call.principal, camera: id, stream: "main")
        let found = try await recorder.hls.playlist(
            as: call.principal,
            camera: id,
            stream: "main",
            format: format,
            query: call.request.uri.query ?? ""
        )
        if found.hasWaited { try await askAgain(call, id) }
        return Response(
            status: .ok,
            headers: [.contentType: Self.playlistType, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: StreamNames.playlist(found.text)))
        )
    }

    private func segment(_ call: Call, _ id: String, _ name: String) async throws -> Response {
        guard let (file, format) = StreamNames.file(name), !name.contains("/") else {
            throw MiBeeErrors.problem(.notFound, "stream file not found: \(name.prefix(80))")
        }
        let found: HLSDelivery.File
        do {
            found = try await recorder.hls.file(
                as: call.principal,
                camera: id,
                stream: "main",
                format: format,
                name: file
            )
        } catch let error as DomainError where error.kind == .notFound {
            throw MiBeeErrors.problem(.notFound, "stream file not found: \(name.prefix(80))")
        }
        if found.hasWaited { try await askAgain(call, id) }
        var buffer = ByteBuffer()
        for part in found.parts { part.withUnsafeBytes { _ = buffer.writeBytes($0) } }
        return ByteSourceResponse(BufferSource(buffer), contentType: found.contentType).response(to: call.request)
    }

    /// Whoever has waited may have lost his right meanwhile.
    private func askAgain(_ call: Call, _ camera: String) async throws {
        guard let principal = await recorder.people.renewed(call.visitor, showing: call.shown) else {
            throw Problem(DomainError(.unproven, "What was shown counts no more."))
        }
        try Policy.require(principal, .watchLive, .camera(camera))
    }
}
