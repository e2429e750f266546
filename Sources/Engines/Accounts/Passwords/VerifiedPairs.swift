import Catalog
import Cryptography
import Media

/// The pairs of username and password that were verified a short while ago: a client of Basic authentication sends its
/// own with every request, and not each of them can cost a slow hash.
///
/// A pair is kept as a hash under a key that only this process has, and counts for the one version of the account that
/// it was verified with: any change of the account makes it worthless.
struct VerifiedPairs: Sendable {
    private struct Entry: Sendable {
        let user: UserID
        let version: Int64
        let expiry: MonotonicTime
    }

    private var entries: BoundedCache<[UInt8], Entry>
    private let lifetime: Duration

    init(capacity: Int, lifetime: Duration) {
        entries = BoundedCache(capacity: capacity)
        self.lifetime = lifetime
    }

    var count: Int { entries.count }

    mutating func remember(_ pair: [UInt8], _ user: UserRecord, at now: MonotonicTime) {
        entries.set(Entry(user: user.id, version: user.version, expiry: now + lifetime), for: pair)
    }

    /// The account that `pair` was verified for, if it has not changed since.
    mutating func user(of pair: [UInt8], among users: [UserID: UserRecord], at now: MonotonicTime) -> UserRecord? {
        guard let entry = entries.value(for: pair) else { return nil }
        guard now < entry.expiry, let user = users[entry.user], user.version == entry.version else {
            entries.removeValue(for: pair)
            return nil
        }
        return user
    }

    mutating func forget(_ user: UserID) { entries.removeAll { $0.user == user } }
}

/// The key of this process, under which pairs are hashed.
struct PairKey: Sendable {
    private let key = randomBytes(32)

    /// - Parameter more: what else belongs to it; no two lists of texts have one hash.
    func hash(_ username: String, _ password: String, _ more: String = "") -> [UInt8] {
        var bytes: [UInt8] = []
        for text in [UserRecord.nameKey(username), password, more] {
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
            bytes += Array(text.utf8)
        }
        return HMACSHA256.code(for: bytes, key: key)
    }
}
