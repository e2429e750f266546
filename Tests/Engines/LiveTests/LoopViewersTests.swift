import Media
import NIOCore
import NIOPosix
import Stream
import Synchronization
import Testing

@testable import Live

/// Viewers who live on event loops, as those of a server do.
struct LoopViewersTests {
    private let key = RenditionKey(camera: "yard", stream: "main", kind: RenditionKind("numbers"))

    /// Reads whatever it is woken for, and counts.
    private final class Viewer: Sendable {
        private struct State {
            var reader: RenditionReader?
            var units = 0
            var wakes = 0
            var wakesElsewhere = 0
        }

        private let state = Mutex(State())
        private let loop: any EventLoop

        init(_ hub: LiveHub, _ ring: StreamRing, _ key: RenditionKey, on loop: any EventLoop) {
            self.loop = loop
            let reader = hub.reader(of: ring, as: key, building: { NumberBuilder() }, on: loop) { [weak self] in
                self?.woken()
            }
            state.withLock { $0.reader = reader }
        }

        var units: Int { state.withLock(\.units) }
        var wakes: Int { state.withLock(\.wakes) }
        var wakesElsewhere: Int { state.withLock(\.wakesElsewhere) }

        func read() {
            state.withLock { state in
                var items: [ViewerItem] = []
                while state.reader?.read(into: &items) == true {}
                for case .unit in items { state.units += 1 }
            }
        }

        private func woken() {
            let isHome = loop.inEventLoop
            state.withLock { state in
                state.wakes += 1
                if !isHome { state.wakesElsewhere += 1 }
            }
            read()
        }

        func leave() { state.withLock { $0.reader = nil } }
    }

    @Test func anAccessUnitCostsOneCallToEachLoopHoweverManyWatch() async throws {
        let (viewersEach, units) = (100, 50)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let hub = LiveHub(time: ManualTimeSource(wall: WallTime(nanoseconds: 0)), linger: .zero)
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [LiveSamples.jpeg]))
        let loops = group.makeIterator().map { $0 }
        let viewers = loops.flatMap { loop in (0..<viewersEach).map { _ in Viewer(hub, ring, key, on: loop) } }
        for viewer in viewers { viewer.read() }
        for number in 0..<units {
            ring.append(LiveSamples.unit(number, isKey: number == 0))
            try await eventually("everyone has unit \(number)") { viewers.allSatisfy { $0.units == number + 1 } }
        }
        // Each was told of each unit, on its own loop…
        #expect(viewers.allSatisfy { $0.wakes >= units - 1 && $0.wakesElsewhere == 0 })
        // …and with one call for all there; some more at the beginning, for the format and until all have looked.
        #expect(hub.loopCalls >= (units - 1) * loops.count)
        #expect(hub.loopCalls <= (units + 8) * loops.count)
        for viewer in viewers { viewer.leave() }
        try await group.shutdownGracefully()
    }

    @Test func whoMovesToALoopIsWokenThere() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let hub = LiveHub(time: ManualTimeSource(wall: WallTime(nanoseconds: 0)), linger: .zero)
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [LiveSamples.jpeg]))
        ring.append(LiveSamples.unit(0))
        let view = LiveView(in: hub, of: ring, as: key) { NumberBuilder() }
        view.live(on: loop)
        let (told, telling) = AsyncStream.makeStream(of: Bool.self)
        let watching = Task {
            await withTaskExecutorPreference(LoopExecutor(loop)) {
                for await items in view {
                    for case .unit in items { telling.yield(loop.inEventLoop) }
                }
            }
            telling.finish()
        }
        var places = told.makeAsyncIterator()
        #expect(await places.next() == true)
        for number in 1..<20 {
            ring.append(LiveSamples.unit(number))
            #expect(await places.next() == true)
        }
        ring.end()
        await watching.value
        try await group.shutdownGracefully()
    }
}
