import Media
import NIOCore
import NIOPosix
import Stream
import Synchronization
import Testing

@testable import Live
@testable import NVR

/// What goes out without words: raw frames, and pictures over HTTP.
struct ByteFeedTests {
    private static let viewers = 40
    private static let pictures = 50

    private final class Tally: Sendable {
        let taken = Mutex([Int](repeating: 0, count: ByteFeedTests.viewers))
        let elsewhere = Atomic(0)

        func haveAll(_ count: Int) -> Bool { taken.withLock { $0.allSatisfy { $0 >= count } } }
    }

    private let viewing = MaskBook().viewing(of: "yard", for: Asker.administrator)

    private func picture(_ number: Int) -> AccessUnit {
        AccessUnit(
            track: 0,
            payload: Bytes([0xFF, 0xD8, UInt8(number), 0xFF, 0xD9]),
            decodeTime: MediaTicks(Int64(number) * 3600),
            arrival: MonotonicTime(nanoseconds: 0),
            wall: WallTime(nanoseconds: Int64(number)),
            flags: .key
        )
    }

    /// As over HTTP: each viewer lives on the loop of his connection, and a picture costs one call to that loop.
    @Test func picturesWakeALoopOnceHoweverManyWatchThere() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = loops.next()
        let hub = LiveHub(time: ManualTimeSource(wall: WallTime(nanoseconds: 0)), linger: .zero)
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 64, height: 48)))]))
        let key = RenditionKey(camera: "yard", stream: "main", kind: .pictureParts)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<Self.viewers {
                let feed = ByteFeed(LiveView(in: hub, of: ring, as: key) { PicturePartBuilder() }, viewing)
                group.addTask {
                    try await feed.play(on: loop) { pieces in
                        if !loop.inEventLoop { tally.elsewhere.add(1, ordering: .relaxed) }
                        tally.taken.withLock { $0[index] += pieces.count }
                    }
                }
            }
            for number in 0..<Self.pictures {
                ring.append(picture(number))
                while !tally.haveAll(number + 1) { try await Task.sleep(for: .milliseconds(1)) }
            }
            // Some more at the beginning, until all have looked.
            #expect(hub.loopCalls <= Self.pictures + 2 * Self.viewers)
            #expect(hub.loopCalls >= Self.pictures - 1)
            ring.end()
            try await group.waitForAll()
        }
        #expect(tally.taken.withLock(\.self) == [Int](repeating: Self.pictures, count: Self.viewers))
        #expect(tally.elsewhere.load(ordering: .relaxed) == 0)
        try await loops.shutdownGracefully()
    }
}
