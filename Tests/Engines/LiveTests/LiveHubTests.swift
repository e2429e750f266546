import Media
import NIOCore
import Stream
import Synchronization
import Testing

@testable import Live

struct LiveHubTests {
    private let format = StreamFormat(tracks: [LiveSamples.jpeg])
    private let key = RenditionKey(camera: "yard", stream: "main", kind: RenditionKind("numbers"))
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))

    private func ring(of units: Int) -> StreamRing {
        let ring = StreamRing()
        ring.begin(format)
        for number in 0..<units { ring.append(LiveSamples.unit(number)) }
        return ring
    }

    private func hub(linger: Duration = .zero) -> LiveHub { LiveHub(time: time, linger: linger) }

    private func view(_ hub: LiveHub, _ ring: StreamRing, made: Made? = nil) -> LiveView {
        LiveView(in: hub, of: ring, as: key) {
            made?.count.add(1, ordering: .relaxed)
            return NumberBuilder()
        }
    }

    private final class Made: Sendable {
        let count = Atomic(0)
    }

    /// Reads until `last` has come.
    private func words(_ items: inout LiveView.Iterator, until last: String) async -> [String] {
        var words: [String] = []
        while !words.contains(last), let batch = await items.next() { words += batch.map(\.short) }
        return words
    }

    @Test func allWhoWantTheSameShareOneRendition() async {
        let (hub, ring, made) = (hub(), ring(of: 15), Made())
        #expect(!ring.hasViewers && hub.count == 0)
        let views = (0..<5).map { _ in view(hub, ring, made: made) }
        #expect(made.count.load(ordering: .relaxed) == 1 && hub.count == 1)
        for view in views {
            var items = view.makeAsyncIterator()
            #expect(await words(&items, until: "edge") == ["start", "10", "11", "12", "13", "14", "edge"])
        }
        ring.append(LiveSamples.unit(15))
        for view in views {
            var items = view.makeAsyncIterator()
            #expect(await words(&items, until: "15") == ["15"])
        }
        ring.end()
        for view in views {
            var items = view.makeAsyncIterator()
            #expect(await words(&items, until: "ended") == ["ended"])
            #expect(await items.next() == nil)
        }
    }

    @Test func aRenditionIsGoneWithItsLastViewer() async throws {
        let (hub, ring) = (hub(), ring(of: 3))
        var first: LiveView? = view(hub, ring)
        var second: LiveView? = view(hub, ring)
        #expect(ring.hasViewers && first != nil && second != nil)
        first = nil
        #expect(hub.count == 1)
        second = nil
        #expect(hub.count == 0)
        try await eventually("nobody reads the ring") { !ring.hasViewers }
    }

    @Test func whoComesBackSoonFindsItAgain() async throws {
        let (hub, ring, made) = (hub(linger: .seconds(600)), ring(of: 3), Made())
        var view: LiveView? = view(hub, ring, made: made)
        #expect(view != nil)
        view = nil
        #expect(hub.count == 1 && ring.hasViewers)
        view = self.view(hub, ring, made: made)
        #expect(made.count.load(ordering: .relaxed) == 1)
    }

    @Test func afterAWhileWithoutViewersItIsGone() async throws {
        let (hub, ring) = (hub(linger: .milliseconds(1)), ring(of: 3))
        var view: LiveView? = view(hub, ring)
        #expect(view != nil)
        view = nil
        try await eventually("it is gone") { hub.count == 0 && !ring.hasViewers }
    }

    @Test func otherStreamsAndFormsHaveRenditionsOfTheirOwn() {
        let (hub, ring) = (hub(), ring(of: 3))
        var keys = [key, key, key, key]
        keys[0].camera = "gate"
        keys[1].stream = "sub"
        keys[2].kind = .rawFrames
        keys[3].isMasked = true
        let views = keys.map { LiveView(in: hub, of: ring, as: $0) { NumberBuilder() } }
        #expect(hub.count == 4 && views.count == 4)
    }

    @Test func aCameraThatWasSwitchedOffAndOnHasANewOne() async {
        let (hub, old, new) = (hub(), ring(of: 3), ring(of: 15))
        var first = view(hub, old).makeAsyncIterator()
        #expect(await words(&first, until: "edge") == ["start", "0", "1", "2", "edge"])
        old.end()
        var second = view(hub, new).makeAsyncIterator()
        #expect(await words(&second, until: "edge").prefix(2) == ["start", "10"])
        #expect(await words(&first, until: "ended") == ["ended"])
        #expect(hub.count == 1)
    }

    @Test func whatALongTimeLineHasComesInOrder() async {
        let (hub, ring) = (hub(), StreamRing())
        ring.begin(format)
        for number in 0..<500 { ring.append(LiveSamples.unit(number, isKey: number == 0)) }
        var items = view(hub, ring).makeAsyncIterator()
        #expect(await words(&items, until: "edge") == ["start"] + (0..<500).map(String.init) + ["edge"])
    }

    @Test func whatTheRingLosesForTheRenditionIsTold() async throws {
        let hub = hub()
        let ring = StreamRing(limits: .init(bytes: 20 * (8 + StreamRing.itemCost)))
        ring.begin(format)
        ring.append(LiveSamples.unit(0))
        var items = view(hub, ring).makeAsyncIterator()
        #expect(await words(&items, until: "edge") == ["start", "0", "edge"])
        // All at once, so that the ring's bound is passed before anybody reads.
        for number in 1..<1000 { ring.append(LiveSamples.unit(number, isKey: number % 15 == 0)) }
        let read = await words(&items, until: "999")
        var last = 0
        for word in read {
            if word.hasPrefix("dropped"), let units = Int(word.dropFirst(8)) { last += units }
            guard let number = Int(word) else { continue }
            #expect(number == last + 1)
            last = number
        }
        #expect(last == 999)
    }

    @Test func aViewerWhoIsCancelledStopsWaiting() async {
        let (hub, ring) = (hub(), ring(of: 1))
        let task = Task {
            var items = view(hub, ring).makeAsyncIterator()
            while await items.next() != nil {}
        }
        task.cancel()
        await task.value
        #expect(hub.count == 0)
    }

    @Test func metadataGoesToThoseWhoTakeIt() async throws {
        let hub = hub()
        let ring = StreamRing()
        ring.begin(StreamFormat(tracks: [try LiveSamples.h264]))
        ring.append(LiveSamples.unit(0))
        let frames = RenditionKey(camera: "yard", stream: "main", kind: .rawFrames)
        var taking = LiveView(in: hub, of: ring, as: frames) { RawFrameBuilder() }.makeAsyncIterator()
        var other = view(hub, ring).makeAsyncIterator()
        _ = await words(&taking, until: "edge")
        _ = await words(&other, until: "edge")
        let text = #"[{"label":"person","score":0.87}]"#
        hub.publish(
            LiveMetadata(json: ByteBuffer(string: text), wall: WallTime(nanoseconds: 1_500_000_000)),
            camera: "gate"
        )
        hub.publish(
            LiveMetadata(json: ByteBuffer(repeating: 32, count: LiveMetadata.longest + 1), wall: .init(nanoseconds: 0)),
            camera: "yard"
        )
        hub.publish(
            LiveMetadata(json: ByteBuffer(string: text), wall: WallTime(nanoseconds: 1_500_000_000)),
            camera: "yard"
        )
        ring.append(LiveSamples.unit(1))
        #expect(await words(&other, until: "1") == ["1"])
        var units: [RenditionUnit] = []
        while units.count < 2, let batch = await taking.next() {
            for case .unit(let unit) in batch { units.append(unit) }
        }
        var bytes = units[0].bytes
        #expect(bytes.readBytes(length: 2) == [2, 0])
        #expect(bytes.readInteger(endianness: .little, as: UInt64.self).map(Double.init(bitPattern:)) == 1.5)
        #expect(bytes.readString(length: bytes.readableBytes) == text)
        // It is no part of the time line.
        #expect(units[0].flags.contains(.aside) && !units[1].flags.contains(.aside))
    }
}
