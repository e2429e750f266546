import DequeModule
import Media
import NIOCore

/// The items of a rendition that are held for its viewers: the current group of pictures, so that a new viewer starts at
/// once, and what came shortly before it, for those who are a little behind. Bounded in bytes and in time.
///
/// Invariants: `entries[i]` has the sequence number `firstSequence + i`; the entries' sequence numbers rise, and none is
/// before `firstSequence`. There is no entry point where the beginning of the only group had to go, because it was too large.
struct RenditionLog {
    struct Limits: Sendable {
        /// The most that is held, with ``itemCost`` for each item. A group that is larger loses its beginning: viewers
        /// who come then wait for the next.
        var bytes = 16 * 1024 * 1024
        /// So old a group's successor must be for the group to go.
        var slack: Duration = .seconds(3)
    }

    struct Held {
        let item: RenditionItem
        /// When it came.
        let time: MonotonicTime
        /// Units before it since the rendition began, also those that were dropped.
        let unitsBefore: Int
    }

    /// Where a viewer can begin: at a unit, which needs a start before it; or at what is no unit.
    struct Entry {
        let sequence: Int
        let time: MonotonicTime
        let start: (sequence: Int, start: RenditionStart)?
    }

    /// What an item takes beside its bytes.
    static let itemCost = 256
    /// So many items viewers may be just about to take.
    private static let tail = 8

    private let limits: Limits
    private var held: Deque<Held> = []
    private(set) var firstSequence = 0
    private var entries: Deque<Entry> = []
    private var start: (sequence: Int, start: RenditionStart)?
    private var units = 0
    private(set) var heldBytes = 0
    /// All that the camera's ring had has been taken in: a viewer who has read to the end is at the live edge.
    var isCaughtUp = false

    init(limits: Limits = Limits()) { self.limits = limits }

    var endSequence: Int { firstSequence + held.count }

    /// The newest place where a viewer can begin.
    var newestEntry: Entry? { entries.last }

    /// - Parameter sequence: within `firstSequence..<endSequence`.
    subscript(sequence: Int) -> Held { held[sequence - firstSequence] }

    /// - Parameter now: when it comes, of what has no time of arrival.
    mutating func append(_ item: RenditionItem, at now: MonotonicTime) {
        var time = now
        let sequence = endSequence
        var unitsAfter = units
        switch item {
        case .start(let new):
            start = (sequence, new)
            entries.append(Entry(sequence: sequence, time: time, start: nil))
        case .unit(let unit):
            time = unit.arrival
            unitsAfter += 1
            if unit.flags.contains(.entry) { entries.append(Entry(sequence: sequence, time: time, start: start)) }
        case .dropped(let count): unitsAfter += count
        case .unsuitable, .interrupted, .ended: entries.append(Entry(sequence: sequence, time: time, start: nil))
        }
        held.append(Held(item: item, time: time, unitsBefore: units))
        units = unitsAfter
        heldBytes += Self.cost(of: item)
        evict(at: time)
    }

    private mutating func evict(at time: MonotonicTime) {
        while entries.count > 1, time - entries[1].time >= limits.slack { entries.removeFirst() }
        if let first = entries.first { while firstSequence < first.sequence { removeFirst() } }
        while heldBytes > limits.bytes, !held.isEmpty { removeFirst() }
        while let first = entries.first, first.sequence < firstSequence { entries.removeFirst() }
    }

    // MARK: Giving way

    /// Lets go of the groups before the current one, oldest first, until no more than `bytes` are held.
    mutating func letGoOfPast(downTo bytes: Int) {
        while heldBytes > bytes, entries.count > 1 {
            entries.removeFirst()
            while firstSequence < entries[0].sequence { removeFirst() }
        }
    }

    /// Lets go of the oldest group, whole. Of the current one too, where there is no other, at first but for what viewers
    /// are just about to take: those who come wait for the next. What is no unit, and stands last, stays: nobody would learn
    /// of it.
    mutating func shedOldestGroup() {
        let end = endOfOldestGroup
        while firstSequence < end { removeFirst() }
        while let first = entries.first, first.sequence < firstSequence { entries.removeFirst() }
    }

    /// Whether ``shedOldestGroup()`` would take out anything.
    var canShed: Bool { firstSequence < endOfOldestGroup }

    private var endOfOldestGroup: Int {
        guard entries.count <= 1 else { return entries[1].sequence }
        if let only = entries.first {
            guard case .unit = self[only.sequence].item, only.sequence == firstSequence else { return only.sequence }
        }
        return held.count > Self.tail ? endSequence - Self.tail : endSequence
    }

    private mutating func removeFirst() {
        heldBytes -= Self.cost(of: held.removeFirst().item)
        firstSequence += 1
    }

    private static func cost(of item: RenditionItem) -> Int {
        switch item {
        // A buffer's memory is more than what is written in it.
        case .unit(let unit): unit.bytes.storageCapacity + itemCost
        case .start(let start): start.bytes.storageCapacity + itemCost
        case .dropped, .unsuitable, .interrupted, .ended: itemCost
        }
    }
}
