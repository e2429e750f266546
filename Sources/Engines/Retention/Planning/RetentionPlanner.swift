package import Catalog
import Media

/// Decides which recordings go next, and why: a value without input or output. It is asked for one step after the other;
/// what it needs to know it asks for, a page at a time, so that millions of recordings cost no more than those that go.
///
/// First goes what has had its time. Then, for each bound that is not kept, goes what has had the greatest part of its
/// time: where all are to stay equally long, that is the oldest; where they are not, none is given up entirely so that
/// another can stay. Recordings with a time of their own give way last, and protected ones never.
package struct RetentionPlanner: Sendable {
    package enum Step: Hashable, Sendable {
        /// Tell me (``supply(_:isLast:of:)``) which recordings this source has after one.
        case read(RetentionSource, after: ExpirableSegment?)
        case delete(PlannedDeletion)
        /// No more has to go. Asked again, it says the same.
        case finished([Shortfall])
    }

    /// How long a recording counts as promised that stays until the room is needed.
    package static let endless: Duration = .seconds(3650 * 86_400)

    private let rules: RetentionRules
    private let state: RetentionState
    private var shelves: [Shelf]
    private var bounds: [RoomBound]
    /// Shelves that may have something whose time has come.
    private var ageing: [Int]
    private let ownTime: Int

    /// - Parameter looksAtAge: whether recordings go whose time has come, or only those for which there is no room.
    package init(_ rules: RetentionRules, _ state: RetentionState, looksAtAge: Bool = true) {
        self.rules = rules
        self.state = state
        bounds = RoomBound.all(rules, state)
        var shelves: [Shelf] = []
        for lot in state.lots where state.volumes[lot.volume]?.isLocked != true {
            let rule = rules.rule(of: lot.camera)
            guard !rule.staysForGood else { continue }
            for isEvent in [false, true] {
                let source = RetentionSource.rule(lot.camera, lot.stream, volume: lot.volume, isEvent: isEvent)
                shelves.append(Shelf(source, term: rule.term(isEvent: isEvent)))
            }
        }
        ownTime = shelves.count
        shelves.append(Shelf(.ownTime, term: nil))
        ageing = looksAtAge ? shelves.indices.filter { shelves[$0].term != nil || $0 == shelves.count - 1 } : []
        self.shelves = shelves
    }

    /// What is to be done next.
    package mutating func next() -> Step {
        guard rules.isOn else { return .finished([]) }
        return nextOfAge() ?? nextForRoom()
            ?? .finished(bounds.filter { $0.isExhausted && $0.excess > 0 }.map(\.shortfall))
    }

    /// What a source has after what was read of it before, in its order.
    ///
    /// - Parameter isLast: there are no more.
    package mutating func supply(_ rows: [ExpirableSegment], isLast: Bool, of source: RetentionSource) {
        guard let index = shelves.firstIndex(where: { $0.source == source }) else { return }
        shelves[index].supply(rows, isLast: isLast || rows.isEmpty)
    }

    // MARK: Age

    private mutating func nextOfAge() -> Step? {
        while let index = ageing.last {
            if shelves[index].needsMore { return read(index) }
            guard let segment = shelves[index].first, let due = due(segment, on: index), due <= state.horizon else {
                ageing.removeLast()
                continue
            }
            guard !isLocked(segment.volume) else {
                shelves[index].removeFirst()
                continue
            }
            shelves[index].removeFirst()
            return delete(segment, .age, due: max(due, state.now))
        }
        return nil
    }

    /// When its time is over.
    private func due(_ segment: ExpirableSegment, on shelf: Int) -> WallTime? {
        shelf == ownTime ? segment.keepUntil : shelves[shelf].term.map { segment.end + $0 }
    }

    private func isLocked(_ volume: String) -> Bool { state.volumes[volume]?.isLocked == true }

    // MARK: Room

    private mutating func nextForRoom() -> Step? {
        for index in bounds.indices {
            while bounds[index].excess > 0, !bounds[index].isExhausted {
                switch candidate(for: bounds[index]) {
                case .unknown(let shelf): return read(shelf)
                case .found(let segment, let shelf):
                    shelves[shelf].remove(segment)
                    let due = bounds[index].due(from: state.now, to: state.horizon)
                    return delete(segment, bounds[index].reason, due: due)
                case .none: bounds[index].isExhausted = true
                }
            }
        }
        return nil
    }

    private enum Candidate {
        case found(ExpirableSegment, shelf: Int)
        /// First more of this shelf must be read.
        case unknown(shelf: Int)
        case none
    }

    private func candidate(for bound: RoomBound) -> Candidate {
        var best: (share: Double, segment: ExpirableSegment, shelf: Int)?
        for (index, shelf) in shelves.enumerated() {
            guard case .rule(let camera, _, let volume, _) = shelf.source,
                bound.concerns(camera: camera, volume: volume)
            else { continue }
            if shelf.needsMore { return .unknown(shelf: index) }
            guard let segment = shelf.first, isGiven(segment, for: bound) else { continue }
            let share = share(of: segment, promised: shelf.term)
            // Of two that have had as much of it, the older.
            if let best, best.share > share || (best.share == share && best.segment.cursor < segment.cursor) {
                continue
            }
            best = (share, segment, index)
        }
        if let best { return .found(best.segment, shelf: best.shelf) }
        let own = shelves[ownTime].first { segment in
            bound.concerns(camera: segment.camera, volume: segment.volume) && !isLocked(segment.volume)
                && isGiven(segment, for: bound)
        }
        if let own { return .found(own, shelf: ownTime) }
        return shelves[ownTime].isComplete ? .none : .unknown(shelf: ownTime)
    }

    private func isGiven(_ segment: ExpirableSegment, for bound: RoomBound) -> Bool {
        bound.spared.map { segment.end <= $0 } ?? true
    }

    /// How much of its time a recording has had.
    private func share(of segment: ExpirableSegment, promised term: Duration?) -> Double {
        let promised = max((term ?? Self.endless).inSeconds, 1)
        return max(0, (state.now - segment.end).inSeconds) / promised
    }

    // MARK: Steps

    private func read(_ shelf: Int) -> Step { .read(shelves[shelf].source, after: shelves[shelf].last) }

    private mutating func delete(_ segment: ExpirableSegment, _ reason: DeletionReason, due: WallTime) -> Step {
        for index in bounds.indices where bounds[index].concerns(camera: segment.camera, volume: segment.volume) {
            bounds[index].free(segment.bytes)
        }
        return .delete(PlannedDeletion(segment: segment, reason: reason, due: due))
    }
}
