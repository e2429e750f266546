package import Catalog
package import Logging
import Media
package import Storage
import Synchronization

/// Compares the catalogue with the disks while the recorder runs, and mends what differs if it is told to. What recorders
/// are at work on is left alone; so is what others have dealt with meanwhile.
package struct ConsistencyRun: Sendable {
    private let catalog: any Catalog
    private let node: String
    private let volumes: @Sendable () async -> [String: any MediaStore]
    private let threads: DiskThreads
    private let logger: Logger
    private let isBusy: @Sendable (RecordingID) -> Bool

    /// - Parameters:
    ///   - volumes: those that are there, by the names that rows have. Rows of others are left alone.
    ///   - isBusy: whether a recorder is at work on this recording (``RecordingService/isUnsettled(_:)``).
    package init(
        catalog: any Catalog,
        node: String,
        volumes: @escaping @Sendable () async -> [String: any MediaStore],
        threads: DiskThreads,
        logger: Logger,
        isBusy: @escaping @Sendable (RecordingID) -> Bool
    ) {
        self.catalog = catalog
        self.node = node
        self.volumes = volumes
        self.threads = threads
        self.logger = logger
        self.isBusy = isBusy
    }

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - repairs: whether what is found is mended.
    ///   - told: how far it is, from 0 to 1, and how much was found; from several tasks.
    ///   - changed: what has become of recordings; from several tasks.
    /// - Throws: `cancelled` where the task was cancelled; what was mended by then stays mended.
    package func run(
        repairs: Bool,
        told: @escaping @Sendable (Double, Int) -> Void = { _, _ in },
        changed: @escaping @Sendable (ConsistencyChange) -> Void = { _ in }
    ) async throws(CatalogError) -> ConsistencyReport {
        let tally = ConsistencyTally()
        let volumes = await volumes()
        let mender = mender(volumes)
        var survey = VolumeSurvey(catalog: catalog, node: node, volumes: volumes, threads: threads)
        // A file that was put there is read whole before it is taken up.
        survey.live = LiveSurvey(isBusy: isBusy) { part in told(part, tally.total) }
        try await survey.run(.everything) { (finding) throws(CatalogError) in
            let isMended = repairs ? try await mend(finding, with: mender, changed) : false
            tally.note(finding, isMended: isMended)
        }
        return tally.report
    }

    /// Brings one recording in line whose file is gone, or shorter than it was: what somebody has noticed who wanted to
    /// play it.
    ///
    /// - Returns: what was done; nil where there was nothing to be done, or it could not be.
    package func mend(_ id: RecordingID) async throws(CatalogError) -> ConsistencyChange? {
        let volumes = await volumes()
        guard !isBusy(id) else { return nil }
        let found = try await catalog.segment(id)
        guard let row = found, !row.isOpen, row.node == node,
            let store = volumes[row.volume], let key = StorageKey(row.key)
        else { return nil }
        let truth = await threads.run { () -> Result<FileTruth, StorageError> in
            do throws(StorageError) {
                return .success(try FileTruth(of: store.open(key, for: .reading)))
            } catch {
                return .failure(error)
            }
        }
        let finding: Finding
        switch truth {
        case .success(let truth) where truth.length < row.bytes: finding = .shortened(row, truth)
        case .failure(.missing): finding = .missing(row)
        // The disk has another trouble, which says nothing of the recording.
        case .success, .failure: return nil
        }
        let change = Mutex<ConsistencyChange?>(nil)
        _ = try await mend(finding, with: mender(volumes)) { made in change.withLock { $0 = made } }
        return change.withLock { $0 }
    }

    private func mender(_ volumes: [String: any MediaStore]) -> Mender {
        Mender(catalog: catalog, node: node, volumes: volumes, threads: threads, logger: logger)
    }

    /// - Returns: whether it is in order now.
    private func mend(
        _ finding: Finding,
        with mender: Mender,
        _ changed: @Sendable (ConsistencyChange) -> Void
    ) async throws(CatalogError) -> Bool {
        try await mender.mend(finding)
        switch finding {
        case .foreign: return false
        case .missing(let row):
            changed(.removed(row.id, row.camera))
            return true
        case .unfinished(let row, _), .shortened(let row, _):
            guard let now = try await catalog.segment(row.id) else {
                changed(.removed(row.id, row.camera))
                return true
            }
            guard now != row else { return false }
            changed(.shortened(row.id, row.camera))
            return true
        case .unknown(let name, _, _):
            // It may have been given another id, where its own was taken.
            let row = try await catalog.segment(name.id)
            if let row, row.key == name.key.text { changed(.added(row.id, row.camera)) }
            return true
        case .empty, .reserved, .undeleted: return true
        }
    }
}

/// Counts what several tasks find.
private final class ConsistencyTally: Sendable {
    private let state = Mutex(ConsistencyReport())

    var report: ConsistencyReport { state.withLock { $0 } }
    var total: Int { state.withLock { $0.total } }

    func note(_ finding: Finding, isMended: Bool) {
        let sentence = isMended ? "\(finding) It is in order now." : finding.description
        state.withLock { report in
            report.found[finding.kind, default: 0] += 1
            if isMended { report.mended += 1 }
            if report.sentences.count < ConsistencyReport.mostSentences { report.sentences.append(sentence) }
        }
    }
}
