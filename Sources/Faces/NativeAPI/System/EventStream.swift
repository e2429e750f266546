import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// The changes as server-sent events (WHATWG HTML §9.2).
struct EventStream {
    let recorder: Recorder
    let call: Call

    /// How often a client hears something though nothing happens: proxies cut what is silent for a minute.
    private static let heartbeat: Duration = .seconds(15)

    struct Message: Encodable {
        var kind: String
        var object: String
        var id: String
        var time: String
    }

    func response() throws -> Response {
        let after = call.request.headers[.lastEventID].flatMap { UInt64($0) }
        let feed = try recorder.system.events(as: call.principal, after: after) { await principal() }
        return .stream(
            to: call.request,
            contentType: "text/event-stream",
            headers: [.cacheControl: "no-store"]
        ) { writer in
            // At once, so that the client knows that it is connected.
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await item in feed { try await writer.write(Self.text(item)) }
                }
                group.addTask {
                    // The beat itself: there is nothing to wait for but the time.
                    while await principal() != nil {
                        try await Task.sleep(for: Self.heartbeat)
                        try await writer.write(ByteBuffer(string: ":\n\n"))
                    }
                }
                // Whichever ends first: the recorder, the right to follow, or the client.
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func principal() async -> Principal? {
        await recorder.people.renewed(call.visitor, showing: call.shown)
    }

    private static func text(_ item: EventItem) throws -> ByteBuffer {
        switch item {
        case .missed(let sequence): return ByteBuffer(string: "id: \(sequence)\nevent: missed\ndata: {}\n\n")
        case .event(let event):
            let message = Message(
                kind: event.kind.rawValue,
                object: event.object,
                id: event.id,
                time: RFC3339.text(event.time)
            )
            // JSON has no line feeds outside of texts, and escapes those inside.
            let data = String(buffer: try JSONBody.encode(message))
            return ByteBuffer(string: "id: \(event.sequence)\nevent: \(event.kind.rawValue)\ndata: \(data)\n\n")
        }
    }
}

extension HTTPField.Name {
    static let lastEventID = spelled("Last-Event-ID")
}
