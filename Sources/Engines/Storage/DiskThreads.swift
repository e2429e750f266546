import CFileSystem
import NIOPosix

/// The threads that work on one disk, so that its being slow holds up nobody else. One set per volume and purpose.
package final class DiskThreads: Sendable {
    /// How many there are.
    package let count: Int
    private let pool: NIOThreadPool

    /// - Parameter count: how much is done at once: 2 for a disk that turns, 4–8 for one that does not.
    package init(count: Int = 4) {
        self.count = max(count, 1)
        pool = NIOThreadPool(numberOfThreads: self.count)
        pool.start()
    }

    /// A single thread for work that can wait: where the disk's scheduler knows priorities, all others go first.
    package static func patient() -> DiskThreads {
        let threads = DiskThreads(count: 1)
        // Advice: where it is not taken, the work is done all the same.
        threads.submit { _ = cfilesystem_lower_priority() }
        return threads
    }

    /// Does `job` on one of the threads, after what was submitted before and found no free thread.
    package func submit(_ job: @escaping @Sendable () -> Void) {
        // After `stop()` it is done at once on the caller's thread: late, but never lost.
        pool.submit { _ in job() }
    }

    /// The result of `job`, done on one of the threads.
    package func run<Value: Sendable, Failure: Error>(
        _ job: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
            submit {
                do throws(Failure) {
                    continuation.resume(returning: .success(try job()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Ends the threads once they have done what they are at.
    package func stop() async {
        // The only error is that they have been stopped already.
        try? await pool.shutdownGracefully()
    }
}
