import Synchronization

/// The memory that all rings together may take. Over it, rings first let go of what is kept only so that viewers can
/// start at once; then the least important camera's unwritten pictures go, and among equals those of the ring that holds
/// the most (a hoarder, whose disk or network is stuck).
///
/// Thread-safe. A ring tells it of each change after its own lock is free, so that no two locks are ever held.
package final class RingBudget: Sendable {
    private struct Member {
        weak var ring: StreamRing?
        var priority: Int
    }

    /// The most bytes, of all rings, with ``StreamRing/itemCost`` for each item.
    package let limit: Int
    private let held = Atomic(0)
    private let members = Mutex<[ObjectIdentifier: Member]>([:])
    private let isTight = Atomic(false)
    /// No ring could give more when all were asked last.
    private let isExhausted = Atomic(false)
    private let rounds = Atomic(0)

    package init(limit: Int) { self.limit = limit }

    /// Bytes that all rings hold now.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    /// Rings had to give up something lately: viewers wait for key frames, and pictures may be lost.
    package var isTooSmall: Bool { isTight.load(ordering: .relaxed) }

    /// How often all rings were asked, which costs time.
    var timesAllWereAsked: Int { rounds.load(ordering: .relaxed) }

    func add(_ ring: StreamRing, priority: Int) {
        members.withLock { $0[ObjectIdentifier(ring)] = Member(ring: ring, priority: priority) }
    }

    package func setPriority(_ priority: Int, of ring: StreamRing) {
        members.withLock { $0[ObjectIdentifier(ring)]?.priority = priority }
    }

    func remove(_ identifier: ObjectIdentifier, holding bytes: Int) {
        members.withLock { $0[identifier] = nil }
        change(by: -bytes)
    }

    /// - Parameter ring: where something was added.
    func change(by bytes: Int, in ring: StreamRing? = nil) {
        guard bytes != 0 else { return }
        let total = held.add(bytes, ordering: .relaxed).newValue
        // Not at once, or health would say one thing now and another then.
        if total < limit - limit / 4, isTooSmall { isTight.store(false, ordering: .relaxed) }
        if total <= limit, isExhausted.load(ordering: .relaxed) { isExhausted.store(false, ordering: .relaxed) }
        guard bytes > 0, total > limit else { return }
        isTight.store(true, ordering: .relaxed)
        relieve(ring)
    }

    /// Has rings give up something until all fit, or none can give more than the group that it has not read yet.
    private func relieve(_ ring: StreamRing?) {
        // Where nobody could give, only this one may have something new: the others are not asked for every unit.
        if isExhausted.load(ordering: .relaxed), let ring {
            guard ring.canGive else { return }
            ask([ring])
            return
        }
        rounds.add(1, ordering: .relaxed)
        ask(ringsInOrder())
        isExhausted.store(heldBytes > limit, ordering: .relaxed)
    }

    private func ask(_ rings: [StreamRing]) {
        // Some more than needed, so that the next unit does not have all asked again.
        let enough = limit - limit / 16
        for ring in rings where heldBytes > enough { ring.letGoOfRead(heldBytes - enough) }
        for ring in rings { while heldBytes > limit, ring.shedOldestGroup() {} }
    }

    /// Who gives way first.
    private func ringsInOrder() -> [StreamRing] {
        let rings = members.withLock { members in
            members.values.compactMap { member in member.ring.map { (ring: $0, priority: member.priority) } }
        }
        return rings.map { (ring: $0.ring, priority: $0.priority, bytes: $0.ring.heldBytes) }
            .sorted { ($0.priority, -$0.bytes) < ($1.priority, -$1.bytes) }
            .map(\.ring)
    }
}
