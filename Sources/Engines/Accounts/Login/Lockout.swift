import Media

/// How wrong tries are held up.
package enum LockoutPolicy: Hashable, Sendable {
    /// By account and by address, longer and longer.
    case growing
    /// By address alone, on one listener: after so many wrong tries nothing is tried for a while, then all begins anew.
    case fixed(listener: String, tries: Int, pause: Duration)
}

/// Who may try a password or a code, and who must wait.
///
/// A try is counted as wrong before it is made, so that a thousand at once are no more than a thousand after one
/// another; being right takes it back. Three counts stand beside one another: of an account and an address together, of
/// an account from everywhere, of an address with every account. An address from which somebody has logged in before is
/// known to be good for that account: only its own count holds it up, so that nobody can lock others out of their
/// account, or a whole office, by being wrong elsewhere. Sessions and keys are never asked.
struct Lockout: Sendable {
    /// A try that was allowed.
    struct Ticket: Sendable {
        fileprivate var counts: [(key: Key, before: MonotonicTime?)]
        fileprivate let pair: Pair?
        fileprivate let at: MonotonicTime
    }

    enum Verdict: Sendable {
        case allowed(Ticket)
        case blocked(Duration)
    }

    fileprivate struct Pair: Hashable {
        let account: String
        let network: NetworkKey
    }

    fileprivate enum Key: Hashable {
        case pair(Pair)
        case account(String)
        case network(NetworkKey)
        case listener(String, NetworkKey)
    }

    private struct Count {
        var failures = 0
        var last: MonotonicTime
        /// How long nothing may be tried after the last failure, and after what quiet all is forgotten.
        var pause = Duration.zero
        var memory = Lockout.memory
    }

    /// Wrong tries are forgotten when there was none for so long.
    private static let memory = Duration.seconds(3600)

    private var counts: [Key: Count] = [:]
    private var known: [Pair: MonotonicTime] = [:]
    private let capacity: Int

    /// - Parameter capacity: how many counts, and how many known addresses, are kept: names and addresses are a
    ///   stranger's, of any number.
    init(capacity: Int = 8192) { self.capacity = max(capacity, 4) }

    var entries: Int { counts.count + known.count }

    mutating func attempt(
        _ account: String,
        from network: NetworkKey?,
        _ policy: LockoutPolicy,
        at now: MonotonicTime
    ) -> Verdict {
        let keys = keys(account, network, policy)
        if let remaining = remaining(keys, at: now) { return .blocked(remaining) }
        var ticket = Ticket(counts: [], pair: network.map { Pair(account: account, network: $0) }, at: now)
        for key in keys {
            if counts.count >= capacity, counts[key] == nil { makeRoom(at: now) }
            var count = counts[key].flatMap { isForgotten($0, at: now) ? nil : $0 } ?? Count(last: now)
            ticket.counts.append((key, count.failures > 0 ? count.last : nil))
            count.failures += 1
            count.last = now
            Self.setPause(of: &count, key, policy)
            counts[key] = count
        }
        return .allowed(ticket)
    }

    /// The try was right: whoever made it is known here from now on.
    mutating func succeeded(_ ticket: Ticket, _ policy: LockoutPolicy) {
        withdrawn(ticket, policy)
        for (key, _) in ticket.counts {
            switch key {
            case .pair, .listener: counts[key] = nil
            // These are others' failures as well; being right with one's own account does not undo them.
            case .account, .network: break
            }
        }
        guard let pair = ticket.pair else { return }
        if known.count >= capacity, known[pair] == nil {
            let oldest = known.values.sorted()[capacity / 4]
            known = known.filter { $0.value > oldest }
        }
        known[pair] = ticket.at
    }

    /// The try was not made, or was not wrong.
    mutating func withdrawn(_ ticket: Ticket, _ policy: LockoutPolicy) {
        for (key, before) in ticket.counts {
            guard var count = counts[key] else { continue }
            count.failures -= 1
            if count.last == ticket.at, let before { count.last = before }
            Self.setPause(of: &count, key, policy)
            counts[key] = count.failures > 0 ? count : nil
        }
    }

    /// How long somebody must wait; nil for not at all.
    func remaining(
        _ account: String,
        from network: NetworkKey?,
        _ policy: LockoutPolicy,
        at now: MonotonicTime
    ) -> Duration? { remaining(keys(account, network, policy), at: now) }

    /// Forgets the wrong tries with an account.
    mutating func clear(_ account: String) {
        counts = counts.filter { key, _ in
            switch key {
            case .pair(let pair): pair.account != account
            case .account(let name): name != account
            case .network, .listener: true
            }
        }
    }

    /// An address is known to be good for an account, from before this start.
    mutating func know(_ account: String, from network: NetworkKey, at now: MonotonicTime) {
        guard known.count < capacity else { return }
        known[Pair(account: account, network: network)] = now
    }

    private func keys(_ account: String, _ network: NetworkKey?, _ policy: LockoutPolicy) -> [Key] {
        switch policy {
        case .fixed(let listener, _, _): return [.listener(listener, network ?? .other(""))]
        case .growing:
            guard let network else { return [.account(account)] }
            let pair = Pair(account: account, network: network)
            return known[pair] == nil ? [.pair(pair), .account(account), .network(network)] : [.pair(pair)]
        }
    }

    private func remaining(_ keys: [Key], at now: MonotonicTime) -> Duration? {
        let longest = keys.compactMap { counts[$0] }.map { $0.last + $0.pause - now }.max()
        return longest.flatMap { $0 > .zero ? $0 : nil }
    }

    private func isForgotten(_ count: Count, at now: MonotonicTime) -> Bool { now - count.last >= count.memory }

    private static func setPause(of count: inout Count, _ key: Key, _ policy: LockoutPolicy) {
        if case .fixed(_, let tries, let pause) = policy {
            let isOver = count.failures >= tries
            count.pause = isOver ? pause : .zero
            count.memory = isOver ? pause : memory
            return
        }
        let (free, longest): (Int, Int64) =
            switch key {
            case .pair: (5, 900)
            // Whoever attacks an account from everywhere must not keep its owner from a new place for long.
            case .account: (10, 300)
            case .network, .listener: (20, 900)
            }
        guard count.failures >= free else {
            count.pause = .zero
            return
        }
        count.pause = .seconds(min(longest, 1 << Int64(min(count.failures - free, 20))))
    }

    /// Drops what is forgotten, and if that is not enough, those with the fewest failures: whoever floods the table
    /// with names and addresses drives out his own.
    private mutating func makeRoom(at now: MonotonicTime) {
        counts = counts.filter { !isForgotten($0.value, at: now) }
        let goal = capacity / 4 * 3
        guard counts.count > goal else { return }
        let order = counts.sorted { ($0.value.failures, $0.value.last) < ($1.value.failures, $1.value.last) }
        for (key, _) in order.prefix(counts.count - goal) { counts[key] = nil }
    }
}
