import NVR

/// Credentials that have let somebody in lately: a few thousand, as numbers that only this process can make of them. It proves
/// nothing to be among them; it only saves whoever is from being counted with those who are not.
struct ProvenCredentials {
    private static let kept = 2048

    private var newer: Set<Int> = []
    private var older: Set<Int> = []

    /// Nil where nothing was shown.
    static func mark(of shown: ShownCredential) -> Int? {
        // Seeded anew in each process.
        var hasher = Hasher()
        switch shown {
        case .none: return nil
        case .session(let text), .bearer(let text), .apiKey(let text): hasher.combine(text)
        case .basic(let username, let password):
            hasher.combine(username)
            hasher.combine(password)
        }
        return hasher.finalize()
    }

    func contains(_ mark: Int) -> Bool { newer.contains(mark) || older.contains(mark) }

    /// The oldest half is forgotten when there are too many.
    mutating func insert(_ mark: Int) {
        if newer.count >= Self.kept {
            older = newer
            newer = []
        }
        newer.insert(mark)
    }

    mutating func remove(_ mark: Int) {
        newer.remove(mark)
        older.remove(mark)
    }
}
