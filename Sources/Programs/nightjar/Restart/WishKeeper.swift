import Dispatch
import Glibc
import Logging
import NVR
import ServiceLifecycle
import Synchronization

/// Takes what somebody wants of the program, and ends the service group by returning.
///
/// What does not come to its end in good order must not hold up a restart for ever: after a bound it is done all the same. What
/// is lost then is what a crash would take (docs/operations.md).
final class WishKeeper: Service {
    private let start: ProgramStart
    private let bound: Duration
    private let logger: Logger
    private let kept = Mutex<ProgramWish?>(nil)
    private let wishes: AsyncStream<ProgramWish>
    private let continuation: AsyncStream<ProgramWish>.Continuation
    /// Of its own, since whatever hangs may have taken the common threads.
    private let watch = DispatchQueue(label: "restart")

    /// - Parameter bound: longer than the service group takes for an end in good order.
    init(start: ProgramStart, bound: Duration = .seconds(20), logger: Logger) {
        self.start = start
        self.bound = bound
        self.logger = logger
        (wishes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// The first that came.
    var wish: ProgramWish? { kept.withLock { $0 } }

    func take(_ wish: ProgramWish) {
        let isFirst = kept.withLock { kept in
            guard kept == nil else { return false }
            kept = wish
            return true
        }
        guard isFirst else { return }
        logger.notice("the program ends", metadata: ["wish": "\(wish.rawValue)"])
        continuation.yield(wish)
        watch.asyncAfter(deadline: .now() + bound / .seconds(1)) { self.insist(on: wish) }
    }

    /// Returns when there is a wish, or the group shuts down for another reason.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in self.wishes { return }
        }
    }

    private func insist(on wish: ProgramWish) {
        logger.error("the end takes too long, and is not waited for", metadata: ["wish": "\(wish.rawValue)"])
        switch wish {
        case .shutDown: exit(EXIT_SUCCESS)
        case .restart:
            Console.complain("\(start.again())")
            exit(ProgramStart.failure)
        }
    }
}
