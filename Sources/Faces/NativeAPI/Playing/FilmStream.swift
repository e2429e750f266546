import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import Reception

/// A film as an answer that is made while it is given: without a length. Where it cannot be gone on with, the connection is closed,
/// so that nobody takes what he has for the whole.
struct FilmStream: Sendable {
    private let film: TranscodedFilm
    private let request: Request
    private let watch: LiveWatch

    /// The answer ends before its end.
    private struct CutOff: Error {}

    init(_ film: TranscodedFilm, _ call: Call, _ recorder: Recorder) {
        self.film = film
        request = call.request
        watch = LiveWatch(
            mayWatch: {
                guard let principal = await recorder.people.renewed(call.visitor, showing: call.shown) else {
                    return false
                }
                return film.viewing.mayGoOnPlaying(principal)
            },
            changes: film.viewing.changes,
            isStalled: { film.isStalled }
        )
    }

    /// Once there is something to give.
    ///
    /// - Throws: `DomainError` where nothing can be made.
    func response() async throws -> Response {
        let name = "\(film.media.camera)_\(RFC3339.text(film.media.range.lowerBound)).mp4"
        let headers: HTTPFields = [
            .cacheControl: "no-store", .acceptRanges: "none",
            .contentDisposition: ContentDisposition.inline(fileName: name).description,
        ]
        guard request.method != .head else {
            await film.close()
            return Response(status: .ok, headers: headers.adding(.contentType, "video/mp4"))
        }
        guard let head = try await film.next() else { throw DomainError(.unavailable, "Nothing can be made of it.") }
        return .stream(to: request, contentType: "video/mp4", headers: headers) { writer in
            do {
                try await give(head, to: writer)
                await film.close()
            } catch {
                await film.close()
                // Whatever it was, also the end of the program: what was given is not the whole.
                throw CutOff()
            }
        }
    }

    private func give(_ head: [UInt8], to writer: StreamedBodyWriter) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await writer.write(ByteBuffer(bytes: head))
                while let piece = try await film.next() { try await writer.write(ByteBuffer(bytes: piece)) }
            }
            group.addTask {
                _ = try await watch.untilEnd()
                throw CutOff()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension HTTPFields {
    fileprivate func adding(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var fields = self
        fields[name] = value
        return fields
    }
}
