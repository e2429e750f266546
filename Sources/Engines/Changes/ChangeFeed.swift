package import Media
import Synchronization

/// Tells any number of subscribers what changes.
///
/// A publisher never waits for a subscriber: it adds to a bounded history and wakes those who sleep. A subscriber that
/// is slower than the history is long loses the oldest and is told. Thread-safe.
package final class ChangeFeed: Sendable {
    private struct State {
        var history: ChangeHistory
        var wakes: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextSubscriber: UInt64 = 0
        var isFinished = false
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - bound: changes that are remembered, and so the most that a subscriber can lag behind.
    ///   - sequence: the number before the first. Take the milliseconds since 1970 at the start of the program: then
    ///     numbers rise over restarts, and a client that comes back with one of the run before is told that it has
    ///     missed something.
    package init(bound: Int = 2048, startingAfter sequence: UInt64) {
        state = Mutex(State(history: ChangeHistory(bound: bound, startingAfter: sequence)))
    }

    /// The number of the last change.
    package var newest: UInt64 { state.withLock { $0.history.newest } }

    package var subscriberCount: Int { state.withLock { $0.wakes.count } }

    @discardableResult
    package func publish(_ kind: Change.Kind, _ object: String, id: String, at time: WallTime) -> Change? {
        let (change, wakes) = state.withLock { state -> (Change?, [AsyncStream<Void>.Continuation]) in
            guard !state.isFinished else { return (nil, []) }
            let change = state.history.add { sequence in
                Change(sequence: sequence, time: time, kind: kind, object: object, id: id)
            }
            return (change, Array(state.wakes.values))
        }
        // Not under the lock: a subscriber that is cancelled meanwhile holds its task's own lock while it takes this one to
        // sign itself off, and to wake it is to take the two the other way round (withTaskCancellationHandler, "Cancellation
        // handlers and locks"). The recorder stood still for ever, on two cores as a whole.
        for wake in wakes { wake.yield() }
        return change
    }

    /// - Parameter sequence: the last number that the subscriber has seen (`Last-Event-ID`); nil to begin with the next
    ///   change.
    package func subscribe(after sequence: UInt64? = nil) -> ChangeSubscription {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (number, start) = state.withLock { state in
            state.nextSubscriber += 1
            if state.isFinished {
                continuation.finish()
            } else {
                state.wakes[state.nextSubscriber] = continuation
            }
            return (state.nextSubscriber, sequence ?? state.history.newest)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.wakes.removeValue(forKey: number) }
        }
        return ChangeSubscription(feed: self, wakes: wakes, start: start)
    }

    /// Publishes nothing any more. Subscribers get what is left, and then their end.
    package func finish() {
        let wakes = state.withLock { state in
            state.isFinished = true
            defer { state.wakes = [:] }
            return Array(state.wakes.values)
        }
        // Not under the lock: each takes it to sign itself off.
        for wake in wakes { wake.finish() }
    }

    func next(after sequence: UInt64) -> ChangeEvent? { state.withLock { $0.history.next(after: sequence) } }
}

/// The changes for one subscriber, in order. For one task; it ends with the feed, or when the task is cancelled.
package struct ChangeSubscription: AsyncSequence, Sendable {
    package typealias Element = ChangeEvent
    package typealias Failure = Never

    let feed: ChangeFeed
    let wakes: AsyncStream<Void>
    let start: UInt64

    package func makeAsyncIterator() -> Iterator {
        Iterator(feed: feed, wakes: wakes.makeAsyncIterator(), position: start)
    }

    package struct Iterator: AsyncIteratorProtocol {
        let feed: ChangeFeed
        var wakes: AsyncStream<Void>.Iterator
        var position: UInt64

        package mutating func next() async -> ChangeEvent? { await next(isolation: nil) }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> ChangeEvent? {
            while !Task.isCancelled {
                // Asked before each sleep: a wake that came meanwhile is still in the stream's buffer.
                if let event = feed.next(after: position) {
                    position = event.sequence
                    return event
                }
                guard await wakes.next(isolation: actor) != nil else { return last() }
            }
            return nil
        }

        /// What was published between the last look and the end.
        private mutating func last() -> ChangeEvent? {
            guard !Task.isCancelled, let event = feed.next(after: position) else { return nil }
            position = event.sequence
            return event
        }
    }
}
