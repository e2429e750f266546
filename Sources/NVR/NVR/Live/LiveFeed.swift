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
        /// It could be transcoded for him, but not now; nothing more comes.
        case refused(DomainError)
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
        /// Names of the codecs that the camera sends.
        package var cameraCodecs: [String]
        /// Whether a worker makes the picture of what the camera sends.
        package var isTranscoded: Bool
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
        /// What the camera sends, where the view is of something that is made of it.
        var original: (@Sendable () -> StreamFormat?)?
    }

    /// What it shows: it ends as soon as the viewer may no more see that.
    package let viewing: Viewing
    private let firstKind: StreamKind
    private let firstOriginal: (@Sendable () -> StreamFormat?)?
    /// That is watched now: one that was given up is held by nobody.
    private let view: Mutex<LiveView>
    /// A smaller stream, for those who are told that they are too slow.
    private let better: String?
    /// The other stream, where the viewer leaves the choice to us.
    private let other: (@Sendable () async -> Source?)?
    /// A stream in a form that the viewer can play.
    private let transcoded: (@Sendable (StreamKind) async throws -> Source)?
    private let tellsReasons: Bool

    /// - Parameters:
    ///   - tellsReasons: whether the viewer may read why a camera is gone, which can name its address.
    ///   - transcoded: nil where there is no form that he could play.
    init(
        _ source: Source,
        _ viewing: Viewing,
        better: String?,
        tellsReasons: Bool,
        other: (@Sendable () async -> Source?)?,
        transcoded: (@Sendable (StreamKind) async throws -> Source)? = nil
    ) {
        self.viewing = viewing
        firstKind = source.kind
        firstOriginal = source.original
        view = Mutex(source.view)
        self.better = better
        self.other = other
        self.transcoded = transcoded
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
        private var transcoded: (@Sendable (StreamKind) async throws -> Source)?
        private var original: (@Sendable () -> StreamFormat?)?
        private var isOver = false

        fileprivate init(feed: LiveFeed, loop: (any EventLoop)?) {
            self.feed = feed
            self.loop = loop
            kind = feed.firstKind
            original = feed.firstOriginal
            let view = feed.view.withLock(\.self)
            if let loop { view.live(on: loop) }
            items = view.makeAsyncIterator()
            other = feed.other
            transcoded = feed.transcoded
        }

        package mutating func next() async -> [Message]? {
            while !isOver, let batch = await items.next() {
                guard feed.viewing.isCurrent else { break }
                var messages: [Message] = []
                messages.reserveCapacity(batch.count)
                for item in batch {
                    if let reason = reasonToSwitch(item), await change(because: reason, &messages) {
                        // What is left of the batch is of the stream that is given up.
                        break
                    }
                    messages.append(message(item))
                }
                if !messages.isEmpty { return messages }
            }
            return nil
        }

        private func reasonToSwitch(_ item: ViewerItem) -> Reason? {
            switch item {
            case .fallsBehind: kind == .main ? .slow : nil
            case .unsuitable: .codec
            default: nil
            }
        }

        /// Goes over to the other stream, once; or to a form of this one that can be played, once.
        /// - Returns: whether what was watched is given up.
        private mutating func change(because reason: Reason, _ messages: inout [Message]) async -> Bool {
            if let next = await other?() {
                other = nil
                take(next)
                messages.append(.switched(to: next.kind.rawValue, because: reason))
                return true
            }
            guard reason == .codec, let transcoded else { return false }
            self.transcoded = nil
            do {
                take(try await transcoded(kind))
            } catch {
                isOver = true
                messages.append(.refused(error as? DomainError ?? DomainError(.unavailable, "\(error)")))
            }
            return true
        }

        private mutating func take(_ next: Source) {
            kind = next.kind
            if let loop { next.view.live(on: loop) }
            original = next.original
            items = next.view.makeAsyncIterator()
            feed.view.withLock { $0 = next.view }
        }

        private func message(_ item: ViewerItem) -> Message {
            switch item {
            case .start(let start): .initialization(Start(start, of: kind, madeOf: original))
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
    fileprivate init(
        _ start: RenditionStart,
        of kind: StreamKind,
        madeOf original: (@Sendable () -> StreamFormat?)?
    ) {
        let carried = start.carried.map { start.format.tracks[$0] }
        self.init(
            stream: kind.rawValue,
            mime: start.mime,
            pictureSize: carried.lazy.compactMap(\.pictureSize).first,
            hasAudio: carried.contains { $0.kind == .audio },
            sound: carried.lazy.compactMap { if case .g711(let format) = $0 { format } else { nil } }.first,
            leftOut: start.leftOut.map(\.codec.name),
            cameraCodecs: (original?() ?? start.format).tracks.map(\.codec.name),
            isTranscoded: original != nil,
            bytes: start.bytes
        )
    }
}
