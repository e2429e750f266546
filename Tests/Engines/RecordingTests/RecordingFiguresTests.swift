import Catalog
import Media
import Stream
import Testing

@testable import Recording

struct RecordingFiguresTests {
    @Test func fragmentsAreCountedByHowLongTheyWaited() async throws {
        let world = try await World()
        _ = try await world.record(units: 60, commitAfter: [60])
        let figures = try #require(world.service.figures.first)
        #expect(figures.camera == World.camera && figures.stream == .main)
        let tally = figures.tally
        let fragments = tally.waits.reduce(0, +)
        #expect(fragments > 0)
        // A fragment is a second at most, and nothing holds it up here.
        #expect(tally.waits.suffix(4).allSatisfy { $0 == 0 })
        #expect(tally.waitedSeconds > 0 && tally.waitedSeconds <= Double(fragments) * 1.5)
        #expect(!world.service.isInterrupted)
    }

    @Test func gapsAreCountedAndTheirSecondsWhenTheyAreOver() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(50, of: &stream)
        await world.service.commit()
        let before = try #require(world.service.figures.first).tally.gaps
        world.ring.interrupt(.init(code: "no-video", sentence: "Nothing comes.", at: world.time.wall))
        await world.settle()
        world.time.advance(by: .seconds(5))
        await world.service.commit()
        var tally = try #require(world.service.figures.first).tally
        #expect(tally.gaps == before + 1 && tally.gapSeconds == 0)

        stream = try world.stream()
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.commit()
        tally = try #require(world.service.figures.first).tally
        let gap = try #require(try await world.gaps().first { $0.reason == .noVideo })
        let end = try #require(gap.end)
        #expect(abs(tally.gapSeconds - (end - gap.start).inSeconds) < 0.001 && tally.gapSeconds > 4)
    }
}
