import Catalog
import Media
import Synchronization

/// What the audit log was told a short while ago, of what happens too often to be told each time.
final class RecentNotes: Sendable {
    struct Key: Hashable, Sendable {
        let identity: Principal.Identity
        let action: String
        let target: String?
        let outcome: AuditOutcome
    }

    private let times = Mutex<[Key: MonotonicTime]>([:])
    private let capacity: Int

    init(capacity: Int = 4096) { self.capacity = max(1, capacity) }

    /// Whether it is to be noted now, as it was not for so long; then it counts as noted.
    func isDue(_ key: Key, every interval: Duration, at now: MonotonicTime) -> Bool {
        times.withLock { times in
            if let last = times[key], now - last < interval { return false }
            if times.count >= capacity, times[key] == nil {
                times = times.filter { now - $0.value < interval }
                // Better noted twice than not at all.
                if times.count >= capacity { times = [:] }
            }
            times[key] = now
            return true
        }
    }
}
