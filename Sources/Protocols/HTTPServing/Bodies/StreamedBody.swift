package import HTTPTypes
package import Hummingbird
package import NIOCore
import ServiceLifecycle

/// Writes the pieces of a body that has no known end.
package struct StreamedBodyWriter: Sendable {
    fileprivate let pieces: Mailbox<ByteBuffer>

    /// Sends a piece; waits while the client is slower than the source.
    ///
    /// - Throws: `CancellationError` when the client has gone or the listener is stopping.
    package func write(_ piece: ByteBuffer) async throws {
        guard await pieces.put(piece) else { throw CancellationError() }
    }
}

extension Response {
    /// A body without a known end (server-sent events, motion JPEG), written by `produce`.
    ///
    /// `produce` is cancelled when the client goes away or the listener stops; the connection is not used again.
    ///
    /// - Parameter executor: where `produce` and the writing run; of the connection's own event loop, where a piece must not cross
    ///   threads on its way, and `produce` does not block. Nil for anywhere.
    package static func stream(
        to request: Request,
        contentType: String,
        headers: HTTPFields = [:],
        on executor: (any TaskExecutor)? = nil,
        produce: @escaping @Sendable (StreamedBodyWriter) async throws -> Void
    ) -> Response {
        var headers = headers
        headers[.contentType] = contentType
        // Watching for the client's departure may swallow the head of a request sent ahead.
        headers[.connection] = "close"
        let body = ResponseBody { writer in
            let pieces = Mailbox<ByteBuffer>(capacity: 1)
            try await withTaskExecutorPreference(executor) {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            defer { pieces.finish() }
                            do { try await produce(StreamedBodyWriter(pieces: pieces)) } catch is CancellationError {}
                        }
                        group.addTask {
                            try? await gracefulShutdown()
                            pieces.finish()
                        }
                        while let piece = await pieces.next() { try await writer.write(piece) }
                        group.cancelAll()
                        try await group.waitForAll()
                    }
                } onInboundClosed: {
                    pieces.finish()
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
