import MP4
import Media
import Stream
import TestKit
import Testing

@testable import Recording

struct WildUnitsTests {
    /// A camera may send anything: nothing of it may stop the recorder.
    @Test func wildTimesDoNoHarm() throws {
        for seed in 0..<UInt64(100) {
            var generator = SeededGenerator(seed: seed)
            var stream = SimulatedStream(
                format: StreamFormat(tracks: [try SimulatedStream.video(), try SimulatedStream.audio()]),
                monotonic: .init(nanoseconds: 0),
                wall: World.beginning
            )
            var cutter = SegmentCutter(segmentLength: .seconds(10))
            var harvest = Harvest()
            var count = 0
            cutter.take(.format(stream.format), into: &harvest.actions)
            for number in 0..<300 {
                var unit = stream.next()
                if generator.chance(oneIn: 5) {
                    let wild = [Int64.min, .max, -1, 0, 1 << 40, -(1 << 33), 1 << 59, 90_000 * 11]
                    unit.decodeTime = MediaTicks(wild[generator.integer(0...7)])
                }
                // The time of day is our own; a clock can still be set to any year.
                if generator.chance(oneIn: 10) {
                    unit.wall = WallTime(nanoseconds: Int64(generator.integer(0...1 << 61)))
                }
                if generator.chance(oneIn: 10) { unit.flags = generator.chance(oneIn: 2) ? .afterLoss : .key }
                if generator.chance(oneIn: 50) { unit.track = 7 }
                if number == 0 { unit.flags = .key }
                if unit.track < 2 { count += 1 }
                cutter.take(.unit(unit), into: &harvest.actions)
            }
            cutter.take(.ended, into: &harvest.actions)
            let written = harvest.fragments.flatMap(\.runs).reduce(0) { $0 + $1.samples.count }
            #expect(written + cutter.droppedUnits == count, "seed \(seed)")
            for run in harvest.fragments.flatMap(\.runs) {
                #expect(run.baseDecodeTime >= 0 && run.baseDecodeTime <= 1 << 60)
            }
        }
    }
}
