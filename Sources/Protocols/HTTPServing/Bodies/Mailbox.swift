import Synchronization

/// Hands values from one task to another, a bounded number ahead: a full mailbox makes the sender wait.
///
/// One task puts, one takes. A task that is cancelled while it waits stops waiting, without an error.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var taker: CheckedContinuation<Element?, Never>?
        var putter: CheckedContinuation<Void, Never>?
        var isFinished = false
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Waits for room and leaves the element. False when the mailbox is finished, or the task is cancelled.
    func put(_ element: Element) async -> Bool {
        while !Task.isCancelled {
            switch tryPut(element) {
            case .done: return true
            case .finished: return false
            case .full: await waitForRoom()
            }
        }
        return false
    }

    /// The next element; nil once the mailbox is finished and empty, or when the task is cancelled.
    func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (putter, element) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Element??) in
                    if !state.waiting.isEmpty {
                        defer { state.putter = nil }
                        return (state.putter, .some(state.waiting.removeFirst()))
                    }
                    if state.isFinished || Task.isCancelled { return (nil, .some(nil)) }
                    state.taker = continuation
                    return (nil, nil)
                }
                putter?.resume()
                if let element { continuation.resume(returning: element) }
            }
        } onCancel: {
            let taker = state.withLock { state in
                defer { state.taker = nil }
                return state.taker
            }
            taker?.resume(returning: nil)
        }
    }

    /// Nothing more will come; what is in the mailbox can still be taken.
    func finish() {
        let (taker, putter) = state.withLock { state in
            state.isFinished = true
            defer { (state.taker, state.putter) = (nil, nil) }
            return (state.taker, state.putter)
        }
        taker?.resume(returning: nil)
        putter?.resume()
    }

    private enum Attempt { case done, full, finished }

    private func tryPut(_ element: Element) -> Attempt {
        let (attempt, taker) = state.withLock { state -> (Attempt, CheckedContinuation<Element?, Never>?) in
            if state.isFinished { return (.finished, nil) }
            if let taker = state.taker {
                state.taker = nil
                return (.done, taker)
            }
            if state.waiting.count >= capacity { return (.full, nil) }
            state.waiting.append(element)
            return (.done, nil)
        }
        taker?.resume(returning: element)
        return attempt
    }

    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let hasRoom = state.withLock { state in
                    if state.isFinished || state.waiting.count < capacity || Task.isCancelled { return true }
                    state.putter = continuation
                    return false
                }
                if hasRoom { continuation.resume() }
            }
        } onCancel: {
            let putter = state.withLock { state in
                defer { state.putter = nil }
                return state.putter
            }
            putter?.resume()
        }
    }
}
