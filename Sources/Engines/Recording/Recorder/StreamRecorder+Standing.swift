import Catalog
import Media
import Storage
import Stream
import Synchronization

/// How a recorder stands. From anywhere.
extension StreamRecorder {
    /// The volumes that its files went to.
    struct VolumeUse {
        /// Of the newest file.
        private(set) var newest: String?
        /// Of all of them.
        private(set) var all: Set<String> = []

        mutating func note(_ volume: String?) {
            newest = volume
            if let volume { all.insert(volume) }
        }
    }

    /// Why nothing is written now, for a person.
    var problem: String? { failure.reason?.description }

    /// The same, without a word of where.
    var trouble: RecordingTrouble? { failure.reason.map { $0.isFull ? .diskFull : .diskError } }

    /// Whether what comes is written now.
    var isWriting: Bool { writes.load(ordering: .relaxed) }

    /// When what came last reached us that has been written.
    var writtenUntil: MonotonicTime? { state.withLock { $0.lastArrival ?? $0.writtenUntil } }

    /// Files that are written, or not known to be safe yet. May wait for the disk.
    var openFiles: Int { state.withLock { $0.writer.openFiles } }

    /// Everything is written, and the disk has no room for a whole file more: recordings must be deleted now, before
    /// anything is lost.
    var isShortOfRoom: Bool { failure.reason == nil && shortage.reason != nil }

    /// Why its newest file lies on the default volume and not on its own.
    var detourReason: String? { detour.reason }

    /// The volume of its newest file; the one that is wanted as long as there is none.
    var newestVolume: String { use.withLock { $0.newest } ?? volume }

    /// Whether a file of it went to this volume.
    func hasUsed(_ volume: String) -> Bool { use.withLock { $0.all.contains(volume) } }

    /// The recordings whose files are written, or not known to be safe yet. May wait for the disk.
    var heldRecordings: [RecordingID] { state.withLock { $0.writer.held } }
}
