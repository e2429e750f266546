import Logging
import NIOCore
import NIOWebSocket
import ServiceLifecycle
import Synchronization

/// Runs one accepted WebSocket from the upgrade to the end: reads frames, answers pings, watches for silence, and runs the
/// handler, which is cancelled as soon as the peer has gone.
struct WebSocketSession: Sendable {
    /// Messages that are held for a handler that does not read just now.
    static let heldMessages = 16

    let channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    let handler: WebSocketHandler
    let limits: HTTPLimits
    let logger: Logger

    func run() async {
        let closing = WebSocketClosing(channel: channel.channel, patience: limits.webSocketClose)
        let pulse = Pulse()
        let mailbox = Mailbox<WebSocketMessage>(capacity: Self.heldMessages)
        do {
            try await channel.executeThenClose { inbound, outbound in
                let connection = WebSocketConnection(
                    messages: WebSocketMessages(mailbox: mailbox),
                    outbound: outbound,
                    channel: channel.channel,
                    closing: closing
                )
                await withDiscardingTaskGroup { group in
                    group.addTask { await serve(connection, closing) }
                    group.addTask { await watch(pulse, closing) }
                    group.addTask {
                        guard (try? await gracefulShutdown()) != nil else { return }
                        closing.begin(.goingAway, reason: "the server is stopping")
                        mailbox.finish()
                    }
                    await read(inbound, outbound, into: mailbox, pulse, closing)
                    mailbox.finish()
                    group.cancelAll()
                }
            }
        } catch {
            logger.trace("a WebSocket ended", metadata: ["error": "\(error)"])
        }
    }

    private func serve(_ connection: WebSocketConnection, _ closing: WebSocketClosing) async {
        do {
            try await handler(connection)
            closing.begin(.normal)
        } catch {
            if closing.isOpen, channel.channel.isActive, !Task.isCancelled, !(error is CancellationError) {
                logger.error("a WebSocket handler failed", metadata: ["error": "\(String(reflecting: error))"])
            }
            closing.begin(.internalError)
        }
    }

    /// Asks for a sign of life in every interval, and cuts a peer that has given none in the last one.
    private func watch(_ pulse: Pulse, _ closing: WebSocketClosing) async {
        while (try? await Task.sleep(for: limits.webSocketPing)) != nil {
            guard pulse.isBeating() else { return closing.cut() }
            guard closing.isOpen else { return }
            channel.channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()), promise: nil)
        }
    }

    /// Returns when the peer has closed, is gone, or has broken the rules.
    private func read(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>,
        into mailbox: Mailbox<WebSocketMessage>,
        _ pulse: Pulse,
        _ closing: WebSocketClosing
    ) async {
        var assembler = WebSocketAssembler(limit: limits.webSocketMessage)
        do {
            for try await frame in inbound {
                pulse.beat()
                switch assembler.receive(frame) {
                case .message(let message): _ = await mailbox.put(message)
                case .pong(let data) where closing.isOpen:
                    // Through the writer that waits: a peer that pings and does not read must not fill our memory.
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: data))
                    try await channel.channel.settle()
                case .pong, .nothing: break
                case .closed(let code): return closing.answer(code)
                case .violation(let code, let reason): return closing.begin(code, reason: reason)
                }
            }
        } catch let error as NIOWebSocketError {
            if case .invalidFrameLength = error {
                closing.begin(.messageTooLarge, reason: "the message is too large")
            } else {
                closing.begin(.protocolError, reason: "a control frame is short and in one piece")
            }
        } catch {
            logger.trace("a WebSocket's peer has gone", metadata: ["error": "\(error)"])
        }
    }
}

/// Whether anything came from a peer since it was last asked.
private final class Pulse: Sendable {
    private let beaten = Atomic(true)

    func beat() { beaten.store(true, ordering: .relaxed) }

    func isBeating() -> Bool { beaten.exchange(false, ordering: .relaxed) }
}
