import Synchronization

/// Something that holds pictures within a ``RingBudget``.
package protocol BudgetMember: AnyObject, Sendable {
    /// Bytes that it holds now.
    var heldBytes: Int { get }
    /// Whether it holds anything that it could be asked to give up.
    var canGive: Bool { get }
    /// Lets go of what has been read, until `bytes` less are held.
    func letGoOfRead(_ bytes: Int)
    /// Gives up its oldest group of pictures, whole; who wanted it is told.
    /// - Returns: whether there was one.
    func shedOldestGroup() -> Bool
}

/// The memory that all rings together may take, or all that is made of them for viewers. Over it, they first let go of what
/// is kept only so that viewers can start at once; then the least important camera's unwritten pictures go, and among equals
/// those of the ring that holds the most (a hoarder, whose disk or network is stuck).
///
/// Thread-safe. A member tells it of each change after its own lock is free, so that no two locks are ever held.
package final class RingBudget: Sendable {
    private struct Member {
        weak var member: (any BudgetMember)?
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

    /// - Parameter priority: the higher, the later it gives way.
    package func add(_ member: any BudgetMember, priority: Int) {
        members.withLock { $0[ObjectIdentifier(member)] = Member(member: member, priority: priority) }
    }

    package func setPriority(_ priority: Int, of ring: StreamRing) {
        members.withLock { $0[ObjectIdentifier(ring)]?.priority = priority }
    }

    /// - Parameter bytes: that it held at its end.
    package func remove(_ identifier: ObjectIdentifier, holding bytes: Int) {
        members.withLock { $0[identifier] = nil }
        change(by: -bytes)
    }

    /// - Parameter member: where something was added.
    package func change(by bytes: Int, in member: (any BudgetMember)? = nil) {
        guard bytes != 0 else { return }
        let total = held.add(bytes, ordering: .relaxed).newValue
        // Not at once, or health would say one thing now and another then.
        if total < limit - limit / 4, isTooSmall { isTight.store(false, ordering: .relaxed) }
        if total <= limit, isExhausted.load(ordering: .relaxed) { isExhausted.store(false, ordering: .relaxed) }
        guard bytes > 0, total > limit else { return }
        isTight.store(true, ordering: .relaxed)
        relieve(member)
    }

    /// Has members give up something until all fit, or none can give more than the group that it has not read yet.
    private func relieve(_ member: (any BudgetMember)?) {
        // Where nobody could give, only this one may have something new: the others are not asked for every unit.
        if isExhausted.load(ordering: .relaxed), let member {
            guard member.canGive else { return }
            ask([member])
            return
        }
        rounds.add(1, ordering: .relaxed)
        ask(membersInOrder())
        isExhausted.store(heldBytes > limit, ordering: .relaxed)
    }

    private func ask(_ members: [any BudgetMember]) {
        // Some more than needed, so that the next unit does not have all asked again.
        let enough = limit - limit / 16
        for member in members where heldBytes > enough { member.letGoOfRead(heldBytes - enough) }
        for member in members { while heldBytes > limit, member.shedOldestGroup() {} }
    }

    /// Who gives way first.
    private func membersInOrder() -> [any BudgetMember] {
        let present = members.withLock { members in
            members.values.compactMap { entry in entry.member.map { (member: $0, priority: entry.priority) } }
        }
        return present.map { (member: $0.member, priority: $0.priority, bytes: $0.member.heldBytes) }
            .sorted { ($0.priority, -$0.bytes) < ($1.priority, -$1.bytes) }
            .map(\.member)
    }
}
