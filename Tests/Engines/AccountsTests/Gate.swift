import Glibc
import Synchronization

/// Holds threads until it is opened, and counts how many were inside at once.
final class Gate: Sendable {
    private struct State {
        var isOpen: Bool
        var inside = 0
        var most = 0
    }

    private let state: Mutex<State>

    init(isOpen: Bool = false) { state = Mutex(State(isOpen: isOpen)) }

    var inside: Int { state.withLock { $0.inside } }
    var most: Int { state.withLock { $0.most } }

    func open() { state.withLock { $0.isOpen = true } }
    func close() { state.withLock { $0.isOpen = false } }

    func pass() {
        state.withLock { state in
            state.inside += 1
            state.most = max(state.most, state.inside)
        }
        while !state.withLock({ $0.isOpen }) { sched_yield() }
        state.withLock { $0.inside -= 1 }
    }
}
