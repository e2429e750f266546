import Media

/// The clock of a simulated camera: it began at an instant of the machine's clock, and may run faster than that. Its times
/// are nanoseconds since it began.
struct CameraClock: Sendable {
    let origin: MonotonicTime
    /// The time of day when it began. The camera's own: it never steps, and runs fast where the clock does.
    let wall: WallTime
    /// How many seconds go by in one.
    let speed: Double
    /// How many seconds of the time of day go by in one of this clock: other than 1 where pictures come more slowly than
    /// their timestamps say.
    var wallRate = 1.0

    /// The machine's time at which this clock shows `time`.
    func instant(of time: Int64) -> MonotonicTime {
        speed == 1
            ? MonotonicTime(nanoseconds: origin.nanoseconds + time)
            : MonotonicTime(nanoseconds: origin.nanoseconds + Int64(Double(time) / speed))
    }

    func time(at instant: MonotonicTime) -> Int64 {
        let elapsed = instant.nanoseconds - origin.nanoseconds
        return speed == 1 ? elapsed : Int64(Double(elapsed) * speed)
    }

    /// The time of day as the camera would report it.
    func cameraTime(at time: Int64) -> CameraTime {
        let elapsed = wallRate == 1 ? time : Int64(Double(time) * wallRate)
        return CameraTime(of: WallTime(nanoseconds: wall.nanoseconds + elapsed))
    }

    /// The same clock set forward by `interval`.
    func ahead(by interval: Duration) -> CameraClock {
        let nanoseconds = interval.inNanoseconds
        let began = instant(of: -nanoseconds)
        let elapsed = wallRate == 1 ? nanoseconds : Int64(Double(nanoseconds) * wallRate)
        return CameraClock(origin: began, wall: wall + .nanoseconds(-elapsed), speed: speed, wallRate: wallRate)
    }
}
