import NIOCore
import NIOWebSocket
import Synchronization

/// The end of one WebSocket: whoever begins it first decides the code, and it never takes longer than allowed.
final class WebSocketClosing: Sendable {
    private let channel: any Channel
    private let patience: TimeAmount
    private let isClosing = Atomic(false)

    /// - Parameter patience: how long the peer has to answer.
    init(channel: any Channel, patience: Duration) {
        self.channel = channel
        self.patience = TimeAmount(patience)
    }

    var isOpen: Bool { !isClosing.load(ordering: .acquiring) }

    /// Sends a close frame, unless one was sent, and sees to it that the connection ends.
    func begin(_ code: WebSocketCloseCode, reason: String = "") {
        guard !isClosing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Not through the back-pressured writer: that would wait for a peer that reads nothing.
        channel.writeAndFlush(Self.frame(code, reason: reason), promise: nil)
        cutAfterPatience()
    }

    /// Answers the peer's close frame with its own code, unless we began.
    func answer(_ code: WebSocketCloseCode?) {
        guard !isClosing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let frame =
            code.map { Self.frame($0, reason: "") }
            ?? WebSocketFrame(fin: true, opcode: .connectionClose, data: .init())
        channel.writeAndFlush(frame, promise: nil)
    }

    /// Ends the connection without a word: the peer is silent or gone.
    func cut() {
        isClosing.store(true, ordering: .releasing)
        channel.close(promise: nil)
    }

    private func cutAfterPatience() {
        let task = channel.eventLoop.scheduleTask(in: patience) { [channel] in channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in task.cancel() }
    }

    private static func frame(_ code: WebSocketCloseCode, reason: String) -> WebSocketFrame {
        var data = ByteBuffer()
        data.writeInteger(code.rawValue)
        for character in reason {
            guard data.readableBytes + character.utf8.count <= 125 else { break }
            data.writeString(String(character))
        }
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}
