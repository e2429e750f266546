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
            told: @escaping @Sendable ([SegmentRecord]) -> Void = { _ in }
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
        }
    }

    /// Rows that are read at once.
    static let page = 500

    let parts: Parts
    private let state = Mutex(MergeReport())
    /// Of each stream, up to where there is nothing to be joined any more.
    private(set) var done: [MergePlace: SegmentCursor] = [:]
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init(_ parts: Parts) { self.parts = parts }

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
        var tally = MergeReport.Tally()
        defer {
            let ended = parts.time.wall
            note { report in
                report.isAtWork = false
                report.passes += 1
                report.lastEndedAt = ended
                report.last = tally
                report.total += tally
            }
            isBusy = false
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
        if fromStart { done = [:] }
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
        return tally
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
                guard groups.isOfAge(row) else { return try await finish(groups, place, &tally) }
                guard let group = groups.add(row) else { continue }
                guard try await take(group, groups, place, &tally) else { return }
            }
            query.after = page.last?.cursor
            guard page.count == Self.page else { return try await finish(groups, place, &tally) }
        }
    }

    private func finish(
        _ groups: MergeGroups,
        _ place: MergePlace,
        _ tally: inout MergeReport.Tally
    ) async throws(CatalogError) {
        guard groups.isOver, !groups.open.isEmpty else { return }
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
        try await join(members, &tally)
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
        switch outcome.withLock({ $0 }) {
        case .success(let bytes):
            tally.files += 1
            tally.segments += members.count
            tally.bytes += bytes
        case .failure(let error as CatalogError): throw error
        case .failure(let error): failed(error as? MergeFailure ?? .stopped, members, &tally)
        }
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

    // MARK: Files

    /// Takes away the files of groups that were not joined after all: also those of a run that was killed.
    private func removeAnnounced() async throws(CatalogError) {
        let files = AnnouncedFiles(
            catalog: parts.catalog,
            node: parts.node,
            volumes: await parts.volumes(),
            threads: parts.threads
        )
        try await files.remove()
    }

    /// - Returns: the bytes of the new file.
    private func merge(_ rows: [SegmentRecord]) async throws -> Int64 {
        guard let first = rows.first, let old = StorageKey(first.key).flatMap({ RecordingKey($0) }), old.id == first.id,
            let key = old.next?.key
        else { throw MergeFailure.incompatible("\(rows.first?.key ?? "") is not the name of its recording.") }
        let stores = await parts.volumes()
        guard first.node == parts.node, let store = stores[first.volume] else {
            throw MergeFailure.storage(.missing(first.volume))
        }
        let needed = rows.reduce(0) { $0 + $1.bytes }
        // The old files stay until the new one is complete, and for as long as somebody reads them.
        if let room = await parts.room(first.volume), room < needed + needed / 10 { throw MergeFailure.noRoom(needed) }
        let announced = FileRemoval(id: first.id, node: first.node, volume: first.volume, key: key.text)
        try await parts.catalog.beginMerging(announced)
        try goOn(.announced)
        do {
            let made = try await copy(rows, to: key, in: store)
            try goOn(.copied)
            let removals = try await parts.catalog.merge(rows, into: made.row, index: made.index)
            guard removals != nil else { throw MergeFailure.changed }
            try goOn(.merged)
            parts.told(rows)
            return made.row.bytes
        } catch MergeFailure.storage(.exists(let name)) {
            // It was there before, and nobody knows what it is.
            try await parts.catalog.endMerging([first.id])
            throw MergeFailure.storage(.exists(name))
        } catch let error as MergeFailure {
            // Where the program ends, this task has been cancelled, and a catalogue refuses the work of such a task.
            try await Task { try await self.removeAnnounced() }.value
            throw error
        }
        // After an error of the catalogue it is not known whether the file has become a recording's: it is looked at anew
        // before the next pass.
    }

    private func copy(
        _ rows: [SegmentRecord],
        to key: StorageKey,
        in store: any MediaStore
    ) async throws -> (row: SegmentRecord, index: [UInt8]) {
        let threads = parts.threads
        var copy = try await threads.run { () throws(MergeFailure) in
            var members: [MergeMember] = []
            for row in rows { members.append(try MergeMember(row, in: store)) }
            return try MergeCopy(members, to: key, in: store)
        }
        try goOn(.begun)
        while !copy.isComplete {
            guard !Task.isCancelled else { throw MergeFailure.stopped }
            let began = parts.time.monotonic
            let sofar = copy
            copy = try await threads.run { () throws(MergeFailure) in
                var copy = sofar
                _ = try copy.copySome()
                return copy
            }
            await rest(after: parts.time.monotonic - began)
        }
        let whole = copy
        return try await threads.run { () throws(MergeFailure) in
            var copy = whole
            return try copy.finish(as: key)
        }
    }

    /// Joining may keep the disk busy for one part in five.
    private static let restFactor = 4
    private static let longestPause: Duration = .seconds(2)

    private func rest(after taken: Duration) async {
        guard taken > .zero else { return }
        await parts.pause(min(taken * Self.restFactor, Self.longestPause))
    }

    /// As a program that is killed, which takes nothing back.
    private struct Killed: Error {}

    private func goOn(_ step: MergeStep) throws {
        guard parts.goesOn(step) else { throw Killed() }
    }
}
