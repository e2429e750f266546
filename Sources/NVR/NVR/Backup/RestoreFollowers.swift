import Synchronization

/// Those who keep in memory what a restore replaces in the catalogue.
final class RestoreFollowers: Sendable {
    private let followers = Mutex<[@Sendable () async -> Void]>([])

    func add(_ follower: @escaping @Sendable () async -> Void) { followers.withLock { $0.append(follower) } }

    /// Returns when all have taken it up.
    func restored() async {
        for follower in followers.withLock({ $0 }) { await follower() }
    }
}
