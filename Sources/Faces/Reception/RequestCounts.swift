import HTTPServing
package import Media
import NVR
import Synchronization

/// The one place that counts requests, of all listeners together: somebody who asks through two doors is still one.
package final class RequestCounts: Sendable {
    private let limiter: Mutex<RateLimiter>
    private let proven = Mutex(ProvenCredentials())
    private let now: @Sendable () -> MonotonicTime
    /// What lasts longer than an answer.
    let live: LiveConnections

    package init(live: LiveConnections = LiveConnections(), now: @escaping @Sendable () -> MonotonicTime) {
        self.live = live
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

    /// What was counted shall not be.
    func giveBack(_ tier: RateLimitTier, _ caller: String) {
        limiter.withLock { $0.giveBack(tier, caller: caller) }
    }

    // MARK: Credentials that let nobody in

    /// Before a credential is looked up: whether too many from this address have let nobody in. One that has let somebody in
    /// lately is looked up all the same, so that nobody keeps others out by being refused beside them.
    ///
    /// - Throws: 429, with the seconds to wait.
    func checkRefusals(of shown: ShownCredential, _ address: String) throws(Problem) {
        guard let mark = ProvenCredentials.mark(of: shown) else { return }
        let decision = limiter.withLock { $0.decision(.refused, caller: address, now: now()) }
        guard case .wait(let time) = decision, !proven.withLock({ $0.contains(mark) }) else { return }
        throw Problem.tooManyRequests(wait: time)
    }

    /// It has let somebody in.
    func proved(_ shown: ShownCredential) {
        guard let mark = ProvenCredentials.mark(of: shown) else { return }
        proven.withLock { $0.insert(mark) }
    }

    /// It has let nobody in.
    func refused(_ shown: ShownCredential, _ address: String) {
        guard let mark = ProvenCredentials.mark(of: shown) else { return }
        proven.withLock { $0.remove(mark) }
        _ = limiter.withLock { $0.admit(.refused, caller: address, now: now()) }
    }
}
