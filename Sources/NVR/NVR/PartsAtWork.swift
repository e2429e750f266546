import Logging
import Synchronization

/// Which parts of the recorder are at work, by their names: an end that does not come says what it waits for.
final class PartsAtWork: Sendable {
    /// Speaks once, when the end begins.
    let ending: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation
    private let names = Mutex<[String]>([])

    /// So long an end may take before it is told. Files are closed, and rows written, in a second or two.
    private static let patience: Duration = .seconds(5)

    init() { (ending, end) = AsyncStream.makeStream() }

    func beginEnd() { end.yield() }

    /// Does a part's work, and knows of it meanwhile.
    func run<Failure: Error>(_ name: String, _ work: () async throws(Failure) -> Void) async throws(Failure) {
        names.withLock { $0.append(name) }
        defer { names.withLock { names in names.firstIndex(of: name).map { _ = names.remove(at: $0) } } }
        try await work()
    }

    /// Tells, again and again, what has not ended, until the task is cancelled.
    func tellWhatHasNotEnded(_ logger: Logger) async {
        // The interval itself. Fails when it is cancelled, which ends the loop.
        while (try? await Task.sleep(for: Self.patience)) != nil {
            let left = names.withLock { $0.joined(separator: ", ") }
            logger.warning("the end takes long", metadata: ["still at work": "\(left)"])
        }
    }
}
