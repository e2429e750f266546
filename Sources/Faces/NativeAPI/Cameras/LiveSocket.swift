import HTTPServing
import Media
import NIOCore
import NVR
import Reception

/// Sends a live feed over a WebSocket: words as text, the initialisation segment and each fragment as one binary message.
struct LiveSocket {
    let feed: LiveFeed
    let watch: LiveWatch

    func run(_ connection: WebSocketConnection) async throws {
        try await watch.guarding(connection) {
            try await feed.play(on: connection.eventLoop) { try await connection.send($0.flatMap(Self.wire)) }
        }
    }

    static func wire(_ message: LiveFeed.Message) throws -> [WebSocketMessage] {
        var control: LiveControlMessage
        switch message {
        case .fragment(let bytes): return [.binary(bytes)]
        case .initialization(let start): return [try text(LiveControlMessage(start)), .binary(start.bytes)]
        case .liveEdge(let seconds):
            control = LiveControlMessage(type: "live_edge")
            control.time = seconds
        case .dropped(let units):
            control = LiveControlMessage(type: "dropped")
            control.units = units
        case .slow(let better):
            control = LiveControlMessage(type: "slow")
            control.stream = better
        case .switched(let stream, let reason):
            control = LiveControlMessage(type: "stream")
            control.stream = stream
            control.reason = reason.rawValue
        case .unplayable(let sentence):
            control = LiveControlMessage(type: "error")
            control.code = "unplayable"
            control.detail = sentence
        case .refused(let error):
            control = LiveControlMessage(type: "error")
            control.code = Self.code(of: error)
            control.detail = error.sentence
        case .interrupted(let sentence):
            control = LiveControlMessage(type: "interrupted")
            control.reason = sentence
        case .ended: control = LiveControlMessage(type: "ended")
        }
        return [try text(control)]
    }

    /// As the type of the problem that the same is elsewhere.
    private static func code(of error: DomainError) -> String {
        switch error.kind {
        case .busy: "busy"
        case .unsupported: "unsupported"
        default: "unavailable"
        }
    }

    private static func text(_ control: LiveControlMessage) throws -> WebSocketMessage {
        .text(String(buffer: try JSONBody.encode(control)))
    }
}

extension LiveControlMessage {
    fileprivate init(_ start: LiveFeed.Start) {
        self.init(type: "init")
        stream = start.stream
        mime = start.mime
        width = start.pictureSize?.width
        height = start.pictureSize?.height
        audio = start.hasAudio
        sound = start.sound.map {
            Sound(law: $0.law.rawValue, sampleRate: Int($0.sampleRate), channels: $0.channels)
        }
        leftOut = start.leftOut
        cameraCodecs = start.cameraCodecs
        transcoded = start.isTranscoded
    }
}
