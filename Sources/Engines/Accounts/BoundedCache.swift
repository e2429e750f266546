/// What was used last, up to a number of entries.
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var entries: [Key: (value: Value, use: UInt64)] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    var count: Int { entries.count }

    mutating func value(for key: Key) -> Value? {
        guard let entry = entries[key] else { return nil }
        uses += 1
        entries[key]?.use = uses
        return entry.value
    }

    mutating func set(_ value: Value, for key: Key) {
        if entries.count >= capacity, entries[key] == nil { makeRoom() }
        uses += 1
        entries[key] = (value, uses)
    }

    mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
        guard var entry = entries[key] else { return }
        change(&entry.value)
        entries[key] = entry
    }

    mutating func removeValue(for key: Key) { entries[key] = nil }

    mutating func removeAll(where isUnwanted: (Value) -> Bool) {
        entries = entries.filter { !isUnwanted($0.value.value) }
    }

    func first(where isWanted: (Value) -> Bool) -> Value? { entries.values.first { isWanted($0.value) }?.value }

    /// Drops the quarter that was not used for longest, so that the work of choosing is done seldom.
    private mutating func makeRoom() {
        let uses = entries.values.map(\.use).sorted()
        let newestToGo = uses[min(capacity / 4, uses.count - 1)]
        entries = entries.filter { $0.value.use > newestToGo }
    }
}
