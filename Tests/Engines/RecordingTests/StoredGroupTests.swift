import Catalog
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// The ring lets go of what has been written, and viewers are given it out of the file.
struct StoredGroupTests {
    private func units(_ items: [StreamItem]) -> [AccessUnit] {
        items.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    @Test(arguments: [false, true])
    func aViewerIsGivenTheWholeGroupAlthoughOnlyItsEndIsInMemory(audio: Bool) async throws {
        let world = try await World()
        var stream = try world.stream(audio: audio)
        stream.picturesPerGroup = 250
        stream.payloadBytes = 4000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        let sent = await world.send(audio ? 600 : 225, of: &stream)
        let payloads = sent.reduce(0) { $0 + $1.payload.count }
        // A fragment lasts a second at most, and the last of each track is held back: of nine seconds less than two stay.
        #expect(world.ring.heldBytes - sent.count * StreamRing.itemCost < payloads / 4)

        let viewer = world.ring.makeReader(keeps: false, waking: .everyUnit) {}
        var seen: [AccessUnit] = []
        var hasMore = true
        while hasMore {
            var items: [StreamItem] = []
            hasMore = await viewer.read(limit: 64, into: &items)
            seen += units(items)
        }
        #expect(seen.count == sent.count)
        #expect(seen.map(\.payload) == sent.map(\.payload))
        #expect(seen.map(\.decodeTime) == sent.map(\.decodeTime))
        await world.service.finish()
        await world.threads.stop()
    }

    @Test func recordingThatIsSwitchedOnAgainBeginsAfterTheGroupThatIsOnTheDisk() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.picturesPerGroup = 250
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(100, of: &stream)
        await world.service.stop(camera: World.camera, stream: .main, because: "Somebody stopped it.")
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        await world.send(200, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.videoFrames).sorted() == [50, 100])
        await world.threads.stop()
    }

    @Test func aDiskThatFailsTakesNothingFromMemory() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.picturesPerGroup = 1000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        world.disk.fail([.write])
        let sent = await world.send(75, of: &stream)
        let viewer = world.ring.makeReader(keeps: false, waking: .everyUnit) {}
        var items: [StreamItem] = []
        _ = await viewer.read(into: &items)
        #expect(units(items).map(\.payload) == sent.map(\.payload))
        await world.service.finish()
        await world.threads.stop()
    }
}
