import HTTPServing
import HTTPTypes
import Media
import TestKit
import Testing

struct RateLimiterTests {
    private let tier = RateLimitTier(name: "test", limit: 60, per: .seconds(60), burst: 5)

    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    @Test func aBurstIsAllowedAndThenOneASecond() {
        var limiter = RateLimiter()
        for remaining in [4, 3, 2, 1, 0] {
            #expect(limiter.admit(tier, caller: "a", now: time(100)) == .allowed(remaining: remaining))
        }
        #expect(limiter.admit(tier, caller: "a", now: time(100)) == .wait(.seconds(1)))
        #expect(
            limiter.admit(tier, caller: "a", now: time(100.25)) == .wait(.milliseconds(750)),
            "trying costs nothing"
        )
        #expect(limiter.admit(tier, caller: "b", now: time(100)) == .allowed(remaining: 4), "callers are counted apart")
        #expect(limiter.admit(tier, caller: "a", now: time(101)) == .allowed(remaining: 0))
        #expect(limiter.admit(tier, caller: "a", now: time(101)) == .wait(.seconds(1)))
        #expect(
            limiter.admit(tier, caller: "a", now: time(1000)) == .allowed(remaining: 4),
            "more than a burst is not saved up"
        )
        let other = RateLimitTier(name: "other", limit: 1)
        #expect(limiter.admit(other, caller: "a", now: time(1000)) == .allowed(remaining: 0), "tiers are counted apart")
        #expect(limiter.admit(other, caller: "a", now: time(1000)) == .wait(.seconds(60)))
        limiter.forget(other, caller: "a")
        #expect(limiter.admit(other, caller: "a", now: time(1000)) == .allowed(remaining: 0))
    }

    @Test func lookingCostsNothingAndWhatIsGivenBackIsThereAgain() {
        var limiter = RateLimiter()
        #expect(limiter.decision(tier, caller: "a", now: time(100)) == .allowed(remaining: 4))
        #expect(limiter.count == 0)
        limiter.giveBack(tier, caller: "a")
        #expect(limiter.count == 0, "there is nothing to give back")
        for _ in 0..<5 { _ = limiter.admit(tier, caller: "a", now: time(100)) }
        #expect(limiter.decision(tier, caller: "a", now: time(100)) == .wait(.seconds(1)))
        limiter.giveBack(tier, caller: "a")
        #expect(limiter.admit(tier, caller: "a", now: time(100)) == .allowed(remaining: 0))
        #expect(limiter.admit(tier, caller: "a", now: time(100)) == .wait(.seconds(1)))
        for _ in 0..<20 { limiter.giveBack(tier, caller: "a") }
        #expect(
            limiter.admit(tier, caller: "a", now: time(100)) == .allowed(remaining: 4),
            "no more than a burst is ever there"
        )
    }

    /// In any window no more than the burst and what is refilled meanwhile; and never less where one comes late enough.
    @Test func agreesWithAPlainModel() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<50 {
            let tier = RateLimitTier(
                name: "model",
                limit: Int.random(in: 1...100, using: &generator),
                per: .seconds(10),
                burst: Int.random(in: 1...20, using: &generator)
            )
            let interval = 10_000_000_000 / Int64(tier.limit)
            var limiter = RateLimiter()
            var now: Int64 = 1_000_000
            // A bucket in nanoseconds of refill.
            var bucket = interval * Int64(tier.burst)
            for _ in 0..<500 {
                let step = Int64.random(in: 0...(2 * interval), using: &generator)
                now += step
                bucket = min(interval * Int64(tier.burst), bucket + step)
                let decision = limiter.admit(tier, caller: "x", now: MonotonicTime(nanoseconds: now))
                if bucket >= interval {
                    bucket -= interval
                    #expect(decision == .allowed(remaining: Int(bucket / interval)))
                } else {
                    #expect(decision == .wait(.nanoseconds(interval - bucket)))
                }
            }
        }
    }

    @Test func rememberedCallersAreBounded() {
        var limiter = RateLimiter(callersPerTier: 100)
        let once = RateLimitTier(name: "once", limit: 1, burst: 1)
        #expect(limiter.admit(.signIn, caller: "honest", now: time(1)) == .allowed(remaining: 9))
        for index in 0..<1000 { _ = limiter.admit(once, caller: "\(index)", now: time(1)) }
        #expect(limiter.count == 101, "a flood of one tier leaves the others alone")
        #expect(limiter.admit(once, caller: "999", now: time(1)) == .wait(.seconds(60)))
        #expect(limiter.admit(once, caller: "900", now: time(1)) == .wait(.seconds(60)))
        #expect(limiter.admit(once, caller: "0", now: time(1)) == .allowed(remaining: 0), "the oldest was forgotten")
        #expect(limiter.admit(.signIn, caller: "honest", now: time(1)) == .allowed(remaining: 8))
    }

    @Test func whoCameLastIsRememberedLongest() {
        let once = RateLimitTier(name: "once", limit: 1, burst: 2)
        var limiter = RateLimiter(callersPerTier: 3)
        for caller in ["a", "b", "c", "a"] { _ = limiter.admit(once, caller: caller, now: time(1)) }
        _ = limiter.admit(once, caller: "d", now: time(1))
        #expect(limiter.admit(once, caller: "a", now: time(1)) == .wait(.seconds(60)))
        limiter.forget(once, caller: "c")
        _ = limiter.admit(once, caller: "e", now: time(1))
        #expect(limiter.count == 3)
        #expect(
            limiter.admit(once, caller: "d", now: time(1)) == .allowed(remaining: 0),
            "the forgotten place was taken first"
        )
        for name in ["f", "g", "h", "i"] { _ = limiter.admit(once, caller: name, now: time(1)) }
        #expect(limiter.count == 3)
    }

    @Test func extremesDoNotOverflow() {
        var limiter = RateLimiter(callersPerTier: 0)
        let wide = RateLimitTier(name: "wide", limit: .max, per: .seconds(1), burst: .max)
        let narrow = RateLimitTier(name: "narrow", limit: -1, per: .seconds(1 << 40), burst: 0)
        for now: Int64 in [Int64.min / 4, 0, Int64.max / 4] {
            _ = limiter.admit(wide, caller: "x", now: MonotonicTime(nanoseconds: now))
            _ = limiter.admit(narrow, caller: "x", now: MonotonicTime(nanoseconds: now))
        }
    }

    @Test func theAnswerSaysHowLongToWait() {
        #expect(Problem.tooManyRequests(wait: .milliseconds(1200)).headers[.retryAfter] == "2")
        #expect(Problem.tooManyRequests(wait: .zero).headers[.retryAfter] == "1")
        let problem = Problem.tooManyRequests(wait: .seconds(1))
        #expect(problem.status == .tooManyRequests && problem.detail?.hasSuffix("in 1 second.") == true)
    }
}
