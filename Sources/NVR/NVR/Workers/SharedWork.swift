import Media
import Stream

/// Work that several ask for at once is done once, and what came of it is kept for a while. What came to nothing is not kept.
actor SharedWork<Key: Hashable & Sendable, Value: Sendable> {
    private struct Made {
        let value: Value
        /// When the work began, since it shows how things were then.
        let at: MonotonicTime
    }

    private let lifetime: Duration
    private let most: Int
    private let time: any TimeSource
    private var made: [Key: Made] = [:]
    private var making: [Key: Task<Result<Value, DomainError>, Never>] = [:]

    /// - Parameters:
    ///   - lifetime: how old what is given may be.
    ///   - most: results that are kept, at most.
    init(lifetime: Duration, most: Int, time: any TimeSource) {
        self.lifetime = lifetime
        self.most = most
        self.time = time
    }

    /// - Parameter make: called where nothing is there that is young enough, and nobody makes it already. It goes on to
    ///   its end though whoever asked first may be gone.
    func value(
        for key: Key,
        _ make: @escaping @Sendable () async throws(DomainError) -> Value
    ) async throws(DomainError) -> Value {
        let now = time.monotonic
        made = made.filter { now - $0.value.at < lifetime }
        if let kept = made[key] { return kept.value }
        if let task = making[key] { return try await task.value.get() }
        let task = Task { () -> Result<Value, DomainError> in
            do throws(DomainError) { return .success(try await make()) } catch { return .failure(error) }
        }
        making[key] = task
        let result = await task.value
        making[key] = nil
        if case .success(let value) = result { keep(Made(value: value, at: now), for: key) }
        return try result.get()
    }

    private func keep(_ new: Made, for key: Key) {
        if made.count >= most, let oldest = made.min(by: { $0.value.at < $1.value.at })?.key { made[oldest] = nil }
        made[key] = new
    }
}
