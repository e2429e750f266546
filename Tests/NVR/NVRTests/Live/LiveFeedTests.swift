import Catalog
import Live
import Media
import NIOCore
import NIOPosix
import Stream
import Testing

@testable import NVR

/// What a viewer is told and given who is too slow.
struct LiveFeedTests {
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
    private let hub: LiveHub
    private let viewing = MaskBook().viewing(of: "yard", for: Asker.administrator)

    init() { hub = LiveHub(time: time, linger: .zero) }

    private func ring() throws -> StreamRing {
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [.aac(try AACFormat(configuration: [0x11, 0x88]))]))
        return ring
    }

    /// A unit of now, which is one to begin with.
    private func append(to ring: StreamRing, _ number: Int) {
        ring.append(
            AccessUnit(
                track: 0,
                payload: Bytes([1, 2, 3]),
                decodeTime: MediaTicks(Int64(number) * 1024),
                arrival: time.monotonic,
                wall: WallTime(nanoseconds: Int64(number)),
                flags: .key
            )
        )
    }

    private func source(_ ring: StreamRing, _ kind: StreamKind) -> LiveFeed.Source {
        var limits = ViewerCursor.Limits()
        limits.jumps = 1
        let key = RenditionKey(camera: "yard", stream: kind.rawValue, kind: .fragments(.all))
        let view = LiveView(in: hub, of: ring, as: key, limits: limits) { FragmentBuilder(for: .all) }
        return LiveFeed.Source(view: view, kind: kind)
    }

    private func word(_ message: LiveFeed.Message) -> String {
        switch message {
        case .initialization(let start): "init \(start.stream)"
        case .slow(let better): "slow \(better ?? "-")"
        case .switched(let stream, let reason): "switched \(stream) \(reason.rawValue)"
        default: "other"
        }
    }

    /// What it is told when it comes back late, again and again, until that is what `isAwaited` says.
    private func told(_ feed: LiveFeed, _ ring: StreamRing, until isAwaited: (String) -> Bool) async -> [String] {
        var items = feed.makeAsyncIterator()
        var words: [String] = []
        var number = 1
        while !words.contains(where: isAwaited) {
            for _ in 0..<4 {
                append(to: ring, number)
                number += 1
                time.advance(by: .seconds(1))
            }
            guard let messages = await items.next() else { break }
            words += messages.map(word).filter { $0 != "other" }
        }
        return words
    }

    @Test func whoLeavesTheChoiceToUsGetsASmallerStream() async throws {
        let (main, sub) = (try ring(), try ring())
        append(to: main, 0)
        append(to: sub, 0)
        let feed = LiveFeed(source(main, .main), viewing, better: "sub", tellsReasons: true) { source(sub, .sub) }
        let words = await told(feed, main) { $0 == "init sub" }
        #expect(words == ["init main", "switched sub slow", "init sub"])
        // Nobody watches the other one any more.
        #expect(hub.count == 1)
    }

    @Test func whoPlaysOnAnEventLoopIsGivenEverythingThere() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = loops.next()
        let (main, sub) = (try ring(), try ring())
        append(to: main, 0)
        append(to: sub, 0)
        let feed = LiveFeed(source(main, .main), viewing, better: "sub", tellsReasons: true) { source(sub, .sub) }
        var places: [Bool] = []
        var isSub = false
        try await feed.play(on: loop) { messages in
            places.append(loop.inEventLoop)
            if messages.map(word).contains("init sub") { isSub = true }
            // The main stream goes on until it is too slow, and the other then ends.
            if isSub {
                if places.count > 12 { sub.end() } else { append(to: sub, places.count) }
            } else {
                for number in 0..<4 {
                    append(to: main, places.count * 4 + number)
                    time.advance(by: .seconds(1))
                }
            }
        }
        #expect(isSub && places.count > 12 && !places.contains(false))
        try await loops.shutdownGracefully()
    }

    @Test func whoNamedAStreamIsToldOfABetterOne() async throws {
        let main = try ring()
        append(to: main, 0)
        let feed = LiveFeed(source(main, .main), viewing, better: "sub", tellsReasons: true, other: nil)
        #expect(await told(feed, main) { $0.hasPrefix("slow") } == ["init main", "slow sub"])
    }

    @Test func whoWatchesTheSmallStreamIsToldAlone() async throws {
        let sub = try ring()
        append(to: sub, 0)
        let feed = LiveFeed(source(sub, .sub), viewing, better: "sub", tellsReasons: true, other: nil)
        #expect(await told(feed, sub) { $0.hasPrefix("slow") } == ["init sub", "slow -"])
    }
}
