package import NIOCore
import NIOWebSocket

/// An open WebSocket, in the hands of the handler that accepted it.
package struct WebSocketConnection: Sendable {
    /// What the peer sends; ends when it closes or goes away. The handler is then cancelled.
    package let messages: WebSocketMessages

    private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    private let channel: any Channel
    private let closing: WebSocketClosing

    init(
        messages: WebSocketMessages,
        outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>,
        channel: any Channel,
        closing: WebSocketClosing
    ) {
        self.messages = messages
        self.channel = channel
        self.outbound = outbound
        self.closing = closing
    }

    /// Where it is served: whoever sends from there crosses no thread.
    package var eventLoop: any EventLoop { channel.eventLoop }

    /// Sends a message as text; waits while the peer is slower than the sender.
    ///
    /// - Throws: `WebSocketClosed` after a close, `CancellationError`, or the failure of the connection.
    package func send(text: String) async throws { try await send(.text, ByteBuffer(string: text)) }

    /// Sends a message of bytes; waits while the peer is slower than the sender.
    ///
    /// - Throws: `WebSocketClosed` after a close, `CancellationError`, or the failure of the connection.
    package func send(binary: ByteBuffer) async throws { try await send(.binary, binary) }

    /// Sends messages in their order, in as few writes as they fit in; waits while the peer is slower than the sender.
    ///
    /// - Throws: `WebSocketClosed` after a close, `CancellationError`, or the failure of the connection.
    package func send(_ messages: [WebSocketMessage]) async throws {
        guard closing.isOpen else { throw WebSocketClosed() }
        try await outbound.write(contentsOf: messages.map(WebSocketFrame.init(of:)))
        try await channel.settle()
    }

    /// Begins to close: nothing can be sent any more, and the messages end once the peer has answered, or soon anyway.
    ///
    /// - Parameter reason: for the peer's log; cut to 123 bytes.
    package func close(_ code: WebSocketCloseCode = .normal, reason: String = "") {
        closing.begin(code, reason: reason)
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        guard closing.isOpen else { throw WebSocketClosed() }
        try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, data: data))
        try await channel.settle()
    }
}

extension WebSocketFrame {
    fileprivate init(of message: WebSocketMessage) {
        switch message {
        case .text(let text): self.init(fin: true, opcode: .text, data: ByteBuffer(string: text))
        case .binary(let bytes): self.init(fin: true, opcode: .binary, data: bytes)
        }
    }
}

/// Something was sent on a WebSocket that is closing.
package struct WebSocketClosed: Error, Equatable {}
