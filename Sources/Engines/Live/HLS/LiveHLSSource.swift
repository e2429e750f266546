import Media
package import Stream

/// A stream that can be served as HLS.
package struct LiveHLSSource: Sendable {
    /// Tells it from all others: "front-door/main".
    package let name: String
    let ring: StreamRing

    package init(name: String, ring: StreamRing) {
        self.name = name
        self.ring = ring
    }
}

/// The one place where HLS reads rings.
struct LiveHLSReader {
    /// So many items are worked on at a time.
    private static let batch = 64

    private let reader: StreamReader
    private let wakes: AsyncStream<Void>
    private var waits: AsyncStream<Void>.Iterator

    /// Begins with the current group of pictures. What falls behind goes on with a key frame, and is told.
    ///
    /// - Parameter wakes: finished by whoever wants the reading to end.
    init(_ ring: StreamRing, _ wakes: AsyncStream<Void>, _ continuation: AsyncStream<Void>.Continuation) {
        self.wakes = wakes
        waits = wakes.makeAsyncIterator()
        reader = ring.makeReader(keeps: false, waking: .everyUnit) { continuation.yield() }
    }

    /// What is there, or comes next, in order; nil where the reading is to end.
    mutating func next() async -> [StreamItem]? {
        var items: [StreamItem] = []
        while true {
            _ = await reader.read(limit: Self.batch, into: &items)
            guard items.isEmpty else { return items }
            guard await waits.next() != nil else { return nil }
        }
    }

    /// The tracks that the stream has now; nil where the camera has not sent any yet, or is gone.
    static func format(of ring: StreamRing) -> StreamFormat? {
        // One that keeps its place counts as no viewer, for whom the camera's connection would hurry.
        let reader = ring.makeReader(keeps: true, waking: .atMost(every: .seconds(1))) {}
        var items: [StreamItem] = []
        // The format alone, where it goes before the first unit; else that is what comes first.
        for limit in 0...1 where items.isEmpty { _ = reader.readMemory(limit: limit, into: &items) }
        for case .format(let format) in items { return format }
        return nil
    }
}
