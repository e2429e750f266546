import NIOCore
import Synchronization

/// The open connections of one listener: counted, bounded in all and per address, and closed together.
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
    }

    fileprivate struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var households: [IPAddress: Int] = [:]
        var uses: UInt64 = 0
        var closing = false
        var drained: EventLoopPromise<Void>?
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let state = Mutex(State())

    init(limit: Int, perAddress: Int = .max) {
        self.limit = limit
        limitPerAddress = perAddress
    }

    /// Registers a new connection until it closes; false when there is no room for it, or the listener is stopping.
    ///
    /// - Parameter address: of the peer; nil for one that is not counted by address, as a proxy.
    func add(_ channel: any Channel, address: IPAddress? = nil) -> Bool {
        let household = address?.household
        let (added, evicted) = state.withLock { state -> (Bool, (any Channel)?) in
            guard !state.closing else { return (false, nil) }
            var evicted: (any Channel)?
            if let household, state.households[household, default: 0] >= limitPerAddress {
                guard let victim = state.longestIdle(of: household) else { return (false, nil) }
                evicted = state.remove(victim)
            } else if state.entries.count >= limit {
                guard let victim = state.longestIdle() else { return (false, nil) }
                evicted = state.remove(victim)
            }
            state.uses += 1
            state.entries[ObjectIdentifier(channel)] = Entry(
                channel: channel,
                household: household,
                lastUsed: state.uses
            )
            if let household { state.households[household, default: 0] += 1 }
            return (true, evicted)
        }
        evicted?.close(promise: nil)
        if added { channel.closeFuture.whenComplete { _ in self.remove(channel) } }
        return added
    }

    /// A request on this connection begins to be answered.
    func begin(_ channel: any Channel) { use(channel, 1) }

    /// Its answer is complete.
    func end(_ channel: any Channel) { use(channel, -1) }

    private func use(_ channel: any Channel, _ change: Int) {
        state.withLock { state in
            state.uses += 1
            let uses = state.uses
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
        let drained = state.withLock { state -> EventLoopPromise<Void>? in
            _ = state.remove(ObjectIdentifier(channel))
            guard state.entries.isEmpty else { return nil }
            defer { state.drained = nil }
            return state.drained
        }
        drained?.succeed()
    }
}

extension OpenConnections.State {
    fileprivate func longestIdle(of household: IPAddress? = nil) -> ObjectIdentifier? {
        entries.lazy
            .filter { $0.value.busy == 0 && (household == nil || $0.value.household == household) }
            .min { ($0.value.wasAsked ? 1 : 0, $0.value.lastUsed) < ($1.value.wasAsked ? 1 : 0, $1.value.lastUsed) }?
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
