import Media
import Testing

@testable import HTTPServing

struct ArrivalPaceTests {
    private func time(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test func bytesEarnTime() {
        var pace = ArrivalPace(grace: .seconds(20), slowest: 1000)
        #expect(pace.deadline == nil, "nothing is waited for")
        pace.wait(now: time(100))
        #expect(pace.deadline == time(120))
        pace.wait(now: time(105))
        #expect(pace.deadline == time(120), "asking again changes nothing")
        pace.receive(5000, now: time(110))
        #expect(pace.deadline == nil)
        pace.wait(now: time(110))
        #expect(pace.deadline == time(125), "ten seconds are used, five are earned")
    }

    @Test func timeInWhichWeDoNotReadIsFree() {
        var pace = ArrivalPace(grace: .seconds(20), slowest: 1000)
        pace.wait(now: time(0))
        pace.receive(1, now: time(1))
        pace.wait(now: time(1001))
        let deadline = pace.deadline ?? time(0)
        #expect(deadline >= time(1020) && deadline < time(1021))
    }

    @Test func aDripIsFoundOut() {
        var pace = ArrivalPace(grace: .seconds(20), slowest: 1000)
        var now: Int64 = 0
        pace.wait(now: time(now))
        while let deadline = pace.deadline, deadline > time(now), now < 1000 {
            now += 1
            pace.receive(1, now: time(now))
            pace.wait(now: time(now))
        }
        #expect(now == 21 || now == 20)
    }

    @Test func extremes() {
        var pace = ArrivalPace(grace: .seconds(20), slowest: 0)
        for _ in 0..<3 {
            pace.wait(now: time(0))
            pace.receive(.max, now: time(1))
        }
        pace.wait(now: time(2))
        #expect(pace.deadline != nil)
    }
}
