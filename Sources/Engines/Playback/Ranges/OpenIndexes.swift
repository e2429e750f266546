import Catalog
import MP4
import Storage
import Synchronization

/// The fragments of recordings that are being written, and so have no index in the catalogue: found in their files, and
/// kept, so that the next to ask needs only what came since.
package final class OpenIndexes: Sendable {
    /// What is in a file as far as it has been written.
    struct Known: Sendable {
        var movie: MovieHeader
        var entries: [FragmentIndexEntry]
        /// Up to here the file has been gone through.
        var goodLength: Int64
    }

    private struct State {
        var known: [RecordingID: Known] = [:]
        /// The one that was asked for last is last.
        var order: [RecordingID] = []
    }

    private let state = Mutex(State())

    /// More recordings than are written at once by most; an index of an hour takes 250 kB.
    private static let most = 64

    init() {}

    /// What is in the file of a recording. Blocks.
    ///
    /// - Returns: nil where there is no fragment in it yet.
    func known(_ record: SegmentRecord, in file: any MediaFile) throws(PlaybackError) -> Known? {
        let before = state.withLock { $0.known[record.id] }
        let found = try Self.scan(file, of: record, after: before)
        guard let found else { return nil }
        state.withLock { state in
            state.order.removeAll { $0 == record.id }
            state.order.append(record.id)
            state.known[record.id] = found
            if state.order.count > Self.most { state.known[state.order.removeFirst()] = nil }
        }
        return found
    }

    private static func scan(
        _ file: any MediaFile,
        of record: SegmentRecord,
        after before: Known?
    ) throws(PlaybackError) -> Known? {
        let report: TailReport
        do throws(StorageError) {
            // Also what has not been told to the catalogue yet: a fragment is written whole, and its trailer comes last.
            let length = try file.length()
            if let before, before.goodLength == length { return before }
            report = try read(
                file,
                length: length,
                from: before.map { $0.goodLength <= length ? $0.goodLength : 0 } ?? 0
            )
        } catch {
            throw .unreadable(record.id, "\(error)")
        }
        guard let movie = report.movie else { return nil }
        let number = ParameterSetNumber.of(movie)
        var entries = report.start == before?.goodLength ? before?.entries ?? [] : []
        for var entry in report.entries {
            entry.parameterSetID = number
            entries.append(entry)
        }
        return entries.isEmpty ? nil : Known(movie: movie, entries: entries, goodLength: report.goodLength)
    }

    private static func read(
        _ file: any MediaFile,
        length: Int64,
        from start: Int64
    ) throws(StorageError) -> TailReport {
        var scan = TailScan(fileLength: length, start: start, verification: .structure)
        while true {
            switch scan.step {
            case .finished(let report): return report
            case .read(let offset, let count):
                let bytes = try file.read(at: offset, count: count)
                scan.feed(bytes.span)
            }
        }
    }
}
