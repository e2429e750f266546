import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// Live streams as HLS.
extension LightRoutes {
    private static let playlistType = "application/vnd.apple.mpegurl"

    var watching: [Endpoint] {
        [
            .foreign(.get, "/hls/{name}/{file}", access: .objects(.watchLive), tier: .media) { call in
                let id = try await stream(call, .watchLive)
                let name = try call.path("file")
                let response: Response
                if name.hasSuffix(".m3u8") {
                    response = try await playlist(call, id)
                } else {
                    response = try await segment(call, id, name)
                }
                await recorder.noteFootage(.live, of: id, by: call.principal)
                return response
            }
        ]
    }

    /// As transport streams, as the document has it; of what does not go into those, as fragmented MP4.
    private func playlist(_ call: Call, _ id: String) async throws -> Response {
        let found: HLSDelivery.Playlist
        do {
            found = try await playlist(call, id, format: "ts")
        } catch let error as DomainError where error.kind == .unsupported {
            found = try await playlist(call, id, format: "fmp4")
        }
        if found.hasWaited { try await askAgain(call, id) }
        let text = PlaylistNames.respelled(found.text, PlaylistNames.spelledLive)
        return Response(
            status: .ok,
            headers: [.contentType: Self.playlistType, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private func playlist(_ call: Call, _ id: String, format: String) async throws -> HLSDelivery.Playlist {
        try await recorder.hls.playlist(
            as: call.principal,
            camera: id,
            stream: "main",
            format: format,
            query: call.request.uri.query ?? ""
        )
    }

    private func segment(_ call: Call, _ id: String, _ name: String) async throws -> Response {
        let missing = LightErrors.problem(.notFound, "HLS segment not found or still being generated")
        guard let (own, format) = PlaylistNames.live(name) else { throw missing }
        let found: HLSDelivery.File
        do {
            found = try await recorder.hls.file(
                as: call.principal,
                camera: id,
                stream: "main",
                format: format,
                name: own
            )
        } catch let error as DomainError where error.kind == .notFound {
            throw missing
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
