import HTTPTypes
package import Media

/// Counts requests by tier and caller, and says when there are too many: a token bucket for each, refilled evenly.
///
/// Bounded: of each tier it remembers so many callers, and forgets the one that has not asked for the longest time. Tiers do
/// not share that room, so that nobody can have his wrong passwords forgotten by asking for something else.
package struct RateLimiter: Sendable {
    package enum Decision: Hashable, Sendable {
        case allowed(remaining: Int)
        /// For how long the next request would be in vain.
        case wait(Duration)
    }

    private let callersPerTier: Int
    private var tiers: [String: RecentCallers] = [:]

    package init(callersPerTier: Int = 10_000) { self.callersPerTier = max(1, callersPerTier) }

    /// Counts a request, unless it is refused: who hammers does not wait longer for it.
    ///
    /// - Parameter caller: an address (`IPAddress.household`) or the name of an account.
    package mutating func admit(_ tier: RateLimitTier, caller: String, now: MonotonicTime) -> Decision {
        let (decision, paid) = consider(tier, caller, now)
        if case .allowed = decision {
            tiers[tier.name, default: RecentCallers(limit: callersPerTier)].pay(caller, until: paid)
        }
        return decision
    }

    /// What `admit` would say, without counting anything.
    package func decision(_ tier: RateLimitTier, caller: String, now: MonotonicTime) -> Decision {
        consider(tier, caller, now).decision
    }

    /// Takes back what a request was counted for, where it turned out to be of a kind that is not.
    package mutating func giveBack(_ tier: RateLimitTier, caller: String) {
        guard let paid = callers(tier).paidUntil(caller) else { return }
        let before = paid - interval(of: tier)
        tiers[tier.name]?.pay(caller, until: before)
    }

    private func interval(of tier: RateLimitTier) -> Int64 {
        max(1, min(tier.period.inNanoseconds / Int64(tier.limit), .max / 8))
    }

    private func consider(
        _ tier: RateLimitTier,
        _ caller: String,
        _ now: MonotonicTime
    ) -> (decision: Decision, paid: Int64) {
        let interval = interval(of: tier)
        // Each request costs one interval; what is paid for may lie this far ahead.
        let (room, overflow) = interval.multipliedReportingOverflow(by: Int64(tier.burst))
        let ahead = overflow ? Int64.max / 4 : min(room, .max / 4)
        let paid = max(callers(tier).paidUntil(caller) ?? .min, now.nanoseconds)
        let next = paid + interval
        let debt = next - now.nanoseconds - ahead
        guard debt <= 0 else { return (.wait(.nanoseconds(debt)), paid) }
        return (.allowed(remaining: Int((ahead - (next - now.nanoseconds)) / interval)), next)
    }

    /// Lets a caller begin anew, as after the right password.
    package mutating func forget(_ tier: RateLimitTier, caller: String) { tiers[tier.name]?.forget(caller) }

    /// How many callers are remembered, over all tiers.
    package var count: Int { tiers.values.reduce(0) { $0 + $1.count } }

    private func callers(_ tier: RateLimitTier) -> RecentCallers {
        tiers[tier.name] ?? RecentCallers(limit: callersPerTier)
    }
}

/// So many callers, in the order in which they came last: a list through an array, found by name.
private struct RecentCallers: Sendable {
    private struct Entry {
        var caller: String
        var paidUntil: Int64
        var newer: Int?
        var older: Int?
    }

    private let limit: Int
    private var entries: [Entry] = []
    private var places: [String: Int] = [:]
    private var newest: Int?
    private var oldest: Int?

    init(limit: Int) { self.limit = limit }

    var count: Int { places.count }

    func paidUntil(_ caller: String) -> Int64? { places[caller].map { entries[$0].paidUntil } }

    mutating func pay(_ caller: String, until time: Int64) {
        let place: Int
        if let known = places[caller] {
            place = known
            unlink(place)
        } else if entries.count < limit {
            place = entries.count
            entries.append(Entry(caller: caller, paidUntil: time))
        } else if let oldest {
            place = oldest
            unlink(place)
            places[entries[place].caller] = nil
        } else {
            return
        }
        places[caller] = place
        entries[place] = Entry(caller: caller, paidUntil: time, newer: nil, older: newest)
        if let newest { entries[newest].newer = place }
        newest = place
        if oldest == nil { oldest = place }
    }

    /// The place stays in the list under no name, as the oldest, and is the next to be given away.
    mutating func forget(_ caller: String) {
        guard let place = places.removeValue(forKey: caller) else { return }
        unlink(place)
        entries[place] = Entry(caller: "", paidUntil: .min, newer: oldest, older: nil)
        if let oldest { entries[oldest].older = place }
        oldest = place
        if newest == nil { newest = place }
    }

    private mutating func unlink(_ place: Int) {
        let entry = entries[place]
        if let newer = entry.newer { entries[newer].older = entry.older } else { newest = entry.older }
        if let older = entry.older { entries[older].newer = entry.newer } else { oldest = entry.newer }
    }
}

extension Problem {
    /// The answer to a caller who asks too often.
    package static func tooManyRequests(wait: Duration) -> Problem {
        let (whole, rest) = wait.inNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let seconds = max(1, whole + (rest > 0 ? 1 : 0))
        return Problem(
            .tooManyRequests,
            detail: "There were too many requests. Try again in \(seconds) \(seconds == 1 ? "second" : "seconds").",
            headers: [.retryAfter: "\(seconds)"]
        )
    }
}
