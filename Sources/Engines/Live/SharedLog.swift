import Media
import NIOCore
import Stream
import Synchronization

/// A rendition's log between the one task that fills it and its viewers on any thread. One lock, held for the time of an
/// append or of one viewer's read; wake-ups are called outside it, one for each event loop that has viewers, and the budget
/// is told of each change.
final class SharedLog: Sendable, BudgetMember {
    private struct State {
        var log: RenditionLog
        var viewers = WakeGroups()
    }

    private let state: Mutex<State>

    private let budget: RingBudget?

    /// - Parameter budget: of all renditions together; nil for none.
    init(limits: RenditionLog.Limits, budget: RingBudget? = nil) {
        state = Mutex(State(log: RenditionLog(limits: limits)))
        self.budget = budget
        budget?.add(self, priority: 0)
    }

    deinit { budget?.remove(ObjectIdentifier(self), holding: heldBytes) }

    var heldBytes: Int { state.withLock { $0.log.heldBytes } }

    /// How often event loops were called.
    var loopCalls: Int { state.withLock { $0.viewers.loopCalls } }

    /// - Parameter isCaughtUp: all that the camera's ring had is in the log with this; nil where it stays as it is.
    func append(_ items: [RenditionItem], isCaughtUp: Bool? = nil, at now: MonotonicTime) {
        let (calls, change) = state.withLock { state -> (WakeGroups.Calls, Int) in
            var isNews = !items.isEmpty
            let before = state.log.heldBytes
            for item in items { state.log.append(item, at: now) }
            if let isCaughtUp {
                if isCaughtUp, !state.log.isCaughtUp { isNews = true }
                state.log.isCaughtUp = isCaughtUp
            }
            return (isNews ? state.viewers.call() : WakeGroups.Calls(), state.log.heldBytes - before)
        }
        budget?.change(by: change, in: self)
        for wake in calls.wakes { wake() }
        for loop in calls.loops { loop.execute { self.wakeViewers(on: loop) } }
    }

    private func wakeViewers(on loop: any EventLoop) {
        for wake in state.withLock({ $0.viewers.answer(from: loop) }) { wake() }
    }

    /// - Parameter loop: where `wake` is called; nil for on any thread.
    func addWaiter(on loop: (any EventLoop)?, _ wake: @escaping @Sendable () -> Void) -> Int {
        state.withLock { $0.viewers.add(on: loop, wake) }
    }

    func move(_ identifier: Int, to loop: any EventLoop) { state.withLock { $0.viewers.move(identifier, to: loop) } }

    func removeWaiter(_ identifier: Int) { state.withLock { $0.viewers.remove(identifier) } }

    // MARK: Giving way to other renditions

    var canGive: Bool { state.withLock { $0.log.canShed } }

    func letGoOfRead(_ bytes: Int) { _ = give { $0.letGoOfPast(downTo: $0.heldBytes - bytes) } }

    func shedOldestGroup() -> Bool { give { $0.shedOldestGroup() } }

    private func give(_ work: (inout RenditionLog) -> Void) -> Bool {
        let freed = state.withLock { state in
            let before = state.log.heldBytes
            work(&state.log)
            return before - state.log.heldBytes
        }
        budget?.change(by: -freed)
        return freed > 0
    }

    // MARK: Reading

    /// A viewer who finds nothing more is woken when there is something.
    func read(
        _ identifier: Int,
        _ cursor: inout ViewerCursor,
        at now: MonotonicTime,
        into items: inout [ViewerItem]
    ) -> Bool {
        state.withLock { state in
            let hasMore = cursor.read(state.log, at: now, into: &items)
            state.viewers.setArmed(!hasMore && cursor.isWritable, identifier)
            return hasMore
        }
    }
}
