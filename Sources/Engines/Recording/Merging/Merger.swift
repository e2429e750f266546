package import Catalog
package import Logging
import Media
package import Storage
package import Stream
import Synchronization

/// Joins short recordings into long ones, without encoding anything anew: slowly, so that recording has the disk, and so
/// that at every instant each picture is in exactly one recording.
///
/// The new file is announced in the catalogue, then written and made safe; then it takes the place of the old ones in one
/// transaction, and their files go as those of all deleted recordings do. A reader that has an old file open reads on.
package actor Merger {
    package struct Parts: Sendable {
        package var catalog: any Catalog
        /// This server's name, as rows have it.
        package var node: String
        /// Those that are there, by the names that rows have.
        package var volumes: @Sendable () async -> [String: any MediaStore]
        /// Bytes that a volume still has for recordings before others would have to go; nil where that cannot be told.
        package var room: @Sendable (String) async -> Int64?
        /// Those that copy; nobody who records or plays waits for them.
        package var threads: DiskThreads
        package var time: any TimeSource
        package var logger: Logger
        /// Lets nobody else move files meanwhile.
        package var exclusively: @Sendable (@escaping @Sendable () async -> Void) async -> Void
        /// The recordings of a group that are there no more, but for the first, which is another now.
        package var told: @Sendable ([SegmentRecord]) -> Void
        /// What it has come to, after each group and after each pass. Waited for, so that it comes in order.
        package var counted: @Sendable (MergeReport) async -> Void
        /// The rest after each piece: there is nothing to wait for but the time. Cut short by being cancelled alone, which is
        /// looked at before the next piece. Another one for tests.
        package var pause: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
        /// Asked after each step; where it says no, everything stays as it is, as if the program had been killed. For tests.
        package var goesOn: @Sendable (MergeStep) -> Bool = { _ in true }

        package init(
            catalog: any Catalog,
            node: String,
            volumes: @escaping @Sendable () async -> [String: any MediaStore],
            room: @escaping @Sendable (String) async -> Int64?,
            threads: DiskThreads,
            time: any TimeSource,
            logger: Logger,
            exclusively: @escaping @Sendable (@escaping @Sendable () async -> Void) async -> Void,
            told: @escaping @Sendable ([SegmentRecord]) -> Void = { _ in },
            counted: @escaping @Sendable (MergeReport) async -> Void = { _ in }
        ) {
            self.catalog = catalog
            self.node = node
            self.volumes = volumes
            self.room = room
            self.threads = threads
            self.time = time
            self.logger = logger
            self.exclusively = exclusively
            self.told = told
            self.counted = counted
        }
    }

    /// Rows that are read at once.
    static let page = 500

    let parts: Parts
    private let state: Mutex<MergeReport>
    /// Of each stream, up to where there is nothing to be joined any more.
    private(set) var done: [MergePlace: SegmentCursor] = [:]
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter before: what it had come to when the program ended.
    package init(_ parts: Parts, before: MergeReport = MergeReport()) {
        self.parts = parts
        state = Mutex(before)
    }

    nonisolated package var report: MergeReport { state.withLock { $0 } }

    private nonisolated func note(_ change: (inout MergeReport) -> Void) { state.withLock { change(&$0) } }

    // MARK: Passes

    /// Joins what can be joined.
    ///
    /// - Parameters:
    ///   - rules: of each camera.
    ///   - fromStart: looks at all recordings again, and not only at those that have come since the last pass.
    ///   - told: how far it is: streams that were looked at, of all.
    package func pass(
        _ rules: [CameraID: MergeRule],
        fromStart: Bool = false,
        told: @Sendable (Double, MergeReport.Tally) -> Void = { _, _ in }
    ) async throws(CatalogError) -> MergeReport.Tally {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        let began = parts.time.wall
        note { report in
            report.isAtWork = true
            report.lastBeganAt = began
        }
        if fromStart { done = [:] }
        var tally = MergeReport.Tally()
        let outcome: Result<Void, CatalogError>
        do throws(CatalogError) {
            outcome = .success(try await pass(over: rules, &tally, told))
        } catch {
            outcome = .failure(error)
        }
        await end(tally)
        try outcome.get()
        return tally
    }

    private func end(_ tally: MergeReport.Tally) async {
        let ended = parts.time.wall
        note { report in
            report.isAtWork = false
            report.passes += 1
            report.lastEndedAt = ended
            report.last = tally
        }
        await parts.counted(report)
        isBusy = false
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    private func pass(
        over rules: [CameraID: MergeRule],
        _ tally: inout MergeReport.Tally,
        _ told: @Sendable (Double, MergeReport.Tally) -> Void
    ) async throws(CatalogError) {
        try await removeAnnounced()
        let chosen = rules.filter(\.value.isOn).sorted { $0.key < $1.key }
        for (index, (camera, rule)) in chosen.enumerated() {
            told(Double(index) / Double(chosen.count), tally)
            var own = MergeReport.Tally()
            defer { tally += own }
            for stream in StreamKind.allCases {
                guard own.segments < rule.batch, !Task.isCancelled else { break }
                try await pass(over: MergePlace(camera: camera, stream: stream), rule, &own)
            }
        }
    }

    private func pass(
        over place: MergePlace,
        _ rule: MergeRule,
        _ tally: inout MergeReport.Tally
    ) async throws(CatalogError) {
        var groups = MergeGroups(rule, now: parts.time.wall)
        var query = SegmentQuery(camera: place.camera, stream: place.stream, limit: Self.page, after: done[place])
        while true {
            let page = try await parts.catalog.segments(query)
            for row in page {
                guard groups.isOfAge(row) else { return try await finish(groups, place, &tally, isNewest: false) }
                guard let group = groups.add(row) else { continue }
                guard try await take(group, groups, place, &tally) else { return }
            }
            query.after = page.last?.cursor
            guard page.count == Self.page else { return try await finish(groups, place, &tally, isNewest: true) }
        }
    }

    /// - Parameter isNewest: whether what is left is the newest of its stream.
    private func finish(
        _ groups: MergeGroups,
        _ place: MergePlace,
        _ tally: inout MergeReport.Tally,
        isNewest: Bool
    ) async throws(CatalogError) {
        let isEarly = isNewest && groups.isQuiet && groups.isWorth(groups.open)
        guard groups.isOver || isEarly, !groups.open.isEmpty else { return }
        _ = try await take(groups.open, groups, place, &tally)
    }

    /// - Returns: whether there may be more.
    private func take(
        _ group: [SegmentRecord],
        _ groups: MergeGroups,
        _ place: MergePlace,
        _ tally: inout MergeReport.Tally
    ) async throws(CatalogError) -> Bool {
        guard !Task.isCancelled else { return false }
        guard groups.isWorth(group) else {
            done[place] = group.last?.cursor
            return true
        }
        let members = Array(group.prefix(groups.rule.batch - tally.segments))
        // The rest of the group is left for the next pass.
        guard members.count > 1 else { return false }
        let divided = try await alike(members, groups.rule)
        for piece in divided where divided.count == 1 || groups.isWorth(piece) { try await join(piece, &tally) }
        // Also where it was in vain: it would be so every time. Somebody who asks for a pass has it tried again.
        done[place] = members.last?.cursor
        return members.count == group.count
    }

    private func join(_ members: [SegmentRecord], _ tally: inout MergeReport.Tally) async throws(CatalogError) {
        let outcome = Mutex<Result<Int64, any Error>>(.failure(MergeFailure.stopped))
        await parts.exclusively { [self] in
            let result: Result<Int64, any Error>
            do { result = .success(try await merge(members)) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        var step = MergeReport.Tally()
        switch outcome.withLock({ $0 }) {
        case .success(let bytes):
            step.files = 1
            step.segments = members.count
            step.bytes = bytes
        case .failure(let error as CatalogError): throw error
        case .failure(let error): failed(error as? MergeFailure ?? .stopped, members, &step)
        }
        tally += step
        note { [step] in $0.total += step }
        await parts.counted(report)
    }

    private func failed(_ failure: MergeFailure, _ members: [SegmentRecord], _ tally: inout MergeReport.Tally) {
        switch failure {
        case .changed, .stopped: return
        case .incompatible: tally.incompatible += 1
        case .noRoom: tally.withoutRoom += 1
        case .storage: tally.errors += 1
        }
        note { $0.lastFailure = failure.description }
        parts.logger.warning(
            "recordings could not be joined",
            metadata: [
                "camera": "\(members.first?.camera.text ?? "")", "recordings": "\(members.count)",
                "reason": "\(failure)",
            ]
        )
    }
}
