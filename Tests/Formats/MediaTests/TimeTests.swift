import Testing

@testable import Media

struct MediaTicksTests {
    @Test(
        arguments: [
            (90_000, 90_000, 1000, 1000), (90_000, 90_000, 90_000, 90_000), (3, 90_000, 1000, 0),
            (180_045, 90_000, 1000, 2000),
            (-1, 90_000, 1000, -1), (-90_000, 90_000, 1000, -1000), (-90_001, 90_000, 1000, -1001),
            (1, 8000, 90_000, 11),
            (-1, 8000, 90_000, -12),
        ] as [(Int64, UInt32, UInt32, Int64)]
    )
    func rescalingRoundsDown(ticks: Int64, source: UInt32, target: UInt32, result: Int64) {
        #expect(MediaTicks(ticks).rescaled(from: source, to: target) == MediaTicks(result))
    }

    /// Three hundred years of the finest clock do not overflow.
    @Test func longTimesAreRescaled() {
        let century: Int64 = 100 * 366 * 86_400
        #expect(MediaTicks(century * 96_000).rescaled(from: 96_000, to: 90_000) == MediaTicks(century * 90_000))
        #expect(MediaTicks(5) - MediaTicks(7) == -2)
        #expect(MediaTicks(5) + -7 == MediaTicks(-2))
        #expect(MediaTicks.zero < MediaTicks(1))
    }
}

struct ClockTests {
    @Test func cameraTimesAreSubtractedExactly() {
        let first = CameraTime(ntp: 0xE000_0000_8000_0000)
        let second = CameraTime(ntp: 0xE000_0001_C000_0000)
        #expect(second - first == .milliseconds(1250))
        #expect(first - second == .milliseconds(-1250))
        #expect(first < second)
        // Over the end of the era in 2036.
        #expect(CameraTime(ntp: 0x0000_0000_4000_0000) - CameraTime(ntp: 0xFFFF_FFFF_C000_0000) == .milliseconds(500))
    }

    @Test func monotonicAndWallTimesMoveByDurations() {
        let start = MonotonicTime(nanoseconds: 5)
        #expect(start + .microseconds(2) == MonotonicTime(nanoseconds: 2005))
        #expect((start + .seconds(-1)) - start == .seconds(-1))
        let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)
        #expect((wall + .seconds(60)) - wall == .seconds(60))
        #expect(wall < wall + .nanoseconds(1))
    }

    @Test func durationsBecomeNumbers() {
        #expect(Duration.milliseconds(1500).inNanoseconds == 1_500_000_000)
        #expect(Duration.milliseconds(-1500).inNanoseconds == -1_500_000_000)
        #expect(Duration.seconds(Int64.max).inNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).inNanoseconds == .min)
        #expect(Duration.milliseconds(-1500).inSeconds == -1.5)
    }

    @Test func absurdTimesAreBoundedAndDoNotEndTheProgram() {
        let (first, last) = (WallTime(nanoseconds: .min), WallTime(nanoseconds: .max))
        #expect(last - first == .nanoseconds(Int64.max) && first - last == .nanoseconds(Int64.min))
        #expect(last + .seconds(1) == last && first + .seconds(-1) == first)
        #expect(MonotonicTime(nanoseconds: .max) + .seconds(Int64.max) == MonotonicTime(nanoseconds: .max))
        #expect(MediaTicks(.max) + 1 == MediaTicks(.max))
        #expect(MediaTicks(.min) - MediaTicks(1) == .min)
        #expect(MediaTicks(.max).rescaled(from: 1, to: .max) == MediaTicks(.max))
        #expect(MediaTicks(.min).rescaled(from: 1, to: .max) == MediaTicks(.min))
        #expect(MediaTicks(.max / 2).rescaled(from: .max - 1, to: .max).count > .max / 2)
    }
}
