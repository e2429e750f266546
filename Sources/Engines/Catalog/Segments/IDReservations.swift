import Synchronization

/// Ids that have been given out and may not be in the catalogue yet, so that nobody else gets them.
///
/// Only the newest are kept: an id is used within seconds or not at all.
final class IDReservations: Sendable {
    private static let kept = 4096

    private struct State {
        var ids: Set<Int64> = []
        var order: [Int64] = []
        var next = 0
    }

    private let state = Mutex(State())

    /// Reserves `id`; false where that has been done before.
    func reserve(_ id: Int64) -> Bool {
        state.withLock { state in
            guard state.ids.insert(id).inserted else { return false }
            if state.order.count < Self.kept {
                state.order.append(id)
            } else {
                state.ids.remove(state.order[state.next])
                state.order[state.next] = id
                state.next = (state.next + 1) % Self.kept
            }
            return true
        }
    }

    /// Reserves the first id from `id` on that is not taken; nil where there is none left.
    ///
    /// `nextTaken` gives the taken ids from `id` on in ascending order, then nil.
    func reserveFirst<Failure: Error>(
        from id: Int64,
        nextTaken: () throws(Failure) -> Int64?
    ) throws(Failure) -> Int64? {
        var candidate = id
        var taken = try nextTaken()
        while true {
            while let next = taken, next < candidate { taken = try nextTaken() }
            if taken != candidate, reserve(candidate) { return candidate }
            guard candidate < .max else { return nil }
            candidate += 1
        }
    }
}
