import Catalog
import Media
import Synchronization

/// Gives out ids for new recordings: the time of the first frame, moved on until no recording of this process has it.
///
/// It does not ask the catalogue, because a file must not wait for that. A time that an older recording has can only
/// come again when a clock is set back, to the nanosecond; the catalogue then refuses the row, and the file is taken up
/// under another id at the next start.
final class RecordingIDs: Sendable {
    private struct State {
        var known: Set<Int64> = []
        /// Those of which the catalogue has not been told that they have ended.
        var unsettled: Set<Int64> = []
        var order: [Int64] = []
        var oldest = 0
    }

    /// Only the newest are kept: hours of a thousand cameras.
    private static let kept = 65_536

    private let state = Mutex(State())

    func next(from time: WallTime) -> RecordingID {
        state.withLock { state in
            var id = time.nanoseconds
            while !state.known.insert(id).inserted { id &+= 1 }
            state.unsettled.insert(id)
            if state.order.count < Self.kept {
                state.order.append(id)
            } else {
                state.known.remove(state.order[state.oldest])
                state.unsettled.remove(state.order[state.oldest])
                state.order[state.oldest] = id
                state.oldest = (state.oldest + 1) % Self.kept
            }
            return RecordingID(nanoseconds: id)
        }
    }

    /// The catalogue has been told these changes: a recording that has ended in it is no recorder's any more.
    func settle(_ changes: [SegmentChange]) {
        state.withLock { state in
            for case .closed(let id, _, _, _) in changes { state.unsettled.remove(id.nanoseconds) }
        }
    }

    /// Whether a recorder has been given this id, and the recording has not ended in the catalogue.
    func isUnsettled(_ id: RecordingID) -> Bool { state.withLock { $0.unsettled.contains(id.nanoseconds) } }
}
