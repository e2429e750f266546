import Media

/// Requests that wait for what a stream will bring: each until then, or until its time is over.
struct LiveHLSWaiters {
    private struct Waiter {
        var deadline: MonotonicTime
        var continuation: CheckedContinuation<Void, Never>
    }

    private var waiters: [Int: Waiter] = [:]

    var count: Int { waiters.count }

    mutating func add(_ number: Int, until deadline: MonotonicTime, _ continuation: CheckedContinuation<Void, Never>) {
        waiters[number] = Waiter(deadline: deadline, continuation: continuation)
    }

    /// The continuations have to be resumed once no lock is held.
    mutating func takeAll() -> [CheckedContinuation<Void, Never>] {
        defer { waiters.removeAll(keepingCapacity: true) }
        return waiters.values.map(\.continuation)
    }

    mutating func take(_ number: Int) -> CheckedContinuation<Void, Never>? {
        waiters.removeValue(forKey: number)?.continuation
    }

    /// Those whose time is over.
    mutating func takeOverdue(at now: MonotonicTime) -> [CheckedContinuation<Void, Never>] {
        let numbers = waiters.filter { $0.value.deadline <= now }.keys
        return numbers.compactMap { take($0) }
    }
}
