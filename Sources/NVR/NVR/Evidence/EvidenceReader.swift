import Storage
import Synchronization

/// Reads recordings for the evidence chains: on a thread of its own, which waits for all others, until the task is cancelled.
struct EvidenceReader: Sendable {
    private let thread: DiskThreads

    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isSet: Bool { value.withLock { $0 } }

        func set() { value.withLock { $0 = true } }
    }

    init(thread: DiskThreads) { self.thread = thread }

    /// - Parameter work: is given what it asks before each read whether it is to stop.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (@escaping @Sendable () -> Bool) throws -> Value
    ) async throws -> Value {
        let flag = Flag()
        return try await withTaskCancellationHandler {
            try await thread.run { try work { flag.isSet } }
        } onCancel: {
            flag.set()
        }
    }
}
