import NIOCore
import Synchronization

/// The open connections of one listener: counted, bounded in all, per address and with those of other listeners, and closed
/// together.
///
/// When there is no room for one more, an idle one goes for it: first those on which nothing was ever asked, the oldest
/// first. So whoever opens connections and leaves them takes the room of his own kind, and not of those who are served.
final class OpenConnections: Sendable {
    fileprivate struct Entry {
        let channel: any Channel
        let household: IPAddress?
        /// Requests that are being answered.
        var busy = 0
        var wasAsked = false
        /// When it was last used, counted in uses of any connection.
        var lastUsed: UInt64

        var rank: Rank { Rank(wasAsked: wasAsked, lastUsed: lastUsed) }
    }

    /// The smaller goes first.
    struct Rank: Comparable {
        let wasAsked: Bool
        let lastUsed: UInt64

        static func < (left: Self, right: Self) -> Bool {
            (left.wasAsked ? 1 : 0, left.lastUsed) < (right.wasAsked ? 1 : 0, right.lastUsed)
        }
    }

    fileprivate struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var households: [IPAddress: Int] = [:]
        var closing = false
        var drained: EventLoopPromise<Void>?
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let budget: ConnectionBudget
    private let state = Mutex(State())

    /// - Parameter budget: shared with other listeners.
    init(limit: Int, perAddress: Int = .max, budget: ConnectionBudget = ConnectionBudget()) {
        self.limit = limit
        limitPerAddress = perAddress
        self.budget = budget
        budget.join(self)
    }

    /// Registers a new connection until it closes; false when there is no room for it, or the listener is stopping.
    ///
    /// - Parameter address: of the peer; nil for one that is not counted by address, as a proxy.
    func add(_ channel: any Channel, address: IPAddress? = nil) -> Bool {
        let household = address?.household
        var placing = place(channel, household)
        if placing == .full, budget.evictIdlest() { placing = place(channel, household) }
        guard placing == .done else { return false }
        channel.closeFuture.whenComplete { _ in self.remove(channel) }
        return true
    }

    private enum Placing {
        case done, refused
        /// There is room here, and none in the program.
        case full
    }

    /// First goes a connection of its own kind: one of its address, then one of its listener.
    private func place(_ channel: any Channel, _ household: IPAddress?) -> Placing {
        let (placing, evicted) = state.withLock { state -> (Placing, (any Channel)?) in
            guard !state.closing else { return (.refused, nil) }
            var evicted: (any Channel)?
            if let household, state.households[household, default: 0] >= limitPerAddress {
                guard let victim = state.longestIdle(of: household) else { return (.refused, nil) }
                evicted = state.remove(victim)
            } else if state.entries.count >= limit {
                guard let victim = state.longestIdle() else { return (.refused, nil) }
                evicted = state.remove(victim)
            }
            if evicted != nil { budget.leave() }
            guard budget.take() else { return (.full, evicted) }
            state.entries[ObjectIdentifier(channel)] = Entry(
                channel: channel,
                household: household,
                lastUsed: budget.nextUse
            )
            if let household { state.households[household, default: 0] += 1 }
            return (.done, evicted)
        }
        evicted?.close(promise: nil)
        return placing
    }

    /// The connection that goes first when other listeners need room; nil where all are busy.
    var idlest: (id: ObjectIdentifier, rank: Rank)? {
        state.withLock { state in
            state.longestIdle().flatMap { id in state.entries[id].map { (id: id, rank: $0.rank) } }
        }
    }

    /// Tells this connection to go, unless it is busy by now or gone.
    func evict(_ id: ObjectIdentifier) -> Bool {
        let evicted = state.withLock { state in state.entries[id]?.busy == 0 ? state.remove(id) : nil }
        guard let evicted else { return false }
        budget.leave()
        evicted.close(promise: nil)
        return true
    }

    /// A request on this connection begins to be answered.
    func begin(_ channel: any Channel) { use(channel, 1) }

    /// Its answer is complete.
    func end(_ channel: any Channel) { use(channel, -1) }

    private func use(_ channel: any Channel, _ change: Int) {
        let uses = budget.nextUse
        state.withLock { state in
            guard var entry = state.entries[ObjectIdentifier(channel)] else { return }
            entry.busy += change
            entry.wasAsked = true
            entry.lastUsed = uses
            state.entries[ObjectIdentifier(channel)] = entry
        }
    }

    /// Idle connections close now, busy ones after the answer they are giving.
    func quiesce() {
        for channel in channelsToClose() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    func closeAll() {
        for channel in channelsToClose() { channel.close(promise: nil) }
    }

    private func channelsToClose() -> [any Channel] {
        state.withLock { state in
            state.closing = true
            return state.entries.values.map(\.channel)
        }
    }

    /// Succeeds once no connection is open. To be asked once, after `quiesce` or `closeAll`.
    func drained(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        let empty = state.withLock { state in
            guard !state.entries.isEmpty else { return true }
            state.drained = promise
            return false
        }
        if empty { promise.succeed() }
        return promise.futureResult
    }

    private func remove(_ channel: any Channel) {
        let (wasLeaving, drained) = state.withLock { state -> (Bool, EventLoopPromise<Void>?) in
            let wasLeaving = state.remove(ObjectIdentifier(channel)) == nil
            guard state.entries.isEmpty else { return (wasLeaving, nil) }
            defer { state.drained = nil }
            return (wasLeaving, state.drained)
        }
        budget.giveBack(wasLeaving: wasLeaving)
        drained?.succeed()
    }
}

extension OpenConnections.State {
    fileprivate func longestIdle(of household: IPAddress? = nil) -> ObjectIdentifier? {
        entries.lazy
            .filter { $0.value.busy == 0 && (household == nil || $0.value.household == household) }
            .min { $0.value.rank < $1.value.rank }?
            .key
    }

    fileprivate mutating func remove(_ id: ObjectIdentifier) -> (any Channel)? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        if let household = entry.household, let count = households[household] {
            households[household] = count > 1 ? count - 1 : nil
        }
        return entry.channel
    }
}
