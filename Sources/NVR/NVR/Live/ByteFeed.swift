import Live
package import NIOCore

/// A live stream on its way to one viewer who may see it, in a form that has no words: each piece is a whole frame, as it
/// goes over the wire. Ends with the stream, or when the camera sends what this form cannot carry. Iterate it once.
package struct ByteFeed: AsyncSequence, Sendable {
    package typealias Element = [ByteBuffer]

    private let view: LiveView
    /// What it shows: it ends as soon as the viewer may no more see that.
    package let viewing: Viewing

    init(_ view: LiveView, _ viewing: Viewing) {
        self.view = view
        self.viewing = viewing
    }

    /// The viewer has taken nothing for so long that it should be closed.
    package var isStalled: Bool { view.isStalled }

    package func makeAsyncIterator() -> Iterator { Iterator(items: view.makeAsyncIterator(), viewing: viewing) }

    /// Gives all of it to `take`, on the event loop of the viewer's connection, until the end or until `take` throws. `take`
    /// must not block.
    ///
    /// - Parameter loop: nil for anywhere.
    package func play(on loop: (any EventLoop)?, _ take: ([ByteBuffer]) async throws -> Void) async throws {
        if let loop { view.live(on: loop) }
        try await withTaskExecutorPreference(Self.executor(on: loop)) {
            for await pieces in self { try await take(pieces) }
        }
    }

    /// For whatever passes the pieces on, so that they cross no thread on the way.
    package static func executor(on loop: (any EventLoop)?) -> (any TaskExecutor)? { loop.map { LoopExecutor($0) } }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var items: LiveView.Iterator
        private let viewing: Viewing
        private var isOver = false

        fileprivate init(items: LiveView.Iterator, viewing: Viewing) {
            self.items = items
            self.viewing = viewing
        }

        /// Pieces, at least one.
        package mutating func next() async -> [ByteBuffer]? {
            while !isOver, let batch = await items.next() {
                guard viewing.isCurrent else { break }
                var pieces: [ByteBuffer] = []
                for item in batch where !isOver {
                    switch item {
                    case .unit(let unit) where unit.flags.contains(.aside) && !viewing.isToldOfEvents: break
                    case .unit(let unit): pieces.append(unit.bytes)
                    case .unsuitable, .ended: isOver = true
                    // There is no word for it: after a loss the next picture is a key frame, and a pause is one.
                    case .start, .liveEdge, .dropped, .fallsBehind, .interrupted: break
                    }
                }
                if !pieces.isEmpty { return pieces }
            }
            return nil
        }
    }
}
