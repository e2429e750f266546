import HTTPServing
package import Media
import Synchronization

/// The one place that counts requests, of all listeners together: somebody who asks through two doors is still one.
package final class RequestCounts: Sendable {
    private let limiter: Mutex<RateLimiter>
    private let now: @Sendable () -> MonotonicTime

    package init(now: @escaping @Sendable () -> MonotonicTime) {
        limiter = Mutex(RateLimiter())
        self.now = now
    }

    /// With the machine's own clock.
    package convenience init() {
        let start = ContinuousClock.now
        self.init { MonotonicTime(nanoseconds: (ContinuousClock.now - start).inNanoseconds) }
    }

    /// - Throws: 429, with the seconds to wait.
    func admit(_ tier: RateLimitTier, _ caller: String) throws(Problem) {
        let decision = limiter.withLock { $0.admit(tier, caller: caller, now: now()) }
        if case .wait(let time) = decision { throw Problem.tooManyRequests(wait: time) }
    }
}
