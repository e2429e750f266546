/// How long to wait before the next try to reach a camera: 0.5, 1, 2, 4, 8, 15, 30 s, each with up to a quarter more,
/// so that cameras which were lost together do not come back together.
struct Backoff {
    private static let steps: [Duration] = [
        .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(15), .seconds(30),
    ]

    /// A session that lasted this long starts the row anew.
    static let healthyAfter: Duration = .seconds(60)

    /// A camera that refused us is asked no oftener: many lock an account after a few wrong passwords.
    static let afterRefusal: Duration = .seconds(30)

    private var failures = 0

    /// - Parameters:
    ///   - session: how long the session lasted that just ended.
    ///   - wasRefused: whether the camera answered, and refused.
    ///   - random: uniform in 0..<1.
    mutating func delay(afterSessionOf session: Duration, wasRefused: Bool = false, random: Double) -> Duration {
        if session >= Self.healthyAfter { failures = 0 }
        let usual = Self.steps[min(failures, Self.steps.count - 1)]
        let step = wasRefused ? max(usual, Self.afterRefusal) : usual
        failures += 1
        return step + step * (min(max(random, 0), 1) * 0.25)
    }
}
