package import NIOCore

/// A whole message of a WebSocket peer.
package enum WebSocketMessage: Hashable, Sendable {
    case text(String)
    case binary(ByteBuffer)
}

/// The messages of a WebSocket peer, until it closes or goes away. For one reader.
///
/// A few messages are held; then the peer is made to wait, and one that nobody reads for long loses its connection.
package struct WebSocketMessages: AsyncSequence, Sendable {
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let mailbox: Mailbox<WebSocketMessage>

        package func next() async -> WebSocketMessage? { await mailbox.next() }

        package func next(isolation actor: isolated (any Actor)?) async throws(Never) -> WebSocketMessage? {
            await mailbox.next()
        }
    }

    let mailbox: Mailbox<WebSocketMessage>

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(mailbox: mailbox) }
}
