import Catalog
import Media

/// Those who have said a right password and owe the second factor. Their tokens open nothing; they only let somebody
/// try a code, a few times and for a few minutes. They do not outlive the process.
struct HalfLogins: Sendable {
    struct Entry: Sendable {
        let user: UserID
        /// Of the account when the password was verified.
        let generation: Int64
        let client: Client
        let expiry: MonotonicTime
        var triesLeft: Int
    }

    private var entries: [[UInt8]: Entry] = [:]
    private let capacity: Int

    /// One account has no more at once.
    private static let perUser = 8

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { entries.count }

    mutating func add(_ entry: Entry, tokenHash: [UInt8], at now: MonotonicTime) {
        entries = entries.filter { now < $0.value.expiry }
        let own = entries.filter { $0.value.user == entry.user }
        if own.count >= Self.perUser { removeOldest(of: own) }
        if entries.count >= capacity { removeOldest(of: entries) }
        entries[tokenHash] = entry
    }

    private mutating func removeOldest(of some: [[UInt8]: Entry]) {
        guard let oldest = some.min(by: { $0.value.expiry < $1.value.expiry }) else { return }
        entries[oldest.key] = nil
    }

    func entry(_ tokenHash: [UInt8], face: String, at now: MonotonicTime) -> Entry? {
        guard let entry = entries[tokenHash], now < entry.expiry, entry.client.face == face else { return nil }
        return entry
    }

    /// Takes one of the tries; nil where there is none left. Gone with the last one, so that a right code still counts
    /// for whoever has taken it.
    mutating func takeTry(_ tokenHash: [UInt8]) -> Int? {
        guard let left = entries[tokenHash]?.triesLeft, left > 0 else { return nil }
        entries[tokenHash]?.triesLeft = left - 1
        if left == 1 { entries[tokenHash] = nil }
        return left - 1
    }

    mutating func remove(_ tokenHash: [UInt8]) { entries[tokenHash] = nil }

    mutating func forget(_ user: UserID) { entries = entries.filter { $0.value.user != user } }
}
