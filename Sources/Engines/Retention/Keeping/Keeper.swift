package import Catalog
package import Logging
import Media
package import Storage
package import Stream
import Synchronization

/// Lets recordings go whose time has come, or that have to make room: a little ahead of need, in small steps.
///
/// A recording first goes from the catalogue, which remembers its file until that is gone too; so whenever the program is
/// killed, the next one goes on where this one was, and nobody is shown what is not there.
package actor Keeper {
    /// What it works with.
    package struct Parts: Sendable {
        package var catalog: any Catalog
        /// This server's name, as rows have it.
        package var node: String
        /// As they are now.
        package var volumes: @Sendable () async -> [KeptVolume]
        /// The rules as they are now, for volumes with this room.
        package var rules: @Sendable ([String: KeptVolume.Room]) async throws(CatalogError) -> RetentionRules
        /// Deletes files; nobody who records or plays waits for it.
        package var threads: DiskThreads
        package var time: any TimeSource
        package var logger: Logger
        package var told: @Sendable (KeeperNews) -> Void
        /// How often it is looked what has had its time.
        package var ageInterval: @Sendable () -> Duration
        /// Room is made for what comes in so long: for longer than from one look to the next.
        package var ahead: Duration = .seconds(60)
        /// The rest after each few files, so that recording has the disk; what cuts it short is being cancelled, which whoever
        /// rests looks at. Another one for tests.
        package var pause: @Sendable (Duration) async -> Void

        package init(
            catalog: any Catalog,
            node: String,
            volumes: @escaping @Sendable () async -> [KeptVolume],
            rules: @escaping @Sendable ([String: KeptVolume.Room]) async throws(CatalogError) -> RetentionRules,
            threads: DiskThreads,
            time: any TimeSource,
            logger: Logger,
            told: @escaping @Sendable (KeeperNews) -> Void = { _ in },
            ageInterval: @escaping @Sendable () -> Duration = { .seconds(3600) },
            pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
        ) {
            self.catalog = catalog
            self.node = node
            self.volumes = volumes
            self.rules = rules
            self.threads = threads
            self.time = time
            self.logger = logger
            self.told = told
            self.ageInterval = ageInterval
            self.pause = pause
        }
    }

    /// How often it is looked whether there is room.
    package static let interval: Duration = .seconds(10)
    /// Recordings that go in one transaction.
    private static let step = 32
    /// Rows that are read of a source at once.
    private static let page = 64

    let parts: Parts
    private let state = Mutex(KeeperReport())
    var rates = RecordingRates()
    var freed: [String: FreedRoom] = [:]
    /// Bytes of the kept snapshots on each volume that has a limit, found anew as the rates are.
    var snapshots: [String: Int64] = [:]
    /// What was last seen to be going before its time.
    var foresight: RoomForesight?
    /// Why files could not be deleted, as the log was told, by the volume's name.
    var toldStuck: [String: String] = [:]
    private var lookedAtAge: MonotonicTime?
    /// The rules of that look: others count at once.
    private var rulesOfAge: RetentionRules?
    private var nap: Task<Void, Never>?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let trouble = LoggedTrouble<CatalogError>(
        began: "the catalogue cannot be asked what is to be deleted; it is tried again",
        ended: "the catalogue can be asked again what is to be deleted"
    )

    package init(_ parts: Parts) { self.parts = parts }

    nonisolated package var report: KeeperReport { state.withLock { $0 } }

    nonisolated func note(_ change: (inout KeeperReport) -> Void) { state.withLock { change(&$0) } }

    /// Why nothing is deleted, in a sentence; nil where all is well.
    nonisolated package var problem: String? { trouble.reason.map { $0.publicMessage } }

    // MARK: Running

    /// Works until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let isAgeDue = lookedAtAge.map { parts.time.monotonic - $0 >= parts.ageInterval() } ?? true
            do throws(CatalogError) {
                try await pass(looksAtAge: isAgeDue)
                trouble.note(nil, to: parts.logger)
            } catch {
                // What is cut short by the end of the program is no trouble.
                if !Task.isCancelled { trouble.note(error, to: parts.logger) }
            }
            await rest()
        }
    }

    /// Has it look at once, and not only when it is time again.
    package func wake() { nap?.cancel() }

    /// Has it look at once what has had its time: somebody has given recordings another.
    package func wakeForAge() {
        lookedAtAge = nil
        wake()
    }

    private func rest() async {
        // The interval itself: cut short by whoever wakes it, or by being cancelled.
        let nap = Task { _ = try? await Task.sleep(for: Self.interval) }
        self.nap = nap
        await withTaskCancellationHandler {
            await nap.value
        } onCancel: {
            nap.cancel()
        }
    }

    /// Deletes what is due, and returns when that is gone.
    ///
    /// - Parameter looksAtAge: also what has had its time; otherwise only what has to make room.
    @discardableResult
    package func pass(looksAtAge: Bool = true) async throws(CatalogError) -> KeeperPass {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        defer {
            isBusy = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
        return try await passAlone(looksAtAge: looksAtAge)
    }

    private func passAlone(looksAtAge: Bool) async throws(CatalogError) -> KeeperPass {
        try await sweep()
        let look = try await look(ahead: parts.ahead)
        let looksAtAge = looksAtAge || look.givenRules != rulesOfAge
        try await foresee(look, isAsked: looksAtAge)
        take(look)
        var pass = KeeperPass()
        var planner = RetentionPlanner(look.rules, look.state, looksAtAge: looksAtAge)
        var isFinished = false
        while !isFinished, !Task.isCancelled {
            let (batch, shortfalls) = try await nextStep(of: &planner)
            if let shortfalls {
                isFinished = true
                pass.shortfalls = shortfalls
            }
            guard !batch.isEmpty else { continue }
            foresee(batch, look)
            let gone = try await letGo(batch, hurries: look.hurries, &pass)
            // What cannot be deleted frees nothing; to give up more of it would be in vain.
            if !gone { break }
        }
        if looksAtAge, isFinished {
            pass.gaps = try await deleteGaps(look)
            lookedAtAge = parts.time.monotonic
            rulesOfAge = look.givenRules
        }
        finish(pass, look, looksAtAge: looksAtAge)
        return pass
    }

    /// The next few recordings; with them the bounds that cannot be kept if they are the last.
    private func nextStep(
        of planner: inout RetentionPlanner
    ) async throws(CatalogError) -> ([PlannedDeletion], [Shortfall]?) {
        var batch: [PlannedDeletion] = []
        while batch.count < Self.step {
            switch planner.next() {
            case .delete(let deletion): batch.append(deletion)
            case .finished(let shortfalls): return (batch, shortfalls)
            case .read(let source, let after):
                let rows = try await read(source, after: after)
                planner.supply(rows, isLast: rows.count < Self.page, of: source)
            }
        }
        return (batch, nil)
    }

    func read(_ source: RetentionSource, after: ExpirableSegment?) async throws(CatalogError) -> [ExpirableSegment] {
        switch source {
        case .ownTime: try await parts.catalog.expirableByOwnTime(until: nil, after: after, limit: Self.page)
        case .rule(let camera, let stream, let volume, let isEvent):
            try await parts.catalog.expirable(
                ExpirableQuery(
                    camera: camera,
                    stream: stream,
                    volume: volume,
                    isEvent: isEvent,
                    after: after?.cursor,
                    limit: Self.page
                )
            )
        }
    }

    /// - Returns: whether all files are gone too.
    private func letGo(
        _ batch: [PlannedDeletion],
        hurries: Bool,
        _ pass: inout KeeperPass
    ) async throws(CatalogError) -> Bool {
        let removals = try await parts.catalog.expire(batch.map(\.segment))
        let gone = Set(removals.map(\.id))
        // Somebody may have protected one meanwhile.
        let deleted = batch.filter { gone.contains($0.segment.id) }
        for deletion in deleted {
            let tally = DeletionTally(recordings: 1, bytes: deletion.segment.bytes)
            pass.deleted[deletion.reason, default: DeletionTally()] += tally
            note { $0.deleted[deletion.reason, default: DeletionTally()] += tally }
            noteFreed(deletion.segment)
        }
        if !deleted.isEmpty { parts.told(.deleted(deleted)) }
        return try await remove(removals, hurries: hurries)
    }

    private func noteFreed(_ segment: ExpirableSegment) {
        guard let room = report.rooms[segment.volume] else { return }
        freed[segment.volume, default: FreedRoom(free: room.free, at: parts.time.monotonic)].bytes += segment.bytes
    }

    private func finish(_ pass: KeeperPass, _ look: KeeperLook, looksAtAge: Bool) {
        let now = parts.time.wall
        let madeRoom = pass.deleted.keys.contains(where: \.isForRoom)
        note { report in
            report.lookedAt = now
            if looksAtAge { report.lookedAtAgeAt = now }
            if madeRoom { report.madeRoomAt = now }
            report.shortfalls = pass.shortfalls
            report.gaps += pass.gaps
        }
        for (reason, tally) in pass.deleted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            parts.logger.info(
                "recordings were deleted",
                metadata: [
                    "reason": "\(reason.rawValue)", "recordings": "\(tally.recordings)", "bytes": "\(tally.bytes)",
                ]
            )
        }
    }
}
