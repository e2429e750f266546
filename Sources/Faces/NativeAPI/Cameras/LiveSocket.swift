import HTTPServing
import Media
import NIOCore
import NVR

/// Sends a live feed over a WebSocket: words as text, the initialisation segment and each fragment as one binary message.
struct LiveSocket {
    let feed: LiveFeed
    /// Whether the viewer may still watch.
    let mayWatch: @Sendable () async -> Bool

    /// How soon somebody sees nothing more from whom the right was taken.
    private static let interval: Duration = .seconds(5)

    func run(_ connection: WebSocketConnection) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await play(on: connection) }
            group.addTask {
                // A right is looked up anew; nothing tells of its end.
                while await mayWatch() { try await Task.sleep(for: Self.interval) }
                connection.close(.policyViolation, reason: "You may not watch this camera any more.")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func play(on connection: WebSocketConnection) async throws {
        do {
            for await messages in feed {
                for message in messages { try await send(message, connection) }
            }
            connection.close(.goingAway, reason: "The stream has ended.")
        } catch is WebSocketClosed {
            // The viewer left.
        }
    }

    private func send(_ message: LiveFeed.Message, _ connection: WebSocketConnection) async throws {
        switch message {
        case .fragment(let header, let payload):
            var buffer = ByteBuffer()
            buffer.reserveCapacity(header.count + payload.count)
            buffer.writeBytes(header)
            payload.withUnsafeBytes { _ = buffer.writeBytes($0) }
            try await connection.send(binary: buffer)
        case .initialization(let mime, let size, let hasAudio, let bytes):
            var control = LiveControlMessage(type: "init")
            control.mime = mime
            control.width = size?.width
            control.height = size?.height
            control.audio = hasAudio
            try await send(control, connection)
            try await connection.send(binary: ByteBuffer(bytes: bytes))
        case .liveEdge(let seconds):
            var control = LiveControlMessage(type: "live_edge")
            control.time = seconds
            try await send(control, connection)
        case .dropped(let units):
            var control = LiveControlMessage(type: "dropped")
            control.units = units
            try await send(control, connection)
        case .interrupted(let sentence):
            var control = LiveControlMessage(type: "interrupted")
            control.reason = sentence
            try await send(control, connection)
        case .ended: try await send(LiveControlMessage(type: "ended"), connection)
        }
    }

    private func send(_ control: LiveControlMessage, _ connection: WebSocketConnection) async throws {
        try await connection.send(text: String(buffer: JSONBody.encode(control)))
    }
}
