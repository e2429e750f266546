package import NIOCore
import NIOPosix

/// An event loop that cameras live on, with one clock tick for all of them: a timer of each camera's own would wake the
/// loop as often as its packets do.
package final class IngestLoop: Sendable {
    /// What is ticked, on the loop.
    protocol Member: AnyObject {
        /// Every ``IngestLoop/tick``.
        func tick()
    }

    static let tick = TimeAmount.milliseconds(80)
    /// Nearly.
    static let ticksPerSecond = 12

    package let eventLoop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    private struct State {
        var members: [ObjectIdentifier: any Member] = [:]
        var task: RepeatedTask?
    }

    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        state = NIOLoopBoundBox.makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    /// On the loop. The member is kept until it is removed.
    func add(_ member: any Member) {
        state.value.members[ObjectIdentifier(member)] = member
        guard state.value.task == nil else { return }
        state.value.task = eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { [state] _ in
            for member in state.value.members.values { member.tick() }
        }
    }

    /// On the loop.
    func remove(_ member: any Member) {
        state.value.members[ObjectIdentifier(member)] = nil
        guard state.value.members.isEmpty else { return }
        state.value.task?.cancel()
        state.value.task = nil
    }
}
