package import Media

extension InMemoryCatalog {
    package func volumeTotals() async throws(CatalogError) -> [VolumeTotals] {
        try read { state in
            let groups = Dictionary(grouping: state.segments.values) {
                [$0.camera.text, $0.stream.rawValue, $0.volume]
            }
            return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, rows in
                guard let first = rows.first else { return nil }
                let protected = rows.filter(\.isProtected)
                return VolumeTotals(
                    camera: first.camera,
                    stream: first.stream,
                    volume: first.volume,
                    segments: rows.count,
                    bytes: rows.reduce(0) { $0 + $1.bytes },
                    protectedSegments: protected.count,
                    protectedBytes: protected.reduce(0) { $0 + $1.bytes }
                )
            }
        }
    }

    package func throughput(since time: WallTime) async throws(CatalogError) -> [StreamThroughput] {
        try read { state in
            let groups = Dictionary(grouping: state.segments.values) { [$0.camera.text, $0.stream.rawValue] }
            return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, rows in
                let recent = rows.filter { $0.start >= time }
                guard let newest = rows.max(by: { $0.cursor < $1.cursor }), let since = recent.map(\.start).min() else {
                    return nil
                }
                return StreamThroughput(
                    camera: newest.camera,
                    stream: newest.stream,
                    volume: newest.volume,
                    bytes: recent.reduce(0) { $0 + $1.bytes },
                    since: since
                )
            }
        }
    }

    package func expirable(_ query: ExpirableQuery) async throws(CatalogError) -> [ExpirableSegment] {
        try read { state in
            let found = state.segments.values.filter { row in
                row.camera == query.camera && row.stream == query.stream && row.volume == query.volume
                    && row.isEvent == query.isEvent && row.keepUntil == nil && !row.isOpen && !row.isProtected
                    && query.before.map { row.start < $0 } ?? true && query.after.map { row.cursor > $0 } ?? true
            }
            return found.sorted { $0.cursor < $1.cursor }.prefix(max(0, query.limit)).map(ExpirableSegment.init)
        }
    }

    package func expirableByOwnTime(
        until time: WallTime?,
        after: ExpirableSegment?,
        limit: Int
    ) async throws(CatalogError) -> [ExpirableSegment] {
        func order(_ id: RecordingID, _ keepUntil: WallTime?) -> (Int64, RecordingID) {
            (keepUntil?.nanoseconds ?? .min, id)
        }
        return try read { state in
            let found = state.segments.values.filter { row in
                guard let keepUntil = row.keepUntil, !row.isOpen, !row.isProtected else { return false }
                if let time, keepUntil > time { return false }
                return after.map { order(row.id, row.keepUntil) > order($0.id, $0.keepUntil) } ?? true
            }
            let sorted = found.sorted { order($0.id, $0.keepUntil) < order($1.id, $1.keepUntil) }
            return sorted.prefix(max(0, limit)).map(ExpirableSegment.init)
        }
    }

    package func expire(_ segments: [ExpirableSegment]) async throws(CatalogError) -> [FileRemoval] {
        try write { state in
            segments.compactMap { segment in
                guard let row = state.segments[segment.id], !row.isOpen, !row.isProtected,
                    row.keepUntil == segment.keepUntil, row.isEvent == segment.isEvent, row.end == segment.end
                else { return nil }
                let removal = FileRemoval(id: row.id, node: row.node, volume: row.volume, key: row.key)
                state.note(row, .removed, because: RemovalReason.retention.rawValue)
                state.holders = state.holders.filter { $0.value != row.id }
                state.segments[row.id] = nil
                state.storage.count(row, bytes: -row.bytes)
                state.indexes[row.id] = nil
                state.removals[row.id] = removal
                if segment.keepUntil == nil, !segment.isEvent {
                    let before = state.keptFrom[row.camera]?[row.stream] ?? segment.end
                    state.keptFrom[row.camera, default: [:]][row.stream] = max(before, segment.end)
                }
                return removal
            }
        }
    }

    package func setKeeping(
        _ change: KeepingChange,
        of ids: [RecordingID]
    ) async throws(CatalogError) -> [RecordingID] {
        try write { state in
            ids.filter { id in
                guard var row = state.segments[id] else { return false }
                if let isProtected = change.isProtected { row.isProtected = isProtected }
                if let isEvent = change.isEvent { row.isEvent = isEvent }
                if let keepUntil = change.keepUntil { row.keepUntil = keepUntil }
                state.segments[id] = row
                return true
            }
        }
    }

    package func pendingRemovals(after id: RecordingID?, limit: Int) async throws(CatalogError) -> [FileRemoval] {
        try read { state in
            let found = state.removals.values.filter { removal in id.map { removal.id > $0 } ?? true }
            return Array(found.sorted { $0.id < $1.id }.prefix(max(0, limit)))
        }
    }

    package func keptFrom(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> WallTime? {
        try read { $0.keptFrom[camera]?[stream] }
    }

    package func deleteGaps(
        of camera: CameraID,
        _ stream: StreamKind,
        endedBy time: WallTime,
        limit: Int
    ) async throws(CatalogError) -> Int {
        try write { state in
            let found = state.gaps.values.filter { gap in
                gap.camera == camera && gap.stream == stream && gap.end.map { $0 <= time } ?? false
            }
            let oldest = found.sorted { ($0.start, $0.id) < ($1.start, $1.id) }.prefix(max(0, limit))
            for gap in oldest { state.gaps[gap.id] = nil }
            return oldest.count
        }
    }
}

extension ExpirableSegment {
    fileprivate init(_ row: SegmentRecord) {
        self.init(
            id: row.id,
            camera: row.camera,
            stream: row.stream,
            volume: row.volume,
            start: row.start,
            end: row.end,
            bytes: row.bytes,
            isEvent: row.isEvent,
            keepUntil: row.keepUntil
        )
    }
}
