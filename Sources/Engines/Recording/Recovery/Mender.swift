import Catalog
import Logging
import MP4
import Media
import Storage
import Synchronization

/// Mends what a ``VolumeSurvey`` finds.
final class Mender: Sendable {
    private let catalog: any Catalog
    private let node: String
    private let volumes: [String: any MediaStore]
    private let threads: DiskThreads
    private let logger: Logger
    private let tell: @Sendable (String) -> Void
    private let state = Mutex(RecoveryReport())
    /// How many files of each stream were taken up.
    private let takenUp = Mutex<[String: Int]>([:])

    /// So many things that are left alone are told; more of them say nothing new.
    private static let mostLeftAlone = 100

    /// - Parameter tell: told in a sentence what was done about each thing, from several tasks; but for files that were
    ///   taken up, which may be very many (``tellTakenUp()``).
    init(
        catalog: any Catalog,
        node: String,
        volumes: [String: any MediaStore],
        threads: DiskThreads,
        logger: Logger,
        tell: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.catalog = catalog
        self.node = node
        self.volumes = volumes
        self.threads = threads
        self.logger = logger
        self.tell = tell
    }

    var report: RecoveryReport { state.withLock { $0 } }

    /// A disk that cannot be written to leaves things as they are; only the catalogue's failing is an error.
    func mend(_ finding: Finding) async throws(CatalogError) {
        logger.debug("found in disorder", metadata: ["finding": "\(finding)"])
        switch finding {
        case .unfinished(let row, let truth), .shortened(let row, let truth):
            guard truth.hasMedia else {
                try await remove(row, because: .fileDamaged, finding)
                return
            }
            try await end(row, truth, finding)
        case .missing(let row): try await remove(row, because: .fileMissing, finding)
        case .unknown(let name, let volume, let truth): try await adopt(name, volume: volume, truth, finding)
        case .empty(let name, let volume):
            if await delete(name.key, volume: volume, finding) {
                done(finding, "It was removed.") { $0.filesRemoved += 1 }
            }
        case .undeleted(let removal):
            guard let key = StorageKey(removal.key) else { return }
            guard await delete(key, volume: removal.volume, finding) else { return }
            try await catalog.removalsDone([removal.id])
            done(finding, "It was removed.") { $0.filesRemoved += 1 }
        case .reserved(let key, let volume, _): await release(key, volume: volume, finding)
        case .foreign: leaveAlone(finding.description)
        }
    }

    /// Ends the gaps that were lasting when the program died; those that someone wanted last on.
    func endGaps(previous: OpenRecord?) async throws(CatalogError) {
        for gap in try await catalog.openGaps() where gap.reason != .disabled {
            let end = max(gap.start, previous?.lastSeenAt ?? gap.start)
            if try await catalog.closeGap(gap.id, at: end) { state.withLock { $0.gapsEnded += 1 } }
        }
    }

    /// Tells how many files of which streams were taken up.
    func tellTakenUp() {
        for (stream, files) in takenUp.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            tell("\(files) \(files == 1 ? "file" : "files") of \(stream) that the catalogue did not know: taken up.")
        }
    }

    private func done(_ finding: Finding, _ deed: String, _ count: (inout RecoveryReport) -> Void) {
        state.withLock { count(&$0) }
        tell("\(finding) \(deed)")
    }

    // MARK: Recordings

    /// Cuts the file of a row to what is good of it, and ends the row there.
    private func end(_ row: SegmentRecord, _ truth: FileTruth, _ finding: Finding) async throws(CatalogError) {
        guard let mended = await mendFile(row.key, volume: row.volume, truth, because: .crashed, finding) else {
            return
        }
        let progress = mended.progress
        // One that its writer had ended itself, shortly before it died, says why.
        let reason = mended.ending?.reason ?? .crashed
        var changes: [SegmentChange] = [.closed(row.id, progress, reason: reason.rawValue, index: mended.index)]
        // What the row claimed to be safe, and is not.
        for gap in try await gaps(of: row, from: progress.end, because: .fileDamaged, finding) {
            changes.append(.gapOpened(gap))
        }
        try await catalog.apply(changes)
        done(finding, "It ends there now.") { $0.finished += 1 }
    }

    /// Replaces a row that has nothing to show by a gap.
    private func remove(_ row: SegmentRecord, because reason: GapReason, _ finding: Finding) async throws(CatalogError)
    {
        for gap in try await gaps(of: row, from: row.start, because: reason, finding) {
            try await catalog.openGap(gap)
        }
        // Others may have been joined to it meanwhile: then it is another, and has a file.
        let removals = try await catalog.deleteUnchanged([row], includingProtected: true, because: .file)
        for removal in removals {
            guard let key = StorageKey(removal.key) else { continue }
            if await delete(key, volume: removal.volume, finding) { try await catalog.removalsDone([removal.id]) }
        }
        done(finding, "The timeline has a gap in its place.") { $0.rowsRemoved += 1 }
    }

    /// Of each part of a recording, as far as it is after `start`: its pauses are gaps already.
    private func gaps(
        of row: SegmentRecord,
        from start: WallTime,
        because reason: GapReason,
        _ finding: Finding
    ) async throws(CatalogError) -> [GapRecord] {
        var gaps: [GapRecord] = []
        for part in row.parts {
            let begin = max(part.start, start)
            guard part.end - begin >= GapLedger.shortest else { continue }
            gaps.append(
                GapRecord(
                    id: try await catalog.nextFreeGapID(from: begin),
                    camera: row.camera,
                    stream: row.stream,
                    start: begin,
                    end: part.end,
                    reason: reason,
                    detail: finding.description
                )
            )
        }
        return gaps
    }

    /// Makes a row for a file that has none.
    private func adopt(
        _ name: RecordingKey,
        volume: String,
        _ truth: FileTruth,
        _ finding: Finding
    ) async throws(CatalogError) {
        guard let mended = await mendFile(name.key.text, volume: volume, truth, because: .adopted, finding) else {
            return
        }
        var id = name.id
        if try await catalog.segment(id) != nil {
            id = try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: id.nanoseconds))
        }
        guard let row = mended.row(for: name, id: id, node: node, volume: volume) else { return }
        let reason = (mended.ending?.reason ?? .adopted).rawValue
        try await catalog.apply([
            .opened(row), .closed(id, mended.progress, reason: reason, index: mended.index),
        ])
        state.withLock { $0.adopted += 1 }
        takenUp.withLock { $0["\(name.camera)/\(name.stream.rawValue)", default: 0] += 1 }
    }

    // MARK: Files

    private func mendFile(
        _ key: String,
        volume: String,
        _ truth: FileTruth,
        because reason: EndReason,
        _ finding: Finding
    ) async -> FileTruth? {
        guard let store = volumes[volume], let key = StorageKey(key) else { return nil }
        let result = await threads.run { () -> Result<FileTruth, StorageError> in
            do throws(StorageError) {
                var truth = truth
                try truth.mend(store.open(key, for: .writing), because: reason)
                return .success(truth)
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let mended):
            // The good part may have grown by an index meanwhile.
            state.withLock { $0.bytesCut += max(0, truth.length - truth.goodLength) }
            return mended
        case .failure(let error):
            leaveAlone("\(finding) \(error)")
            return nil
        }
    }

    /// Gives back what is set aside behind the file.
    private func release(_ key: StorageKey, volume: String, _ finding: Finding) async {
        guard let store = volumes[volume] else { return }
        let error = await threads.run { () -> StorageError? in
            do throws(StorageError) {
                try store.open(key, for: .writing).releaseReserve()
                return nil
            } catch {
                return error
            }
        }
        if let error {
            leaveAlone("\(finding) \(error)")
        } else {
            done(finding, "It was given back.") { $0.reservesReleased += 1 }
        }
    }

    /// Whether the file is gone now.
    private func delete(_ key: StorageKey, volume: String, _ finding: Finding) async -> Bool {
        guard let store = volumes[volume] else { return false }
        let error = await threads.run { () -> StorageError? in
            do throws(StorageError) {
                try store.delete(key)
                return nil
            } catch .missing {
                return nil
            } catch {
                return error
            }
        }
        if let error { leaveAlone("\(finding) \(error)") }
        return error == nil
    }

    private func leaveAlone(_ sentence: String) {
        logger.warning("left alone", metadata: ["finding": "\(sentence)"])
        tell(sentence)
        state.withLock { report in
            if report.leftAlone.count < Self.mostLeftAlone { report.leftAlone.append(sentence) }
        }
    }
}
