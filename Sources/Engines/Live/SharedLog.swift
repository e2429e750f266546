import Media
import NIOCore
import Synchronization

/// A rendition's log between the one task that fills it and its viewers on any thread. One lock, held for the time of an
/// append or of one viewer's read; wake-ups are called outside it, one for each event loop that has viewers.
final class SharedLog: Sendable {
    private struct State {
        var log: RenditionLog
        var viewers = WakeGroups()
    }

    private let state: Mutex<State>

    init(limits: RenditionLog.Limits) { state = Mutex(State(log: RenditionLog(limits: limits))) }

    var heldBytes: Int { state.withLock { $0.log.heldBytes } }

    /// How often event loops were called.
    var loopCalls: Int { state.withLock { $0.viewers.loopCalls } }

    /// - Parameter isCaughtUp: all that the camera's ring had is in the log with this; nil where it stays as it is.
    func append(_ items: [RenditionItem], isCaughtUp: Bool? = nil, at now: MonotonicTime) {
        let calls = state.withLock { state -> WakeGroups.Calls in
            var isNews = !items.isEmpty
            for item in items { state.log.append(item, at: now) }
            if let isCaughtUp {
                if isCaughtUp, !state.log.isCaughtUp { isNews = true }
                state.log.isCaughtUp = isCaughtUp
            }
            return isNews ? state.viewers.call() : WakeGroups.Calls()
        }
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
