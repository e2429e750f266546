/// The last changes, bounded in number, for all subscribers together: each has a place in it and no queue of its own.
struct ChangeHistory {
    private struct Subject: Hashable {
        var object: String
        var id: String
    }

    private let bound: Int
    /// By rising numbers, with holes where a later state took the place of an earlier one.
    private var changes: [Change] = []
    /// The number of the last state of each object that is still in there.
    private var states: [Subject: UInt64] = [:]
    private(set) var newest: UInt64
    /// The newest of those that were pushed out by later ones.
    private var gone: UInt64

    init(bound: Int, startingAfter sequence: UInt64) {
        self.bound = max(1, bound)
        newest = sequence
        gone = sequence
    }

    var count: Int { changes.count }

    mutating func add(_ make: (_ sequence: UInt64) -> Change) -> Change {
        newest += 1
        let change = make(newest)
        let subject = Subject(object: change.object, id: change.id)
        if change.kind == .state {
            if let earlier = states[subject] { changes.remove(at: position(after: earlier - 1)) }
            states[subject] = newest
        }
        changes.append(change)
        if changes.count > bound {
            let oldest = changes.removeFirst()
            gone = oldest.sequence
            if oldest.kind == .state { states[Subject(object: oldest.object, id: oldest.id)] = nil }
        }
        return change
    }

    /// What a reader gets who has read up to `sequence`; nil where there is nothing new.
    func next(after sequence: UInt64) -> ChangeEvent? {
        // Numbers that were never given are of a run in which the clock was ahead.
        if sequence < gone || sequence > newest { return .missed(through: sequence < gone ? gone : newest) }
        let position = position(after: sequence)
        return position < changes.count ? .change(changes[position]) : nil
    }

    /// The index of the first change with a larger number.
    private func position(after sequence: UInt64) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].sequence > sequence { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
