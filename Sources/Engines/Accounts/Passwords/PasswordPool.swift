import NIOPosix
import Synchronization

/// The threads that hash passwords: two at most, whose memory and time are all that log-ins can take from the recorder,
/// and a bounded number of passwords that wait for them.
final class PasswordPool: Sendable {
    enum Refusal: Error, Hashable {
        /// As many wait as may.
        case full
        case stopped
    }

    private let pool: NIOThreadPool
    private let capacity: Int
    private let taken = Mutex(0)

    /// - Parameter waiting: how many may wait beside those that are being worked on.
    init(threads: Int = 2, waiting: Int) {
        let count = min(max(threads, 1), 2)
        capacity = count + max(waiting, 0)
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    /// How many are being worked on or wait.
    var load: Int { taken.withLock { $0 } }

    func run<Value: Sendable>(_ job: @escaping @Sendable () -> Value) async throws(Refusal) -> Value {
        let hasRoom = taken.withLock { taken in
            guard taken < capacity else { return false }
            taken += 1
            return true
        }
        guard hasRoom else { throw .full }
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Refusal>, Never>) in
            pool.submit { state in
                let result: Result<Value, Refusal> = state == .active ? .success(job()) : .failure(.stopped)
                self.taken.withLock { $0 -= 1 }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    func stop() async {
        // The only error is that they have been stopped already.
        try? await pool.shutdownGracefully()
    }
}
