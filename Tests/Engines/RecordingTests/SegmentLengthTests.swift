import Catalog
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// How long files get, and when another length counts.
struct SegmentLengthTests {
    @Test func theUsualLengthCountsAtOnceForStreamsThatHaveNoneOfTheirOwn() async throws {
        let world = try await World()
        let door = try #require(CameraID("door"))
        let other = StreamRing(limits: .init(bytes: 32 << 20))
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.service.start(camera: door, stream: .main, ring: other, segmentSeconds: 10)
        world.ring.begin(stream.format)
        other.begin(stream.format)
        // 25 pictures a second: half a minute of the length that the service began with, which is 10 s.
        try await send(seconds: 30, of: &stream, to: other, in: world)
        #expect(try await lengths(world) == [10, 10])
        world.service.setUsualSegmentLength(.seconds(20))
        try await send(seconds: 60, of: &stream, to: other, in: world)
        world.service.setSegmentLength(30, camera: World.camera, stream: .main)
        try await send(seconds: 60, of: &stream, to: other, in: world)
        world.service.setUsualSegmentLength(.seconds(10))
        world.service.setSegmentLength(nil, camera: World.camera, stream: .main)
        try await send(seconds: 20, of: &stream, to: other, in: world)
        await world.service.finish()
        #expect(try await lengths(world) == [10, 10, 20, 20, 20, 30, 30, 10, 10])
        #expect(try await Set(lengths(world, door)) == [10])
        await world.threads.stop()
    }

    @Test func aLengthIsNeverOutsideItsBounds() async throws {
        let world = try await World()
        world.service.setUsualSegmentLength(.seconds(1))
        #expect(world.service.usualSegmentLength == .seconds(10))
        world.service.setUsualSegmentLength(.seconds(100_000))
        #expect(world.service.usualSegmentLength == .seconds(3600))
        await world.threads.stop()
    }

    private func send(
        seconds: Int,
        of stream: inout SimulatedStream,
        to other: StreamRing,
        in world: World
    ) async throws {
        for _ in 0..<seconds {
            for unit in await world.send(25, of: &stream) { other.append(unit) }
            await world.service.commit()
        }
    }

    /// Of the files that are complete, in seconds.
    private func lengths(_ world: World, _ camera: CameraID = World.camera) async throws -> [Int] {
        try await world.rows(camera).filter { !$0.isOpen && $0.endReason == "length" }.map { row in
            Int((row.end.nanoseconds - row.start.nanoseconds + 500_000_000) / 1_000_000_000)
        }
    }
}
