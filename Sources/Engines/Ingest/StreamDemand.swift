import Stream
import Synchronization

/// Whether a stream is wanted now: always, or only while somebody watches it, and a little longer.
///
/// Thread-safe. One task waits at it at a time.
final class StreamDemand: Sendable {
    private struct State {
        var isOnDemand: Bool
        /// Rises with each change of who watches, so that somebody who came and went in between counts.
        var changes = 0
        var whenUnwanted: (@Sendable () -> Void)?
    }

    private let ring: StreamRing
    private let linger: Duration
    private let state: Mutex<State>
    private let pokes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// - Parameter linger: how long a stream is wanted after the last viewer has gone: who changes from one way of watching
    ///   to another, or loads a page again, finds it as it was.
    init(of ring: StreamRing, isOnDemand: Bool, linger: Duration) {
        self.ring = ring
        self.linger = linger
        state = Mutex(State(isOnDemand: isOnDemand))
        (pokes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        ring.watchViewers(as: .demand) { [weak self] _ in self?.look() }
    }

    deinit { ring.watchViewers(as: .demand, nil) }

    var isWanted: Bool { !state.withLock { $0.isOnDemand } || ring.hasViewers }

    /// Has `action` called, on any thread, when nobody has wanted the stream for a while.
    func whenUnwanted(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.whenUnwanted = action } }

    func setOnDemand(_ isOnDemand: Bool) {
        let isAnother = state.withLock { state in
            defer { state.isOnDemand = isOnDemand }
            return state.isOnDemand != isOnDemand
        }
        if isAnother { look() }
    }

    /// Returns when the stream is wanted, or the task is cancelled.
    func wait() async {
        var pokes = pokes.makeAsyncIterator()
        while !isWanted, !Task.isCancelled { guard await pokes.next() != nil else { return } }
    }

    /// The calls of the ring may come in any order: what counts is what is so now.
    private func look() {
        let change = state.withLock { state in
            state.changes += 1
            return state.changes
        }
        guard !isWanted else {
            continuation.yield()
            return
        }
        Task { [weak self, linger] in
            // A pause that is part of the work; nothing cuts it short.
            try? await Task.sleep(for: linger)
            self?.leave(after: change)
        }
    }

    private func leave(after change: Int) {
        guard !isWanted else { return }
        let action = state.withLock { $0.changes == change ? $0.whenUnwanted : nil }
        action?()
    }
}
