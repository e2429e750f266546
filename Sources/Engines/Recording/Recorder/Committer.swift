import Catalog
import Logging
import Media
import Storage
import Stream

/// Makes safe what the recorders of a volume have written, and then tells the catalogue, in one transaction: a row never
/// says more than the disk has (design §4). Each volume has rounds of its own, so that a slow one holds up no other.
actor Committer {
    /// So many are synced in one go where another thread is free to write meanwhile: to wake a thread for each costs as much as
    /// a sync.
    private static let share = 8

    private let catalog: any Catalog
    private let past: PastFinder
    private let logger: Logger
    private let told: @Sendable ([SegmentChange]) -> Void

    private var backlog = CommitBacklog()
    private var gaps: [CommitBacklog.Ticket: GapID] = [:]
    /// Of each recorder the gap of holes that was told last, which may grow.
    private var holes: [Int: CommitBacklog.Ticket] = [:]
    private var known: Set<Int> = []
    /// The volumes that have a round now.
    private var busy: Set<String> = []
    private var isTelling = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let trouble = LoggedTrouble<CatalogError>(
        began: "the catalogue cannot be told; it is tried again",
        ended: "the catalogue is told again"
    )

    /// Why the catalogue does not know what has been recorded last, in a sentence; nil where it does.
    nonisolated var problem: String? {
        trouble.reason.map {
            "What was recorded last is on the disk and not in the catalogue yet, which is tried again. \($0.message)"
        }
    }

    init(
        catalog: any Catalog,
        past: PastFinder,
        logger: Logger,
        told: @escaping @Sendable ([SegmentChange]) -> Void
    ) {
        self.catalog = catalog
        self.past = past
        self.logger = logger
        self.told = told
    }

    /// One round for all of `recorders` that a volume's threads work for; of those in `ended` it is the last. Rounds of one
    /// volume follow one another: an end must not reach the catalogue before its beginning.
    ///
    /// - Parameters:
    ///   - ended: those that the volume's threads work for.
    ///   - recorders: asked when the round begins, so that none is looked at after its last round.
    func commit(
        on lane: DiskLane,
        ending ended: [StreamRecorder] = [],
        _ recorders: @Sendable () -> [StreamRecorder]
    ) async {
        while busy.contains(lane.name) { await wait() }
        busy.insert(lane.name)
        defer {
            busy.remove(lane.name)
            wakeAll()
        }
        // One that shall be recorded to another volume has its next round there: nobody syncs it now.
        let recorders = recorders().filter { $0.lane.name == lane.name && !$0.changeLane() }
        let unasked = await findPasts(of: recorders + ended, on: lane)
        await sync(recorders, on: lane, isFinal: false)
        await sync(ended, on: lane, isFinal: true)
        let untold = await tellInTurn()
        trouble.note(untold ?? unasked, to: logger)
        for recorder in ended { known.remove(recorder.number) }
        guard untold == nil else { return }
        for recorder in ended { if let ticket = holes.removeValue(forKey: recorder.number) { gaps[ticket] = nil } }
    }

    /// Whether a round of this volume goes on.
    func isBusy(_ lane: DiskLane) -> Bool { busy.contains(lane.name) }

    private func wait() async { await withCheckedContinuation { waiting.append($0) } }

    private func wakeAll() {
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// - Returns: why the catalogue could not be asked; the next round asks again.
    private func findPasts(of recorders: [StreamRecorder], on lane: DiskLane) async -> CatalogError? {
        let unknown = recorders.filter { !known.contains($0.number) }
        guard !unknown.isEmpty else { return nil }
        do throws(CatalogError) {
            let openGaps = try await catalog.openGaps()
            for recorder in unknown {
                let past = try await past.past(of: recorder.camera, recorder.stream, openGaps: openGaps)
                await lane.writers.run { recorder.resolve(past) }
                known.insert(recorder.number)
            }
            return nil
        } catch {
            return error
        }
    }

    private func sync(_ recorders: [StreamRecorder], on lane: DiskLane, isFinal: Bool) async {
        // A recorder whose past is not known must not add to it, unless it is now or never. Its files are made safe and
        // closed all the same: each that waited open would cost a descriptor.
        let known = known
        let threads = lane.writers
        // A disk that takes long to sync must not keep the threads from writing, until there is nothing to write.
        let width = isFinal ? threads.count : max(1, threads.count / 2)
        let share = width < threads.count ? Self.share : 1
        await withTaskGroup(of: [(StreamRecorder, [RecorderChange])].self) { group in
            var rest = recorders[...]
            func addNext() {
                guard !rest.isEmpty else { return }
                let part = Array(rest.prefix(share))
                rest = rest.dropFirst(share)
                group.addTask {
                    await threads.run {
                        part.map { recorder in
                            let tells = isFinal || known.contains(recorder.number)
                            return (recorder, recorder.sync(isFinal: isFinal, tells: tells))
                        }
                    }
                }
            }
            for _ in 0..<width { addNext() }
            for await synced in group {
                for (recorder, changes) in synced { backlog.append(changes, of: recorder) }
                addNext()
            }
        }
    }

    // MARK: The catalogue

    /// After those of other volumes who tell it now: what a failed try puts back comes before what is newer.
    private func tellInTurn() async -> CatalogError? {
        while isTelling { await wait() }
        isTelling = true
        defer {
            isTelling = false
            wakeAll()
        }
        return await tell()
    }

    /// - Returns: why the catalogue could not be told; the next round tries again.
    private func tell() async -> CatalogError? {
        guard !backlog.isEmpty else { return nil }
        let items = backlog.takeAll()
        var batch: [SegmentChange] = []
        do throws(CatalogError) {
            for item in items { if let change = try await change(for: item) { batch.append(change) } }
            try await apply(batch)
            told(batch)
            for item in items { forget(item) }
            return nil
        } catch {
            let lost = backlog.putBack(items)
            if lost > 0 {
                logger.error("too much waits for the catalogue", metadata: ["given up": "\(lost)"])
            }
            return error
        }
    }

    /// The ids of gaps of which nothing more will be told.
    private func forget(_ item: CommitBacklog.Item) {
        switch item {
        case .gapEnded(let ticket, _): gaps[ticket] = nil
        case .gapBegan(let gap): if gap.end != nil { gaps[gap.ticket] = nil }
        case .holes(let gap):
            let last = holes.updateValue(gap.ticket, forKey: gap.ticket.recorder)
            if let last, last != gap.ticket { gaps[last] = nil }
        case .change: break
        }
    }

    private func change(for item: CommitBacklog.Item) async throws(CatalogError) -> SegmentChange? {
        switch item {
        case .change(let change): return change
        case .gapEnded(let ticket, let end): return gaps[ticket].map { .gapClosed($0, end: end) }
        case .gapBegan(let gap): return .gapOpened(try await record(of: gap))
        case .holes(let gap): return .gapUpdated(try await record(of: gap))
        }
    }

    private func record(of gap: CommitBacklog.NewGap) async throws(CatalogError) -> GapRecord {
        let id: GapID
        if let known = gaps[gap.ticket] {
            id = known
        } else {
            id = try await catalog.nextFreeGapID(from: gap.start)
            gaps[gap.ticket] = id
        }
        return GapRecord(
            id: id,
            camera: gap.camera,
            stream: gap.stream,
            start: gap.start,
            end: gap.end,
            missing: gap.missing,
            reason: gap.reason,
            detail: gap.detail
        )
    }

    /// Applies the changes together. Where one of them can never be applied, it is left out: it must not hold up what
    /// everyone else has recorded.
    private func apply(_ batch: [SegmentChange]) async throws(CatalogError) {
        do {
            try await catalog.apply(batch)
            return
        } catch  where error.isForGood {
            logger.error("a change cannot be made in the catalogue", metadata: ["reason": "\(error)"])
        }
        for change in batch {
            do {
                try await catalog.apply([change])
            } catch  where error.isForGood {
                continue
            }
        }
    }
}

extension CatalogError {
    /// Trying again would not help.
    fileprivate var isForGood: Bool { code == .conflict || code == .unknownCamera }
}
