import Logging
import Synchronization

/// Which parts of the recorder are at work, by their names: an end that does not come says what it waits for.
final class PartsAtWork: Sendable {
    /// Speaks once, when the end begins.
    private let ending: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private let names = Mutex<[String]>([])

    private let patience: Duration

    /// - Parameter patience: so long an end may take before it is told. Files are closed, and rows written, in a second or two.
    init(patience: Duration = .seconds(5)) {
        self.patience = patience
        (ending, end) = AsyncStream.makeStream()
    }

    func beginEnd() { end.yield() }

    /// Does a part's work, and knows of it meanwhile.
    func run<Failure: Error>(_ name: String, _ work: () async throws(Failure) -> Void) async throws(Failure) {
        names.withLock { $0.append(name) }
        defer { names.withLock { names in names.firstIndex(of: name).map { _ = names.remove(at: $0) } } }
        try await work()
    }

    /// Waits for the end to begin, and then tells, again and again, what has not ended, until the task is cancelled.
    func watch(_ logger: Logger) async {
        for await _ in ending {
            // The interval itself. Fails when it is cancelled, which ends the loop.
            while (try? await Task.sleep(for: patience)) != nil {
                let left = names.withLock { $0.joined(separator: ", ") }
                logger.warning("the end takes long", metadata: ["still at work": "\(left)"])
            }
        }
    }
}
