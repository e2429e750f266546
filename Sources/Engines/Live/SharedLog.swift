import Media
import Synchronization

/// A rendition's log between the one task that fills it and its viewers on any thread. One lock, held for the time of an
/// append or of one viewer's read; wake-ups are called outside it.
final class SharedLog: Sendable {
    private struct Waiter {
        let onWake: @Sendable () -> Void
        /// Nothing was there for it when it last looked.
        var isArmed = true
    }

    private struct State {
        var log: RenditionLog
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private let state: Mutex<State>

    init(limits: RenditionLog.Limits) { state = Mutex(State(log: RenditionLog(limits: limits))) }

    var heldBytes: Int { state.withLock { $0.log.heldBytes } }

    /// - Parameter isCaughtUp: all that the camera's ring had is in the log with this; nil where it stays as it is.
    func append(_ items: [RenditionItem], isCaughtUp: Bool? = nil, at now: MonotonicTime) {
        let wakes = state.withLock { state -> [@Sendable () -> Void] in
            var isNews = !items.isEmpty
            for item in items { state.log.append(item, at: now) }
            if let isCaughtUp {
                if isCaughtUp, !state.log.isCaughtUp { isNews = true }
                state.log.isCaughtUp = isCaughtUp
            }
            guard isNews else { return [] }
            var wakes: [@Sendable () -> Void] = []
            for (identifier, waiter) in state.waiters where waiter.isArmed {
                state.waiters[identifier]?.isArmed = false
                wakes.append(waiter.onWake)
            }
            return wakes
        }
        for wake in wakes { wake() }
    }

    func addWaiter(_ onWake: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = Waiter(onWake: onWake)
            return state.nextWaiter
        }
    }

    func removeWaiter(_ identifier: Int) { state.withLock { $0.waiters[identifier] = nil } }

    /// A viewer who finds nothing more is woken when there is something.
    func read(
        _ identifier: Int,
        _ cursor: inout ViewerCursor,
        at now: MonotonicTime,
        into items: inout [ViewerItem]
    ) -> Bool {
        state.withLock { state in
            let hasMore = cursor.read(state.log, at: now, into: &items)
            state.waiters[identifier]?.isArmed = !hasMore && cursor.isWritable
            return hasMore
        }
    }
}
