/// How many workers there may be, and how patient one is with them.
package struct WorkerLimits: Sendable {
    /// Workers that all cameras share, at most; 1 at least.
    package var shared: Int
    /// Workers of cameras that have one of their own, at most.
    package var own = 4
    /// What may wait for a worker.
    package var queue = 64
    /// So long something may wait there.
    package var patience: Duration = .seconds(5)
    /// So long a worker may take for a picture.
    package var picture: Duration = .seconds(5)
    /// So long it may take to measure itself.
    package var measurement: Duration = .seconds(30)
    /// From its start until it takes work.
    package var startup: Duration = .seconds(15)
    /// So often one with nothing to do is asked whether it lives.
    package var heartbeat: Duration = .seconds(10)
    /// So long it may take to say so.
    package var silence: Duration = .seconds(10)
    /// After so long without work one is ended, but for the last that is shared.
    package var idle: Duration = .seconds(60)
    /// So long it is waited for what became of one that cannot be reached any more.
    var leaving: Duration = .seconds(2)
    /// So many workers may end under the pictures of a camera that shares them with others.
    var crashesTogether = 2
    /// So many starts may fail before those who wait are told.
    var startsInVain = 2
    /// Cameras that are remembered for what became of workers.
    var cameras = 4096

    package init(shared: Int) { self.shared = max(1, shared) }

    /// Before the next start: nothing after the first failure, since work waits; then 0.5, 1, 2, … 30 s.
    func delay(afterFailures failures: Int) -> Duration {
        guard failures > 1 else { return .zero }
        return min(.milliseconds(500) * (1 << min(failures - 2, 10)), .seconds(30))
    }
}
