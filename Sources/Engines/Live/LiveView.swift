package import Stream

/// One viewer of a live stream: the current group of pictures at once, and then what comes, as ``LiveMessage`` in batches.
///
/// Iterate it once. A viewer that does not ask for the next batch costs nothing but its place; when it comes back too
/// late it is told what it missed and goes on with a key frame.
package struct LiveView: AsyncSequence, Sendable {
    package typealias Element = [LiveMessage]

    private let ring: StreamRing

    package init(of ring: StreamRing) { self.ring = ring }

    package func makeAsyncIterator() -> Iterator { Iterator(ring: ring) }

    package struct Iterator: AsyncIteratorProtocol {
        /// So many units are turned into messages at a time; a viewer's memory is bounded by it.
        private static let batch = 64

        private let reader: StreamReader
        private let wakes: AsyncStream<Void>
        private var waits: AsyncStream<Void>.Iterator
        private var muxer = LiveMuxer()
        private var items: [StreamItem] = []
        private var isOver = false

        init(ring: StreamRing) {
            let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            self.wakes = wakes
            waits = wakes.makeAsyncIterator()
            reader = ring.makeReader(keeps: false, waking: .everyUnit) { continuation.yield() }
        }

        /// The next messages, at least one; nil after the stream's end and when the task is cancelled.
        package mutating func next() async -> [LiveMessage]? {
            var messages: [LiveMessage] = []
            while messages.isEmpty, !isOver {
                items.removeAll(keepingCapacity: true)
                let isBacklog = reader.read(limit: Self.batch, into: &items)
                if items.isEmpty {
                    guard await waits.next() != nil else { return nil }
                    continue
                }
                await reader.load(&items)
                if case .ended? = items.last { isOver = true }
                muxer.mux(items, isBacklog: isBacklog, into: &messages)
            }
            return messages.isEmpty ? nil : messages
        }
    }
}
