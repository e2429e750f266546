import Synchronization

/// How far threads have come that may stand still: a test goes on beside them, and finds it out.
public final class Progress: Sendable {
    private struct Still: Error, CustomStringConvertible {
        var steps: Int
        var description: String { "It stands still after \(steps) steps." }
    }

    private let steps = Atomic(0)
    private let over = Atomic(false)

    public init() {}

    public var isOver: Bool { over.load(ordering: .acquiring) }

    public func step() { steps.add(1, ordering: .relaxed) }
    public func end() { over.store(true, ordering: .releasing) }

    /// Returns at the end.
    ///
    /// - Throws: where there is no step for half a minute.
    public func wait() async throws {
        var (known, since) = (0, ContinuousClock.now)
        while !isOver {
            let now = steps.load(ordering: .relaxed)
            if now > known { (known, since) = (now, .now) }
            guard ContinuousClock.now - since < .seconds(30) else { throw Still(steps: known) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
