import Catalog
import Live
package import Media
package import NIOCore
import Stream
import Synchronization

/// A live stream on its way to one viewer who may see it, in fragments for a player: in batches, each at once, until the
/// stream ends or the task is cancelled. Iterate it once.
package final class LiveFeed: AsyncSequence, Sendable {
    package typealias Element = [Message]

    /// What the viewer is sent, in order.
    package enum Message: Sendable {
        /// A new time line begins: a player throws away what it knew.
        case initialization(Start)
        /// One access unit.
        case fragment(ByteBuffer)
        /// The group of pictures that was there at the start has been sent; what is shown now is at this time.
        case liveEdge(seconds: Double)
        /// The viewer was too slow; it goes on with a key frame.
        case dropped(units: Int)
        /// It is too slow again and again; the stream that would suit it better, if there is one.
        case slow(better: String?)
        /// Another stream follows, with a start of its own.
        case switched(to: String, because: Reason)
        /// The camera sends what this viewer cannot play.
        case unplayable(sentence: String)
        /// The camera is gone for now.
        case interrupted(sentence: String)
        case ended
    }

    package struct Start: Sendable {
        /// "main" or "sub".
        package var stream: String
        package var mime: String
        package var pictureSize: PictureSize?
        package var hasAudio: Bool
        /// Sound that comes beside the fragments, each piece with a header of ten bytes, for the player to decode.
        package var sound: G711Format?
        /// Names of codecs of the stream that this viewer does not get.
        package var leftOut: [String]
        package var bytes: ByteBuffer
    }

    package enum Reason: String, Sendable {
        /// The viewer was too slow for it.
        case slow
        /// The viewer cannot play it.
        case codec
    }

    struct Source: Sendable {
        let view: LiveView
        let kind: StreamKind
    }

    private let firstKind: StreamKind
    /// That is watched now: one that was given up is held by nobody.
    private let view: Mutex<LiveView>
    /// A smaller stream, for those who are told that they are too slow.
    private let better: String?
    /// The other stream, where the viewer leaves the choice to us.
    private let other: (@Sendable () async -> Source?)?
    private let tellsReasons: Bool

    /// - Parameter tellsReasons: whether the viewer may read why a camera is gone, which can name its address.
    init(
        _ source: Source,
        better: String?,
        tellsReasons: Bool,
        other: (@Sendable () async -> Source?)?
    ) {
        firstKind = source.kind
        view = Mutex(source.view)
        self.better = better
        self.other = other
        self.tellsReasons = tellsReasons
    }

    /// The viewer has taken nothing for so long that it should be closed.
    package var isStalled: Bool { view.withLock(\.self).isStalled }

    package func makeAsyncIterator() -> Iterator { Iterator(feed: self, loop: nil) }

    /// Gives all of it to `take`, on the event loop of the viewer's connection, until the end or until `take` throws. `take`
    /// must not block.
    package func play(on loop: any EventLoop, _ take: ([Message]) async throws -> Void) async throws {
        try await withTaskExecutorPreference(LoopExecutor(loop)) {
            var messages = Iterator(feed: self, loop: loop)
            while let batch = await messages.next() { try await take(batch) }
        }
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let feed: LiveFeed
        private var kind: StreamKind
        private var items: LiveView.Iterator
        private var other: (@Sendable () async -> Source?)?
        /// Where it is iterated; nil for anywhere.
        private let loop: (any EventLoop)?

        fileprivate init(feed: LiveFeed, loop: (any EventLoop)?) {
            self.feed = feed
            self.loop = loop
            kind = feed.firstKind
            let view = feed.view.withLock(\.self)
            if let loop { view.live(on: loop) }
            items = view.makeAsyncIterator()
            other = feed.other
        }

        package mutating func next() async -> [Message]? {
            guard let batch = await items.next() else { return nil }
            var messages: [Message] = []
            messages.reserveCapacity(batch.count)
            for item in batch {
                if let reason = reasonToSwitch(item), let change = await change(because: reason) {
                    // What is left of the batch is of the stream that is given up.
                    messages.append(change)
                    return messages
                }
                messages.append(message(item))
            }
            return messages
        }

        private func reasonToSwitch(_ item: ViewerItem) -> Reason? {
            switch item {
            case .fallsBehind: kind == .main ? .slow : nil
            case .unsuitable: .codec
            default: nil
            }
        }

        /// Goes over to the other stream, once.
        private mutating func change(because reason: Reason) async -> Message? {
            guard let next = await other?() else { return nil }
            other = nil
            kind = next.kind
            if let loop { next.view.live(on: loop) }
            items = next.view.makeAsyncIterator()
            feed.view.withLock { $0 = next.view }
            return .switched(to: next.kind.rawValue, because: reason)
        }

        private func message(_ item: ViewerItem) -> Message {
            switch item {
            case .start(let start): .initialization(Start(start, of: kind))
            case .unit(let unit): .fragment(unit.bytes)
            case .liveEdge(let seconds): .liveEdge(seconds: seconds)
            case .dropped(let units): .dropped(units: units)
            case .fallsBehind: .slow(better: kind == .main ? feed.better : nil)
            case .unsuitable(let sentence): .unplayable(sentence: sentence)
            case .interrupted(let interruption):
                .interrupted(sentence: feed.tellsReasons ? interruption.sentence : LiveFeed.pause)
            case .ended: .ended
            }
        }
    }

    private static let pause = "The camera sends nothing now; the picture comes back by itself."
}

extension LiveFeed.Start {
    fileprivate init(_ start: RenditionStart, of kind: StreamKind) {
        let carried = start.carried.map { start.format.tracks[$0] }
        self.init(
            stream: kind.rawValue,
            mime: start.mime,
            pictureSize: carried.lazy.compactMap(\.pictureSize).first,
            hasAudio: carried.contains { $0.kind == .audio },
            sound: carried.lazy.compactMap { if case .g711(let format) = $0 { format } else { nil } }.first,
            leftOut: start.leftOut.map(\.codec.name),
            bytes: start.bytes
        )
    }
}
