import RTSP
import Testing

@testable import Ingest

struct BackoffTests {
    @Test func theWaitGrowsToHalfAMinute() {
        var backoff = Backoff()
        let waits = (0..<9).map { _ in backoff.delay(afterSessionOf: .zero, random: 0) }
        #expect(
            waits == [
                .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(15), .seconds(30),
                .seconds(30), .seconds(30),
            ]
        )
    }

    @Test func aHealthySessionStartsAnew() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.delay(afterSessionOf: .seconds(59), random: 0) }
        #expect(backoff.delay(afterSessionOf: .seconds(60), random: 0) == .milliseconds(500))
    }

    @Test(arguments: [(0.0, 1000), (0.5, 1125), (1.0, 1250), (7.0, 1250), (-1.0, 1000)])
    func camerasDoNotComeBackTogether(random: Double, milliseconds: Int) {
        var backoff = Backoff()
        _ = backoff.delay(afterSessionOf: .zero, random: 0)
        #expect(backoff.delay(afterSessionOf: .zero, random: random) == .milliseconds(milliseconds))
    }

    @Test func aCameraThatRefusedIsNotPestered() {
        var backoff = Backoff()
        #expect(backoff.delay(afterSessionOf: .zero, wasRefused: true, random: 0) == .seconds(30))
        #expect(backoff.delay(afterSessionOf: .zero, wasRefused: false, random: 0) == .seconds(1))
    }

    /// A stream that is damaged is no refusal: it costs as little as can be.
    @Test(
        arguments: [
            (.passwordRefused, "camera-refused", 30_000), (.credentialsNeeded, "camera-refused", 30_000),
            (.forbidden, "camera-refused", 30_000), (.streamNotFound, "camera-refused", 30_000),
            (.busy(status: 453), "camera-refused", 30_000),
            (.refused(.play, status: 455, reason: ""), "camera-refused", 30_000),
            (.noAnswer(.play, within: .seconds(10)), "camera-unreachable", 500), (.outOfStep, "stream-unreadable", 500),
            (.unreadable(.outOfStep), "stream-unreadable", 500), (.descriptionUnreadable, "stream-unreadable", 500),
            (.nothingToPlay, "no-video", 500),
        ] as [(RTSPFailure, String, Int)]
    )
    func onlyRefusalsAreWaitedOut(failure: RTSPFailure, code: String, milliseconds: Int) {
        let end = SessionEnd(failure)
        #expect(end.code == code && end.sentence == failure.description)
        var backoff = Backoff()
        let isRefusal = end.code == SessionEnd.refusedCode
        let delay = backoff.delay(afterSessionOf: .seconds(5), wasRefused: isRefusal, random: 0)
        #expect(delay == .milliseconds(milliseconds))
    }
}
