import Media
import Testing

@testable import Simulation

struct CameraClockTests {
    private let origin = MonotonicTime(nanoseconds: 5_000_000_000)

    @Test(arguments: [1.0, 50.0, 0.5])
    func runsAtItsSpeed(speed: Double) {
        let clock = CameraClock(origin: origin, wall: WallTime(nanoseconds: 0), speed: speed)
        #expect(clock.time(at: origin) == 0)
        #expect(clock.time(at: origin + .seconds(2)) == Int64(2e9 * speed))
        #expect(clock.instant(of: Int64(2e9 * speed)) == origin + .seconds(2))
    }

    @Test(arguments: [1.0, 50.0])
    func isSetForward(speed: Double) {
        let clock = CameraClock(origin: origin, wall: WallTime(nanoseconds: 1_700_000_000_000_000_000), speed: speed)
        let ahead = clock.ahead(by: .seconds(3))
        let instant = origin + .seconds(10)
        #expect(ahead.time(at: instant) - clock.time(at: instant) == 3_000_000_000)
        // What time of day it is does not depend on how far the clip is on.
        #expect(ahead.cameraTime(at: ahead.time(at: instant)) == clock.cameraTime(at: clock.time(at: instant)))
    }

    @Test func tellsTheTimeOfDayAsNTP() {
        let clock = CameraClock(origin: origin, wall: WallTime(nanoseconds: 0), speed: 1)
        #expect(clock.cameraTime(at: 0).ntp == UInt64(2_208_988_800) << 32)
        #expect(clock.cameraTime(at: 1_500_000_000).ntp == UInt64(2_208_988_801) << 32 | 1 << 31)
    }
}
