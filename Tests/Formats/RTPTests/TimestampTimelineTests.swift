import Media
import TestKit
import Testing

@testable import RTP

struct TimestampTimelineTests {
    private typealias Continuity = TimestampTimeline.Continuity

    private static let rate: Int64 = 90_000

    private static func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    /// Places units that arrive 25 times a second, stamped with these, from second 100 on.
    private func place(
        _ stamps: [Int64],
        in timeline: inout TimestampTimeline,
        from frame: Int = 0
    ) -> [TimestampTimeline.Point] {
        stamps.enumerated().map { index, stamp in
            timeline.place(
                UInt32(truncatingIfNeeded: stamp),
                arrival: Self.at(100 + Double(frame + index) * 0.04)
            )
        }
    }

    private func ticks(_ points: [TimestampTimeline.Point]) -> [Int64] { points.map(\.ticks.count) }

    /// Over the wrap of 32 bits at several clocks: thirteen hours of 90 kHz, and of slower ones as long as it takes.
    @Test(arguments: [8_000, 44_100, 90_000] as [UInt32], [25, 1.3])
    func row80TheWrapOf32BitsDoesNotShow(clockRate: UInt32, perSecond: Double) {
        var timeline = TimestampTimeline(clockRate: clockRate, start: MediaTicks(7))
        let step = Int64(Double(clockRate) / perSecond)
        let units = min(Int64(1) << 32 / step + 1000, 20_000)
        let first = Int64(1) << 32 - units / 2 * step
        var wrong = 0
        for index in 0..<units {
            let arrival = MonotonicTime(nanoseconds: Int64(Double(index) / perSecond * 1e9))
            let point = timeline.place(UInt32(truncatingIfNeeded: first + index * step), arrival: arrival)
            if point != .init(ticks: MediaTicks(7 + index * step), continuity: .continuous) { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(timeline.newEpochs == 0 && timeline.restamped == 0)
    }

    @Test func row80ASenderReportBeforeTheUnitAtHandHasItsPlaceToo() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        #expect(timeline.position(of: 5) == nil)
        _ = place([0xFFFF_FFF0, 0x1_0000_0E00], in: &timeline)
        #expect(timeline.position(of: 0xFFFF_FFF0) == .zero)
        #expect(timeline.position(of: 0xFFFF_0000) == MediaTicks(-0xFFF0))
        #expect(timeline.position(of: 0x0001_0000) == MediaTicks(0x1_0010))
    }

    /// An Intelbras recorder: every two seconds one frame hours away, before or after.
    @Test func row81OneFrameStampedHoursAwayKeepsItsPlace() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        let stamps = (0..<500).map { index -> Int64 in
            let stray = index % 50 == 49
            let wrong: Int64 = index % 100 == 49 ? 37_600 : -9_800
            return Int64(index) * 3600 + (stray ? wrong * Self.rate : 0)
        }
        let points = place(stamps, in: &timeline)
        // Their rhythm is known, so not even the wrong ones are displaced.
        #expect(ticks(points) == (0..<500).map { $0 * 3600 })
        #expect(
            points.indices.filter { points[$0].continuity == .restamped } == Array(stride(from: 49, to: 500, by: 50))
        )
        #expect(timeline.restamped == 10 && timeline.newEpochs == 0)
    }

    @Test(arguments: [37_600, 6, -9_800, -3] as [Int64])
    func row81ThreeThatAgreeAreANewTimeLine(jump: Int64) {
        var timeline = TimestampTimeline(clockRate: 90_000)
        _ = place((0..<10).map { $0 * 3600 }, in: &timeline)
        let points = place((10..<20).map { $0 * 3600 + jump * Self.rate }, in: &timeline, from: 10)
        #expect(points.prefix(3).map(\.continuity) == [.restamped, .restamped, .newEpoch])
        #expect(points.dropFirst(3).allSatisfy { $0.continuity == .continuous })
        let all = ticks(points)
        #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 == 3600 })
        #expect(all[0] == 36_000)
    }

    @Test func row81StampsThatNeverAgreeAreReplacedByTheArrivals() {
        var generator = SeededGenerator(seed: 81)
        var timeline = TimestampTimeline(clockRate: 90_000)
        _ = place([0, 3600], in: &timeline)
        let stamps = (0..<100).map { _ in Int64.random(in: 0...0xFFFF_FFFF, using: &generator) }
        let points = place(stamps, in: &timeline, from: 2)
        let last = points.last?.ticks.count ?? 0
        #expect(abs(last - 101 * 3600) < 3 * 3600)
    }

    /// A recorder that reads twelve times a second finds several units at one instant.
    @Test func row81UnitsThatAreReadTogetherKeepTheirDistance() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        _ = place([0, 3600, 7200], in: &timeline)
        var generator = SeededGenerator(seed: 82)
        let all = (3..<103).map { frame in
            // Never two that agree, hours away; four at a time.
            let stamp = UInt32(
                truncatingIfNeeded: Int64(frame % 2 + 1) << 30 + Int64.random(in: 0...1000, using: &generator)
            )
            return timeline.place(stamp, arrival: Self.at(100 + Double(frame / 4 * 4) * 0.04)).ticks.count
        }
        #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 >= 3600 })
        #expect(abs((all.last ?? 0) - 102 * 3600) <= 4 * 3600)
    }

    /// A Wyze with other firmware: back by seconds, for good, again and again.
    @Test func row82JumpsBackAreNewEpochsAndNeverFatal() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        var stamp: Int64 = 0x8000_0000
        var all: [TimestampTimeline.Point] = []
        for round in 0..<20 {
            let stamps = (0..<100).map { stamp + Int64($0) * 3600 }
            all += place(stamps, in: &timeline, from: round * 100)
            stamp += 100 * 3600 - Int64(3 + round) * Self.rate
        }
        #expect(timeline.newEpochs == 19)
        #expect(timeline.restamped == 38)
        let counts = ticks(all)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $1 > $0 })
    }

    /// Back by less than what reordered pictures could explain: seen when it does not catch up.
    @Test func row82ASmallJumpBackIsFoundOut() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        _ = place((0..<100).map { $0 * 3600 }, in: &timeline)
        let points = place((0..<100).map { (100 + $0) * 3600 - Self.rate * 3 / 2 }, in: &timeline, from: 100)
        let epoch = points.firstIndex { $0.continuity == .newEpoch }
        #expect(epoch == 16)
        #expect(timeline.newEpochs == 1 && timeline.restamped == 0)
        #expect(ticks(points.suffix(84)) == (0..<84).map { (100 + $0) * 3600 })
    }

    @Test func reorderedPicturesAreNotTouched() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        // I b B b P in decoding order, and the deepest pyramid that the standard allows.
        let groups = (0..<50).flatMap { group -> [Int64] in [4, 2, 1, 3].map { (Int64(group) * 4 + $0) * 3600 } }
        let points = place(groups, in: &timeline)
        #expect(ticks(points) == groups.map { $0 - groups[0] })
        #expect(points.allSatisfy { $0.continuity == .continuous })
        var deep = TimestampTimeline(clockRate: 90_000)
        let pyramids = (0..<10).flatMap { group -> [Int64] in
            ([17] + Array(1...16)).map { (Int64(group) * 17 + $0) * 3600 }
        }
        #expect(place(pyramids, in: &deep).allSatisfy { $0.continuity == .continuous })
    }

    @Test func aPauseThatReallyWasIsNotAJump() {
        var timeline = TimestampTimeline(clockRate: 8000)
        _ = timeline.place(0, arrival: Self.at(0))
        // A microphone that is silent sends nothing, and goes on where the time is.
        let after = timeline.place(8000 * 60, arrival: Self.at(60.1))
        #expect(after == .init(ticks: MediaTicks(480_000), continuity: .continuous))
        // A stalled connection, and then all that was kept back in one burst.
        let burst = (1...50).map { timeline.place(480_000 + 160 * $0, arrival: Self.at(90)) }
        #expect(burst.allSatisfy { $0.continuity == .continuous })
    }

    @Test func aClockThatStandsStillIsReplacedByTheArrivals() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        _ = place((0..<10).map { $0 * 3600 }, in: &timeline)
        let points = place([Int64](repeating: 9 * 3600, count: 100), in: &timeline, from: 10)
        #expect(timeline.newEpochs == 0)
        #expect(points.last?.continuity == .restamped)
        let late = ticks(points.suffix(50))
        #expect(zip(late, late.dropFirst()).allSatisfy { (3500...3700).contains($1 - $0) })
    }

    @Test func anotherSourceIsANewEpoch() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        timeline.startEpoch()
        #expect(place([500], in: &timeline)[0] == .init(ticks: .zero, continuity: .continuous))
        _ = place([4100], in: &timeline, from: 1)
        timeline.startEpoch()
        let points = place([77, 3677], in: &timeline, from: 2)
        #expect(points.map(\.continuity) == [.newEpoch, .continuous])
        #expect(ticks(points) == [7200, 10_800])
    }

    /// A Dahua's clock is set, and its reports leap: the pictures do not.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func row117SenderReportsNeverMoveTheLine(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var asked = TimestampTimeline(clockRate: 90_000)
        var unasked = asked
        for index in 0..<2000 as Range<Int64> {
            let stamp = UInt32(truncatingIfNeeded: 0xFFF0_0000 + index * 3600)
            let arrival = Self.at(Double(index) * 0.04)
            _ = asked.position(of: UInt32.random(in: 0...UInt32.max, using: &generator))
            #expect(asked.place(stamp, arrival: arrival) == unasked.place(stamp, arrival: arrival))
        }
        #expect(asked.newEpochs == 0 && asked.restamped == 0)
    }

    /// Whatever comes: within an epoch no leap, re-stamped and new epochs always forward, and with good stamps exactly
    /// the camera's distances.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func whateverComesTheLineIsSensible(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rate: Int64 = [8000, 44_100, 90_000, 0xFFFF_FFFF][Int(seed % 4)]
        var timeline = TimestampTimeline(clockRate: UInt32(rate))
        var clock = Int64.random(in: 0...0xFFFF_FFFF, using: &generator)
        var now = 0.0
        var last: (ticks: Int64, stamp: Int64)?
        var latest = Int64.min
        var wrong = 0
        var believed = 0
        for _ in 0..<8000 {
            let pause = Double.random(
                in: 0...(Int.random(in: 0..<200, using: &generator) == 0 ? 30 : 0.1),
                using: &generator
            )
            now += pause
            clock += Int64(pause * Double(rate))
            switch Int.random(in: 0..<100, using: &generator) {
            case 0: clock += Int64.random(in: -40_000...40_000, using: &generator) * min(rate, 90_000)
            case 1: clock -= Int64.random(in: 0...3, using: &generator) * min(rate, 90_000)
            default: break
            }
            let isStray = Int.random(in: 0..<30, using: &generator) == 0
            let stamp = isStray ? Int64.random(in: 0...0xFFFF_FFFF, using: &generator) : clock
            let point = timeline.place(UInt32(truncatingIfNeeded: stamp), arrival: Self.at(now))
            let ticks = point.ticks.count
            switch point.continuity {
            case .continuous:
                if let last {
                    let distance = Int64(Int32(truncatingIfNeeded: stamp - last.stamp))
                    if ticks - last.ticks != distance { wrong += 1 }
                    if ticks < latest - 2 * rate || ticks > latest + Int64(40 * Double(rate)) { wrong += 1 }
                }
                believed += 1
                last = (ticks, stamp)
            case .restamped, .newEpoch:
                if ticks <= latest || ticks > latest + 5 * rate { wrong += 1 }
                if point.continuity == .newEpoch { last = (ticks, stamp) }
            }
            latest = max(latest, ticks)
        }
        #expect(wrong == 0)
        #expect(believed > 5000)
        #expect(rate > 90_000 || timeline.newEpochs > 10 && timeline.restamped > 100)
    }

    /// Steps of 5 s at a time, each of which is believed, would reach the end of 64 bits of nanoseconds in hours, and put
    /// recordings into the next century before.
    @Test(arguments: [8000, 90_000, 0xFFFF_FFFF] as [UInt32], [1, 0])
    func nobodyDrivesTheLineAwayFromTheRealTime(clockRate: UInt32, steps: Int64) {
        var timeline = TimestampTimeline(clockRate: clockRate)
        var stamp: UInt32 = 0
        var last = Int64(-1)
        var wrong = 0
        for number in 0..<100_000 {
            // A hundred seconds, a thousand units in each.
            let now = Double(number) / 1000
            let point = timeline.place(stamp, arrival: Self.at(now))
            let most = Double(clockRate) * (2 * now + 61) + 100_000
            if point.ticks.count <= last - 2 * Int64(clockRate) || Double(point.ticks.count) > most { wrong += 1 }
            last = point.ticks.count
            // Just what is believed; or what never is.
            stamp &+= UInt32(
                truncatingIfNeeded: 49 * Int64(clockRate) / 10 * steps + Int64(number) * 7919 * (1 - steps)
            )
        }
        #expect(wrong == 0)
    }

    /// Microseconds where 90 kHz were said: after a minute's lead the arrivals count, and no epoch begins.
    @Test func aClockOfAnotherRateIsNotBelievedForEver() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        let points = place((0..<5000).map { $0 * 40_000 }, in: &timeline)
        #expect(timeline.newEpochs == 0)
        let late = ticks(points.suffix(1000))
        #expect(zip(late, late.dropFirst()).allSatisfy { (1...Self.rate * 3).contains($1 - $0) })
        #expect(late.last.map { $0 <= (2 * 200 + 61) * Self.rate } == true)
    }

    /// The same, read several at a time: one instant of arrival, but not one instant of media. Neither do they run away.
    @Test(arguments: [1, 4, 12], [40_000, 449_000])
    func unitsBeyondTheLeadKeepTheirDistanceWhenTheyAreReadTogether(together: Int, step: Int64) {
        var timeline = TimestampTimeline(clockRate: 90_000)
        var ahead: Int64 = 0
        let all = (0..<5000).map { frame in
            let arrival = Double(frame / together * together) * 0.04
            let ticks = timeline.place(
                UInt32(truncatingIfNeeded: Int64(frame) * step),
                arrival: Self.at(100 + arrival)
            ).ticks.count
            ahead = max(ahead, ticks - Int64((2 * arrival + 61) * Double(Self.rate)))
            return ticks
        }
        #expect(timeline.newEpochs == 0 && timeline.restamped > 4000)
        let late = all.suffix(1000)
        let steps = zip(late, late.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { $0 >= 3500 }, "\(steps.min() ?? 0)")
        #expect(ahead <= 0)
    }

    /// Where there is no room before the time that nobody may be beyond, it is not made.
    @Test func unitsBeyondTheLeadDoNotRunIntoTheFuture() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        // A usual second, and then 5 s at a time, hundreds at one instant.
        _ = place((0..<50).map { $0 * 3600 }, in: &timeline)
        let burst = (1...500).map { number in
            timeline.place(UInt32(50 * 3600 + number * 449_000), arrival: Self.at(102)).ticks.count
        }
        #expect(zip(burst, burst.dropFirst()).allSatisfy { $1 > $0 })
        #expect((burst.last ?? .max) <= (2 * 2 + 61) * Self.rate + 500)
    }

    @Test func unitsOfAClockThatStandsStillKeepTheirDistanceWhenTheyAreReadTogether() {
        var timeline = TimestampTimeline(clockRate: 90_000)
        let all = (0..<500).map { frame in
            let stamp = UInt32(min(frame, 50) * 3600)
            return timeline.place(stamp, arrival: Self.at(100 + Double(frame / 4 * 4) * 0.04)).ticks.count
        }
        let late = all.suffix(400)
        #expect(zip(late, late.dropFirst()).allSatisfy { (3500...3800).contains($1 - $0) })
    }
}
