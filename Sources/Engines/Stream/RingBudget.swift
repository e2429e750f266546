import Synchronization

/// The memory that all rings together may take. Over it the least important camera's unwritten pictures go first, and
/// among equals those of the ring that holds the most (a hoarder, whose disk or network is stuck).
///
/// Thread-safe. A ring tells it of each change after its own lock is free, so that no two locks are ever held.
package final class RingBudget: Sendable {
    private struct Member {
        weak var ring: StreamRing?
        var priority: Int
    }

    /// The most bytes of payload, of all rings.
    package let limit: Int
    private let held = Atomic(0)
    private let members = Mutex<[ObjectIdentifier: Member]>([:])

    package init(limit: Int) { self.limit = limit }

    /// Bytes of payload that all rings hold now.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    func add(_ ring: StreamRing, priority: Int) {
        members.withLock { $0[ObjectIdentifier(ring)] = Member(ring: ring, priority: priority) }
    }

    package func setPriority(_ priority: Int, of ring: StreamRing) {
        members.withLock { $0[ObjectIdentifier(ring)]?.priority = priority }
    }

    func remove(_ identifier: ObjectIdentifier, holding bytes: Int) {
        members.withLock { $0[identifier] = nil }
        held.subtract(bytes, ordering: .relaxed)
    }

    func change(by bytes: Int) {
        guard bytes != 0 else { return }
        let total = held.add(bytes, ordering: .relaxed).newValue
        if bytes > 0, total > limit { relieve() }
    }

    /// Has rings give up whole groups of pictures until all fit, or none can give more without losing the group that
    /// viewers start with.
    private func relieve() {
        let rings = members.withLock { members in
            members.values.compactMap { member in member.ring.map { (ring: $0, priority: member.priority) } }
        }
        let order = rings.map { (ring: $0.ring, priority: $0.priority, bytes: $0.ring.heldBytes) }
            .sorted { ($0.priority, -$0.bytes) < ($1.priority, -$1.bytes) }
        for candidate in order {
            while heldBytes > limit, candidate.ring.shedOldestGroup() {}
            if heldBytes <= limit { return }
        }
    }
}
