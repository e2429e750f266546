import Media
import Testing

@testable import MPEGTS

/// Times and clock references.
struct ClockTests {
    private func stream(_ tracks: [TrackFormat], _ units: [AccessUnit]) throws -> TransportStream {
        var muxer = try TransportMuxer(StreamFormat(tracks: tracks))
        var output: [UInt8] = []
        for (index, unit) in units.enumerated() {
            if index == 0 {
                try muxer.beginSegment(with: unit, to: &output)
            } else {
                try muxer.append(unit, to: &output)
            }
        }
        return try TransportStream(output)
    }

    private func pictures(_ times: [Int64]) -> [AccessUnit] {
        times.enumerated().map { index, time in AccessUnit(units: [[0x65, 1]], at: time, isKey: index == 0) }
    }

    @Test func timesWrapAfter33Bits() throws {
        let wrap = Int64(1) << 33
        let times = [wrap - 900_000 - 3600, wrap - 900_000, wrap - 900_000 + 3600]
        let units = try stream([TestFormats.h264], pictures(times)).units
        #expect(units.map(\.decoding) == [wrap - 3600, 0, 3600])
        let reordered = try stream(
            [TestFormats.h264],
            [AccessUnit(units: [[0x65, 1]], at: wrap - 900_000 - 3600, offset: 7200)]
        )
        #expect(reordered.units[0].decoding == wrap - 3600 && reordered.units[0].presentation == 3600)
        // Its clock is half a second before.
        #expect(reordered.units[0].clock == wrap - 3600 - 45_000)
    }

    @Test func absurdTimesDoNoHarm() throws {
        for time in [Int64.max, .min, -1, 1 << 62] {
            let units = pictures([time]) + [AccessUnit(units: [[0x41, 1]], at: time &+ 1, offset: .max, isKey: false)]
            #expect(try stream([TestFormats.h264], units).units.count == 2)
            #expect(try stream([TestFormats.h264], pictures([0, time])).units.count == 2)
        }
    }

    @Test func nothingIsShownBeforeItIsDecoded() throws {
        let units = try stream([TestFormats.h264], [AccessUnit(units: [[0x65, 1]], at: 9000, offset: -5)]).units
        #expect(units[0].presentation == 909_000 && units[0].decoding == 909_000)
    }

    @Test func soundHasTheSameTimeLine() throws {
        let sound = AccessUnit(track: 1, [1], at: 48_000)
        let units = try stream([TestFormats.h264, TestFormats.aac], pictures([0, 90_000]) + [sound]).units
        #expect(units.map(\.presentation).sorted() == [900_000, 990_000, 990_000])
    }

    /// Whatever the distance of pictures, and with or without sound between them.
    @Test(arguments: [1500, 3000, 9000, 9001, 18_000, 90_000, 810_000] as [Int64], [false, true])
    func aClockReferenceComesEvery100Milliseconds(interval: Int64, hasSound: Bool) throws {
        var units = pictures((0..<12).map { $0 * interval })
        if hasSound {
            units += (1..<12 * interval * 48_000 / 90_000 / 1024).map { AccessUnit(track: 1, [1], at: $0 * 1024) }
            units.sort { left, right in
                left.decodeTime.rescaled(from: left.track == 0 ? 90_000 : 48_000, to: 14_400_000)
                    < right.decodeTime.rescaled(from: right.track == 0 ? 90_000 : 48_000, to: 14_400_000)
            }
        }
        let found = try stream([TestFormats.h264, TestFormats.aac], units)
        #expect(found.units.count == units.count)
        #expect(zip(found.clocks, found.clocks.dropFirst()).allSatisfy { (1...9000).contains($1 - $0) })
        #expect(found.clocks.first == 855_000)
        let shown = found.units.filter { $0.identifier == 0x100 }
        #expect(shown.allSatisfy { unit in unit.clock.map { $0 < unit.decoding } ?? false })
        #expect(found.clocks.count >= 12)
    }

    @Test func aHoleIsJumpedOver() throws {
        let found = try stream([TestFormats.h264], pictures([0, 900_000 + 9001]))
        #expect(found.clocks.count == 3)
        let filled = try stream([TestFormats.h264], pictures([0, 900_000]))
        #expect(filled.clocks.count > 100)
    }

    @Test func theClockDoesNotGoBackBehindSoundThatIsAhead() throws {
        let units = [
            pictures([0])[0], AccessUnit(track: 1, [1], at: 48_000 * 3 / 10),
            AccessUnit(units: [[0x41, 1]], at: 3600, isKey: false),
        ]
        let found = try stream([TestFormats.h264, TestFormats.aac], units)
        #expect(zip(found.clocks, found.clocks.dropFirst()).allSatisfy { $0 < $1 })
        let picture = try #require(found.units.last { $0.identifier == 0x100 })
        #expect(try #require(picture.clock) < picture.decoding)
        // More than half a second ahead: the picture would come after its time, and says nothing.
        let far = AccessUnit(track: 1, [1], at: 48_000)
        let late = try stream([TestFormats.h264, TestFormats.aac], [units[0], far, units[2]])
        #expect(late.units.last { $0.identifier == 0x100 }?.clock == nil)
    }
}
