import Media
import Testing
import WorkerChannel

@testable import Workers

/// A session with what it is given, and all that comes of it.
struct SessionUnderTest {
    let session: WorkerSession
    private let news: AsyncStream<Void>
    private(set) var events: [WorkerSession.Event] = []
    private var opened = 0
    private var open = 0

    /// Units on their way.
    private static let most = 4

    init(_ pool: WorkerPool, _ tracks: [SessionTrack], camera: String = "yard") {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        news = stream
        session = pool.session(tracks, camera: camera) { continuation.yield() }
    }

    /// Returns when so many tracks are open, or are known not to be.
    mutating func wait(opened count: Int) async throws { try await wait { $0.opened >= count } }

    /// Gives it units, each with its track, as far as it takes them, and returns when all have come back.
    mutating func feed(_ units: [(Int, DecodeFeed)]) async throws {
        for (track, feed) in units {
            try await wait { $0.open < Self.most }
            open += 1
            session.feed(feed, track: track)
        }
        try await wait { $0.open == 0 }
    }

    /// - Throws: `WorkerError` where the worker is gone.
    mutating func wait(until isDone: (SessionUnderTest) -> Bool) async throws {
        var waits = news.makeAsyncIterator()
        while true {
            for event in session.take() {
                events.append(event)
                switch event {
                case .opened, .refused: opened += 1
                case .fed, .undecoded: open -= 1
                case .over(let error): throw error
                case .format, .output: break
                }
            }
            if isDone(self) { return }
            _ = await waits.next()
        }
    }

    func outputs(_ track: Int, _ output: UInt8 = 0) -> [DecodeOutput] {
        events.compactMap {
            guard case .output(track, let found) = $0, found.output == output else { return nil }
            return found
        }
    }

    func formats(_ track: Int) -> [EncodedFormat] {
        events.compactMap { if case .format(track, let format) = $0 { format } else { nil } }
    }
}

extension Film {
    /// - Parameter keys: whether a picture shall be a key frame, by its index.
    func feeds(_ count: Int = .max, track: Int = 0, keys: (Int) -> Bool = { _ in false }) -> [(Int, DecodeFeed)] {
        pictures.prefix(count).enumerated().map { index, unit in
            var flags: DecodeFeed.Flags = unit.isKey ? .key : []
            if keys(index) { flags.insert(.refresh) }
            return (track, DecodeFeed(payload: unit.payload, time: unit.time, flags: flags))
        }
    }

    func soundFeeds(track: Int) -> [(Int, DecodeFeed)] {
        (sound?.units ?? []).map { (track, DecodeFeed(payload: $0.payload, time: $0.time, flags: .key)) }
    }
}

/// How much two pictures of brightness differ, of 255.
func difference(_ one: [UInt8], _ other: [UInt8]) -> Double {
    Double(zip(one, other).map { abs(Int($0) - Int($1)) }.reduce(0, +)) / Double(max(one.count, 1))
}
