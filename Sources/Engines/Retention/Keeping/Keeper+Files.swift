import Catalog
import Logging
import Media
import Storage
import Stream

extension Keeper {
    /// Files that are taken away together, before others have their turn on the disk.
    private static let chunk = 8
    /// Deleting may keep the disk busy for one part in five.
    private static let restFactor = 4
    private static let longestPause: Duration = .seconds(2)
    private static let removalPage = 256
    /// Gaps that go in one transaction.
    private static let gapStep = 500

    /// Takes away the files of recordings that have been deleted: by people, by a run that was killed, or in vain before.
    func sweep() async throws(CatalogError) {
        var last: RecordingID?
        note { $0.stuck = [:] }
        while !Task.isCancelled {
            let page = try await parts.catalog.pendingRemovals(after: last, limit: Self.removalPage)
            _ = try await remove(page.filter { $0.node == parts.node }, hurries: false)
            last = page.last?.id
            if page.count < Self.removalPage { break }
        }
        toldStuck = report.stuck
    }

    /// Takes files away, and forgets them as they go.
    ///
    /// - Parameter hurries: without a rest between them.
    /// - Returns: whether all are gone.
    func remove(_ removals: [FileRemoval], hurries: Bool) async throws(CatalogError) -> Bool {
        guard !removals.isEmpty else { return true }
        let volumes = await parts.volumes()
        let stores = Dictionary(volumes.map { ($0.name, $0.store) }) { first, _ in first }
        var isComplete = true
        for (name, removals) in Dictionary(grouping: removals, by: \.volume).sorted(by: { $0.key < $1.key }) {
            guard let store = stores[name].flatMap(\.self) else {
                // It is not there: they go when it is back.
                isComplete = false
                continue
            }
            var rest = removals[...]
            while !rest.isEmpty, report.stuck[name] == nil {
                // The program ends: the next start goes on.
                if Task.isCancelled { return false }
                let chunk = Array(rest.prefix(Self.chunk))
                rest = rest.dropFirst(Self.chunk)
                let began = parts.time.monotonic
                let failures = await parts.threads.run { store.delete(chunk.compactMap { StorageKey($0.key) }) }
                try await done(chunk, failures, volume: name)
                let taken = parts.time.monotonic - began
                if !hurries, taken > .zero { await parts.pause(min(taken * Self.restFactor, Self.longestPause)) }
            }
            if report.stuck[name] != nil { isComplete = false }
        }
        return isComplete
    }

    private func done(
        _ removals: [FileRemoval],
        _ failures: [StorageKey: StorageError],
        volume: String
    ) async throws(CatalogError) {
        // What has no name that a file can have, there is no file of.
        let gone = removals.filter { removal in StorageKey(removal.key).map { failures[$0] == nil } ?? true }
        try await parts.catalog.removalsDone(gone.map(\.id))
        guard let failure = failures.values.first else { return }
        note { $0.stuck[volume] = failure.description }
        guard toldStuck[volume] != failure.description else { return }
        toldStuck[volume] = failure.description
        parts.logger.error(
            "the file of a deleted recording cannot be deleted; it is tried again",
            metadata: ["volume": "\(volume)", "reason": "\(failure)"]
        )
    }

    // MARK: Gaps

    /// Gaps tell of what could have been recorded: they go with what was recorded then.
    func deleteGaps(_ look: KeeperLook) async throws(CatalogError) -> Int {
        guard look.rules.isOn else { return 0 }
        var count = 0
        for camera in try await parts.catalog.cameras(includingDeleted: true) {
            for stream in StreamKind.allCases {
                guard let time = try await gapsGo(of: camera.id, stream, look) else { continue }
                while !Task.isCancelled {
                    let found = try await parts.catalog.deleteGaps(
                        of: camera.id,
                        stream,
                        endedBy: time,
                        limit: Self.gapStep
                    )
                    count += found
                    if found < Self.gapStep { break }
                }
            }
        }
        return count
    }

    /// Gaps that have ended by then go: they are older than what is promised, or lie before the oldest that has not gone.
    private func gapsGo(
        of camera: CameraID,
        _ stream: StreamKind,
        _ look: KeeperLook
    ) async throws(CatalogError) -> WallTime? {
        let old = look.rules.rule(of: camera).term.map { look.state.now + (.zero - $0) }
        guard var kept = try await parts.catalog.keptFrom(of: camera, stream) else { return old }
        // On another volume older ones may still lie.
        for lot in look.state.lots where lot.camera == camera && lot.stream == stream {
            let query = ExpirableQuery(camera: camera, stream: stream, volume: lot.volume, isEvent: false, limit: 1)
            if let oldest = try await parts.catalog.expirable(query).first { kept = min(kept, oldest.start) }
        }
        return max(kept, old ?? kept)
    }
}
