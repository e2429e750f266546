package import Media

/// A snapshot of a catalogue in memory.
struct InMemorySnapshot {
    var record: SnapshotRecord
    /// Its file has not gone yet.
    var isRemoved = false
}

extension InMemoryCatalog {
    package func insert(_ snapshot: SnapshotRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.snapshots[snapshot.id] == nil else {
                throw CatalogError.exists("a snapshot with the id \(snapshot.id)")
            }
            guard state.cameras[snapshot.camera] != nil else {
                throw CatalogError.unknownCamera(snapshot.camera, of: "The snapshot \(snapshot.id)")
            }
            state.snapshots[snapshot.id] = InMemorySnapshot(record: snapshot)
        }
    }

    package func snapshot(_ id: SnapshotID) async throws(CatalogError) -> SnapshotRecord? {
        try read { state in state.snapshots[id].flatMap { $0.isRemoved ? nil : $0.record } }
    }

    package func snapshots(_ query: SnapshotQuery) async throws(CatalogError) -> [SnapshotRecord] {
        try read { state in
            let found = state.snapshots.values.filter { !$0.isRemoved && query.includes($0.record) }.map(\.record)
            let sorted = found.sorted { query.isNewestFirst ? $0.cursor > $1.cursor : $0.cursor < $1.cursor }
            return Array(sorted.prefix(max(0, query.limit)))
        }
    }

    package func setProtected(_ isProtected: Bool, snapshot id: SnapshotID) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.snapshots[id]?.isRemoved == false else { throw CatalogError.noSnapshot(id) }
            state.snapshots[id]?.record.isProtected = isProtected
        }
    }

    package func removeSnapshot(
        _ id: SnapshotID,
        includingProtected: Bool
    ) async throws(CatalogError) -> SnapshotRecord? {
        try write { state in
            guard let found = state.snapshots[id], !found.isRemoved, includingProtected || !found.record.isProtected
            else { return nil }
            state.snapshots[id]?.isRemoved = true
            return found.record
        }
    }

    package func removedSnapshots() async throws(CatalogError) -> [SnapshotRecord] {
        try read { state in state.snapshots.values.filter(\.isRemoved).map(\.record).sorted { $0.id < $1.id } }
    }

    package func snapshotVolumes() async throws(CatalogError) -> [String: Int] {
        try read { state in
            Dictionary(state.snapshots.values.map { ($0.record.volume, 1) }, uniquingKeysWith: +)
        }
    }

    package func snapshotTotals() async throws(CatalogError) -> [SnapshotTotals] {
        try read { state in
            let rows = state.snapshots.values.filter { !$0.isRemoved }.map(\.record)
            let groups = Dictionary(grouping: rows) { [$0.camera.text, $0.volume] }
            return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, rows in
                guard let first = rows.first else { return nil }
                let kept = rows.filter(\.isProtected)
                return SnapshotTotals(
                    camera: first.camera,
                    volume: first.volume,
                    snapshots: rows.count,
                    bytes: rows.reduce(0) { $0 + $1.bytes },
                    protectedSnapshots: kept.count,
                    protectedBytes: kept.reduce(0) { $0 + $1.bytes }
                )
            }
        }
    }

    package func forgetSnapshot(_ id: SnapshotID) async throws(CatalogError) {
        try write { state in state.snapshots[id] = nil }
    }

    package func nextFreeSnapshotID(from time: WallTime) async throws(CatalogError) -> SnapshotID {
        let taken = try read { state in state.snapshots.keys.map(\.nanoseconds) }
        var rest = taken.filter { $0 >= time.nanoseconds }.sorted().makeIterator()
        guard let free = snapshotIDs.reserveFirst(from: time.nanoseconds, nextTaken: { rest.next() }) else {
            throw CatalogError.noFreeID
        }
        return SnapshotID(nanoseconds: free)
    }
}

extension SnapshotQuery {
    fileprivate func includes(_ snapshot: SnapshotRecord) -> Bool {
        if let cameras, !cameras.contains(snapshot.camera) { return false }
        if let from, snapshot.takenAt < from { return false }
        if let to, snapshot.takenAt >= to { return false }
        guard let after else { return true }
        return isNewestFirst ? snapshot.cursor < after : snapshot.cursor > after
    }
}
