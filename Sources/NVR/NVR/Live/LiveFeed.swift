import Live
package import Media

/// A live stream on its way to one viewer who may see it: in batches, each at once, until the stream ends or the task is
/// cancelled.
package struct LiveFeed: AsyncSequence, Sendable {
    /// What the viewer is sent, in order; see the engine's messages of the same names.
    package enum Message: Sendable {
        case initialization(mime: String, pictureSize: PictureSize?, hasAudio: Bool, bytes: [UInt8])
        case fragment(header: [UInt8], payload: Bytes)
        case liveEdge(seconds: Double)
        case dropped(units: Int)
        case interrupted(sentence: String)
        case ended
    }

    private let view: LiveView
    private let tellsReasons: Bool

    /// - Parameter tellsReasons: whether the viewer may read why a camera is gone, which can name its address.
    init(_ view: LiveView, tellsReasons: Bool) {
        self.view = view
        self.tellsReasons = tellsReasons
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(messages: view.makeAsyncIterator(), tellsReasons: tellsReasons)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var messages: LiveView.Iterator
        fileprivate let tellsReasons: Bool

        package mutating func next() async -> [Message]? {
            await messages.next()?.map { Message($0, tellsReasons: tellsReasons) }
        }
    }
}

extension LiveFeed.Message {
    fileprivate init(_ message: LiveMessage, tellsReasons: Bool) {
        self =
            switch message {
            case .initialization(let start):
                .initialization(
                    mime: start.mime,
                    pictureSize: start.pictureSize,
                    hasAudio: start.hasAudio,
                    bytes: start.bytes
                )
            case .fragment(let header, let payload): .fragment(header: header, payload: payload)
            case .liveEdge(let seconds): .liveEdge(seconds: seconds)
            case .dropped(let units): .dropped(units: units)
            case .interrupted(let sentence):
                .interrupted(
                    sentence: tellsReasons
                        ? sentence : "The camera sends nothing now; the picture comes back by itself."
                )
            case .ended: .ended
            }
    }
}
