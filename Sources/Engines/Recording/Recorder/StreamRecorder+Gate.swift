import Catalog
import Media
import Stream
import Synchronization

/// What of the stream is wanted.
extension StreamRecorder {
    /// Begins to write where something is wanted, and lets go of what nobody will want any more where not.
    func follow(_ order: RecordingOrder, _ state: inout State) {
        switch state.gate.follow(order, at: time.wall) {
        case .opened(.beginning): break
        case .opened(.newestGroup): state.reader?.advance(to: .newest)
        case .opened(.group(let time)): state.reader?.advance(to: .wall(time))
        case .none:
            if !state.gate.isOpen { state.reader?.advance(to: .arrival(time.monotonic + (.zero - order.held))) }
        }
        writes.store(state.gate.isOpen, ordering: .relaxed)
    }

    /// Ends the file, since nothing more is wanted.
    func close(_ order: RecordingOrder, _ state: inout State) {
        let end = state.gate.close(at: time.wall)
        writes.store(false, ordering: .relaxed)
        _ = state.cutter.close(.stopped, into: &state.actions)
        perform(&state)
        rest(order, from: end, &state)
    }

    /// Nothing is wanted from `time` on, or since the last file ended.
    func rest(_ order: RecordingOrder, from time: WallTime, _ state: inout State) {
        // What was wanted has been written, and what comes next is not known yet.
        var detail = "Nothing was to be recorded."
        if case .nothing(let reason) = order.wish { detail = reason }
        state.writer.stop(at: time, .notWanted, detail: detail)
    }
}
