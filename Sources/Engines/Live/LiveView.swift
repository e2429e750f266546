package import NIOCore
package import Stream

/// A viewer of a rendition that is read as a sequence: each batch is asked for when the last has been taken, so that a
/// viewer who does not ask is one who takes nothing.
///
/// Iterate it once.
package struct LiveView: AsyncSequence, Sendable {
    package typealias Element = [ViewerItem]

    private let reader: RenditionReader
    private let wakes: AsyncStream<Void>

    /// See ``LiveHub/reader(of:as:limits:building:on:onWake:)``.
    package init(
        in hub: LiveHub,
        of ring: StreamRing,
        as key: RenditionKey,
        limits: ViewerCursor.Limits = ViewerCursor.Limits(),
        building builder: () -> any RenditionBuilder
    ) {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.wakes = wakes
        reader = hub.reader(of: ring, as: key, limits: limits, building: builder) { continuation.yield() }
    }

    /// Whoever iterates it runs on this event loop from now on: see ``LoopExecutor``.
    package func live(on loop: any EventLoop) { reader.live(on: loop) }

    /// It has taken nothing for so long that it should be closed.
    package var isStalled: Bool { reader.isStalled }

    package func makeAsyncIterator() -> Iterator { Iterator(reader: reader, waits: wakes.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: RenditionReader
        fileprivate var waits: AsyncStream<Void>.Iterator

        /// What is there, at least one item; nil after the stream's end and when the task is cancelled.
        package mutating func next() async -> [ViewerItem]? {
            reader.setWritable(true)
            var items: [ViewerItem] = []
            while !Task.isCancelled {
                let hasMore = reader.read(into: &items)
                if !items.isEmpty {
                    reader.setWritable(false)
                    return items
                }
                if hasMore { continue }
                if reader.isOver { return nil }
                guard await waits.next() != nil else { return nil }
            }
            return nil
        }
    }
}
