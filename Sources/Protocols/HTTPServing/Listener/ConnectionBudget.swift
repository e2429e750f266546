import Synchronization

/// How many connections all listeners of a program may have open together, so that files and sockets are left for whatever
/// else it does.
///
/// When all are taken, the idlest connection of any listener goes for a new one. One that was told to go can take a while (a
/// peer that speaks TLS is waited for), and counts until it is gone: only so many may be on their way out.
package final class ConnectionBudget: Sendable {
    private struct Member {
        weak var connections: OpenConnections?
    }

    private struct State {
        var members: [Member] = []
        var open = 0
        var leaving = 0
    }

    /// Connections that are served.
    package let limit: Int
    /// Connections beyond these that have been told to go.
    package let leavingLimit: Int
    private let state = Mutex(State())
    private let uses = Atomic<UInt64>(0)

    /// - Parameter limit: at least 1; one listener alone needs no bound but its own.
    package init(limit: Int = .max) {
        self.limit = max(1, limit)
        leavingLimit = max(1, min(64, limit / 8))
    }

    /// The number of the next use of any connection: by these numbers the idlest is found.
    var nextUse: UInt64 { uses.add(1, ordering: .relaxed).newValue }

    /// A listener's connections, which can be told to go.
    func join(_ connections: OpenConnections) {
        state.withLock { state in
            state.members.removeAll { $0.connections == nil }
            state.members.append(Member(connections: connections))
        }
    }

    /// A connection has been told to go.
    func leave() {
        state.withLock { state in
            state.open -= 1
            state.leaving += 1
        }
    }

    /// A connection is gone.
    func giveBack(wasLeaving: Bool) {
        state.withLock { state in
            if wasLeaving { state.leaving -= 1 } else { state.open -= 1 }
        }
    }

    /// Takes the room of one connection; false where there is none.
    func take() -> Bool {
        state.withLock { state in
            let free = limit - state.open
            guard free > 0, free > state.leaving - leavingLimit else { return false }
            state.open += 1
            return true
        }
    }

    /// Tells the idlest connection of all to go; false where all are busy, or too many are on their way.
    ///
    /// Listeners take while they hold their own locks, so this one is not held when theirs are taken here. What has become busy
    /// meanwhile stays.
    func evictIdlest() -> Bool {
        let (members, hasRoomToLeave) = state.withLock { state in
            (state.members.compactMap(\.connections), state.leaving < leavingLimit)
        }
        guard hasRoomToLeave else { return false }
        let idlest = members.compactMap { member in member.idlest.map { (member, $0) } }
            .min { $0.1.rank < $1.1.rank }
        return idlest.map { $0.0.evict($0.1.id) } ?? false
    }
}
