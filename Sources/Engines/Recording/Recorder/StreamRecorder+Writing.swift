import Catalog
import Media
import Storage
import Stream
import Synchronization

/// What the disk is told, and what becomes of it. All of it on disk threads, one at a time.
extension StreamRecorder {
    /// How long after an error of the disk it is tried again.
    private static let retryInterval: Duration = .seconds(1)

    /// Does what the cutter has decided.
    func perform(_ state: inout State) {
        defer { state.actions.removeAll(keepingCapacity: true) }
        var hasFailed = false
        for action in state.actions {
            switch action {
            // What belongs to a file that could not be written is lost with it; gaps are still told.
            case .open, .write, .close, .gapEnded, .missed: if hasFailed { continue }
            case .gapBegan: break
            }
            do throws(StorageError) {
                try state.writer.perform(action.notBefore(state.gate.since))
                if case .write(let draft) = action { noteWritten(draft, state) }
                if case .open = action { noteOpened(state) }
            } catch {
                hasFailed = true
                fail(&state, error)
            }
        }
    }

    private func fail(_ state: inout State, _ error: StorageError) {
        state.cutter.abandon()
        failure.note(error, to: logger)
        // Another volume takes what begins with the next key frame.
        guard !state.writer.hasWayOut else { return }
        state.cutter.isSuspended = true
        state.retryAt = time.monotonic + Self.retryInterval
    }

    private func noteOpened(_ state: borrowing State) {
        detour.note(state.writer.detour, to: logger)
        let volume = state.writer.newestVolume
        use.withLock { $0.note(volume) }
    }

    private func noteWritten(_ draft: FragmentDraft, _ state: borrowing State) {
        failure.note(nil, to: logger)
        shortage.note(state.writer.shortage, to: logger)
        if let arrival = draft.arrival { tally.wrote(after: time.monotonic - arrival) }
        guard let (file, offset) = state.writer.newestPayloads else { return }
        state.reader?.noteStored(
            draft.payloads,
            at: offset,
            in: StoredRecording(file, readers: state.writer.newestReaders)
        )
    }

    /// Makes safe what has been written.
    ///
    /// The lock is not held while the disk works, so that what comes meanwhile is written meanwhile.
    /// - Parameter tells: whether the catalogue can be told now; what it is to be told is kept otherwise.
    /// - Returns: what the catalogue is to be told of it.
    func sync(isFinal: Bool, tells: Bool = true) -> [RecorderChange] {
        let syncs = state.withLock { $0.writer.syncs }
        for sync in syncs {
            do throws(StorageError) {
                try sync.file.sync()
                if let range = sync.forgettable { sync.file.forget(range) }
                state.withLock { $0.writer.confirm(sync) }
            } catch {
                state.withLock { state in
                    if state.writer.failed(sync, error) { fail(&state, error) }
                }
            }
        }
        guard tells else { return [] }
        let now = time.wall
        let changes = state.withLock { $0.writer.takeChanges(now: now, isFinal: isFinal) }
        tally.note(changes)
        return changes
    }
}
