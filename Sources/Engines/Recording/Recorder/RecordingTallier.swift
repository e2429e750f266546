import Catalog
import Media
import Synchronization

/// Counts for one stream, once for each fragment and each round of commits: never for a packet. Thread-safe, with a
/// lock of its own, so that whoever reads waits for no disk.
final class RecordingTallier: Sendable {
    private struct State {
        var counts = RecordingTally()
        /// Where gaps that last have begun, by ticket; at most one lasts at a time.
        var open: [Int: WallTime] = [:]
        /// The gap made of holes that was told last, and what was counted of it.
        var holes: (ticket: Int, seconds: Double)?

        mutating func note(_ change: GapChange) {
            switch change {
            case .began(_, _, _, .notWanted, _): break
            case .began(let ticket, let start, let end, _, _):
                counts.gaps += 1
                if let end { add(start, end) } else { open[ticket] = start }
            case .holes(let ticket, let start, let end, let missing, _, _):
                let isKnown = holes?.ticket == ticket
                let seconds = (missing ?? end - start).inSeconds
                counts.gaps += isKnown ? 0 : 1
                counts.gapSeconds += max(0, seconds - (isKnown ? holes?.seconds ?? 0 : 0))
                holes = (ticket, seconds)
            case .ended(let ticket, let end): if let start = open.removeValue(forKey: ticket) { add(start, end) }
            // It is of a time before this stream was begun, and was counted then.
            case .pastEnded: break
            }
        }

        private mutating func add(_ start: WallTime, _ end: WallTime) {
            counts.gapSeconds += max(0, (end - start).inSeconds)
        }
    }

    private let state = Mutex(State())

    var counts: RecordingTally { state.withLock { $0.counts } }

    /// - Parameter wait: from the arrival of the oldest unit in the fragment to the end of the write.
    func wrote(after wait: Duration) {
        let seconds = max(0, wait.inSeconds)
        let bucket = RecordingTally.waitBounds.firstIndex { seconds <= $0 } ?? RecordingTally.waitBounds.count
        state.withLock { state in
            state.counts.waits[bucket] += 1
            state.counts.waitedSeconds += seconds
        }
    }

    func note(_ changes: [RecorderChange]) {
        guard changes.contains(where: { if case .gap = $0 { true } else { false } }) else { return }
        state.withLock { state in
            for case .gap(let change) in changes { state.note(change) }
        }
    }
}
