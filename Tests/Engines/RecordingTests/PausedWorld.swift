import Catalog
import MP4
import Media
import Stream
import TestKit
import Testing

@testable import Recording

extension MergeWorld {
    /// A camera that is switched on and off: it is recorded for some seconds, in files of ten, and then is not for some.
    ///
    /// - Parameter variants: of the format, part by part.
    init(
        parts: [(seconds: Int, pause: Int)],
        audio: Bool = false,
        seed: UInt64 = 1,
        variants: [UInt8] = []
    ) async throws {
        world = try await World()
        var generator = SeededGenerator(seed: seed)
        for (number, part) in parts.enumerated() {
            let variant = variants.indices.contains(number) ? variants[number] : 0xC0
            let sound = audio ? [try SimulatedStream.audio()] : []
            var stream = SimulatedStream(
                format: StreamFormat(tracks: [try SimulatedStream.video(variant: variant)] + sound),
                monotonic: world.time.monotonic,
                wall: world.time.wall
            )
            stream.picturesPerGroup = generator.integer(10...60)
            stream.presentationOffset = generator.chance(oneIn: 2) ? 0 : 3600
            // So no two parts have the same pictures.
            stream.payloadBytes = 40 + number
            await record(&stream, seconds: part.seconds)
            await world.service.stop(camera: World.camera, stream: .main, because: "Off.")
            world.time.advance(by: .seconds(part.pause))
        }
    }

    private func record(_ stream: inout SimulatedStream, seconds: Int) async {
        let ring = StreamRing()
        world.service.start(camera: World.camera, stream: .main, ring: ring)
        ring.begin(stream.format)
        let end = world.time.monotonic + .seconds(seconds)
        var sent = 0
        while world.time.monotonic < end {
            let unit = stream.next()
            if unit.arrival > world.time.monotonic { world.time.advance(by: unit.arrival - world.time.monotonic) }
            ring.append(unit)
            sent += 1
            if sent % 5 == 0 { await world.settle() }
            if sent % 100 == 0 { await world.service.commit() }
        }
        await world.settle()
    }

    /// What is recorded, wherever it lies.
    struct Recorded: Equatable {
        struct Sample: Equatable {
            var duration: UInt32
            var isKey: Bool
            var payload: Bytes
        }

        /// By track, in the order of their times.
        var samples: [Int: [Sample]] = [:]
        var walls: [Int64] = []
        var spans: [Range<WallTime>] = []
    }

    func recorded(in catalog: (any Catalog)? = nil) async throws -> Recorded {
        let catalog: any Catalog = catalog ?? world.catalog
        var recorded = Recorded()
        for row in try await catalog.segments(SegmentQuery(camera: World.camera, limit: 10_000)) {
            let bytes = try world.bytes(of: row)
            let (movie, payloads) = try readBack(bytes)
            var next = payloads.map { $0[...] }
            var times: [Int: Int64] = [:]
            for sample in movie.samples {
                let first = next[sample.track].popFirst()
                let payload = try #require(first)
                recorded.samples[sample.track, default: []].append(
                    .init(duration: sample.duration, isKey: sample.isKey, payload: payload)
                )
                // Whatever it was joined of, it plays without going back.
                let last = times[sample.track] ?? -1
                #expect(sample.decodeTime > last)
                times[sample.track] = sample.decodeTime
            }
            recorded.walls += report(on: bytes).entries.map(\.wall)
        }
        recorded.spans = try await catalog.coverage(
            of: World.camera,
            .main,
            from: World.beginning,
            to: world.time.wall,
            joiningWithin: .milliseconds(500)
        ).spans
        return recorded
    }
}
