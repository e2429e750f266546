import Jobs

extension RecorderJobs {
    /// How often it is looked whether a job has ended.
    private static let look: Duration = .milliseconds(50)

    /// A job once it has ended, or as it stands after so long.
    package func outcome(
        as principal: Principal,
        of id: String,
        within patience: Duration
    ) async throws -> JobView {
        let deadline = ContinuousClock.now + patience
        while true {
            let job = try self.job(as: principal, id)
            guard job.endedAt == nil, ContinuousClock.now < deadline else { return job }
            try await Task.sleep(for: Self.look)
        }
    }

    /// Does work as a job, which can be looked at and stopped like any other, and waits for what comes of it. Who asks
    /// may leave: the job goes on.
    ///
    /// - Parameter work: gives what came of it, and what the job tells of that.
    /// - Throws: what `work` throws; `conflict` where somebody has cancelled it; `busy`, `unavailable` as ``submit(_:by:work:)``.
    func run<Value: Sendable>(
        _ kind: String,
        by principal: Principal,
        _ work: @escaping @Sendable (JobContext) async throws -> (Value, result: [String: String])
    ) async throws -> Value {
        try await Self.first(of: begin(kind, by: principal, work))
    }

    /// A function of its own, so that nobody but the work holds the teller: where the work is dropped, the waiting ends.
    private func begin<Value: Sendable>(
        _ kind: String,
        by principal: Principal,
        _ work: @escaping @Sendable (JobContext) async throws -> (Value, result: [String: String])
    ) throws(DomainError) -> AsyncStream<Result<Value, any Error>> {
        let (outcomes, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
        let teller = JobTeller(continuation)
        try submit(kind, by: principal) { context in
            do {
                let (value, result) = try await work(context)
                teller.continuation.yield(.success(value))
                return result
            } catch {
                teller.continuation.yield(.failure(error))
                throw error
            }
        }
        return outcomes
    }

    private static func first<Value: Sendable>(of outcomes: AsyncStream<Result<Value, any Error>>) async throws -> Value
    {
        for await outcome in outcomes {
            do {
                return try outcome.get()
            } catch is CancellationError {
                throw DomainError.wasCancelled
            }
        }
        try Task.checkCancellation()
        throw DomainError.wasCancelled
    }
}

/// Ends the waiting also where the work was dropped before it began.
private final class JobTeller<Value: Sendable>: Sendable {
    let continuation: AsyncStream<Result<Value, any Error>>.Continuation

    init(_ continuation: AsyncStream<Result<Value, any Error>>.Continuation) { self.continuation = continuation }

    deinit { continuation.finish() }
}

extension DomainError {
    fileprivate static let wasCancelled = DomainError(.conflict, "Somebody has cancelled it before it was done.")
}
