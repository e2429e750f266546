import Catalog
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// Recordings of JPEG pictures.
struct PictureRecordingTests {
    private let format = StreamFormat(tracks: [WildStream.jpeg])

    /// Sends pictures so far apart, and has the recorder look after the stream as it does with one that is silent.
    private func send(_ count: Int, every interval: Duration, to world: World) async {
        let (start, wall) = (world.time.monotonic, world.time.wall)
        for number in 0..<count {
            let time = interval * number
            if start + time > world.time.monotonic { world.time.advance(by: start + time - world.time.monotonic) }
            world.ring.append(
                AccessUnit(
                    track: 0,
                    payload: Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100)),
                    decodeTime: MediaTicks(time.inNanoseconds / 1_000_000 * 90),
                    arrival: start + time,
                    wall: wall + time,
                    flags: .key
                )
            )
            await world.settle()
            if interval > .seconds(1) {
                world.time.advance(by: .milliseconds(600))
                await world.tick()
                await world.service.commit()
            }
        }
    }

    /// So the catalogue's index of fragments is one of pictures.
    @Test func eachPictureHasItsPlaceInTheIndex() async throws {
        let world = try await World()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(format)
        await send(100, every: .milliseconds(40), to: world)
        await world.service.finish()
        let row = try #require(try await world.rows().first)
        let blob = try #require(try await world.catalog.fragmentIndex(of: row.id))
        let entries = try FragmentIndex(decoding: blob.span).entries
        #expect(entries.count == 100 && row.videoFrames == 100)
        #expect(entries.allSatisfy { $0.isKey && $0.videoSamples == 1 })
        let walls = (0..<100).map { (World.beginning + .milliseconds(40 * $0)).nanoseconds }
        #expect(entries.map(\.wall) == walls)
        await world.threads.stop()
    }

    @Test func onePictureAMinuteMakesNeitherGapsNorAFileForEach() async throws {
        let world = try await World()
        world.service.start(
            camera: World.camera,
            stream: .main,
            ring: world.ring,
            segmentSeconds: 60,
            pictureInterval: .seconds(60)
        )
        world.ring.begin(format)
        await send(30, every: .seconds(60), to: world)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.videoFrames) == [10, 10, 10])
        #expect(try await world.gaps().isEmpty)
        for (before, after) in zip(rows, rows.dropFirst()) { #expect(before.end == after.start) }
        // The files say the same, should the catalogue be lost.
        for row in rows {
            let movie = try #require(try report(on: world.bytes(of: row)).movie)
            #expect(movie.identity?.ending?.wall == row.end.nanoseconds)
        }
        await world.threads.stop()
    }
}
