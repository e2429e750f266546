package import Media

extension InMemoryCatalog {
    @discardableResult
    package func apply(_ batch: [SegmentChange]) async throws(CatalogError) -> [SegmentChange] {
        try write { (state) throws(CatalogError) in
            var inVain: [SegmentChange] = []
            for change in batch where try !state.apply(change) { inVain.append(change) }
            return inVain
        }
    }

    package func segment(_ id: RecordingID) async throws(CatalogError) -> SegmentRecord? {
        try read { $0.segments[id] }
    }

    package func segments(_ query: SegmentQuery) async throws(CatalogError) -> [SegmentRecord] {
        try read { state in
            let found = state.segments.values.filter { query.includes($0) }.sorted { left, right in
                query.order == .ascending ? left.cursor < right.cursor : left.cursor > right.cursor
            }
            return Array(found.prefix(max(0, query.limit)))
        }
    }

    package func openSegments() async throws(CatalogError) -> [SegmentRecord] {
        try read { state in state.segments.values.filter(\.isOpen).sorted { $0.cursor < $1.cursor } }
    }

    package func lastSegment(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> SegmentRecord? {
        try await segments(SegmentQuery(camera: camera, stream: stream, order: .descending, limit: 1)).first
    }

    package func fragmentIndex(of id: RecordingID) async throws(CatalogError) -> [UInt8]? {
        try read { $0.indexes[id] }
    }

    package func fragmentIndexes(of ids: [RecordingID]) async throws(CatalogError) -> [RecordingID: [UInt8]] {
        try read { state in
            var indexes: [RecordingID: [UInt8]] = [:]
            for id in ids { indexes[id] = state.indexes[id] }
            return indexes
        }
    }

    package func setProtected(_ isProtected: Bool, _ id: RecordingID) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.segments[id] != nil else { throw CatalogError.noRecording(id) }
            state.segments[id]?.isProtected = isProtected
        }
    }

    package func deleteSegments(
        _ ids: [RecordingID],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval] {
        try write { state in
            ids.compactMap { id in
                guard let segment = state.segments[id], includingProtected || !segment.isProtected else { return nil }
                let removal = FileRemoval(id: id, node: segment.node, volume: segment.volume, key: segment.key)
                state.note(segment, .removed, because: reason.rawValue)
                state.holders = state.holders.filter { $0.value != id }
                state.segments[id] = nil
                state.storage.count(segment, bytes: -segment.bytes)
                state.indexes[id] = nil
                state.removals[id] = removal
                return removal
            }
        }
    }

    package func pendingRemovals() async throws(CatalogError) -> [FileRemoval] {
        try read { $0.removals.values.sorted { $0.id < $1.id } }
    }

    package func removalsDone(_ ids: [RecordingID]) async throws(CatalogError) {
        try write { state in
            for id in ids { state.removals[id] = nil }
        }
    }

    package func coverage(
        of camera: CameraID,
        _ stream: StreamKind,
        from: WallTime,
        to: WallTime,
        joiningWithin tolerance: Duration
    ) async throws(CatalogError) -> Coverage {
        let wanted = SegmentQuery(camera: camera, stream: stream, from: from, to: to, limit: .max)
        var joiner = SpanJoiner(from: from, to: to, tolerance: tolerance)
        let pieces = try await segments(wanted).flatMap(\.parts).sorted { $0.start < $1.start }
        for piece in pieces { joiner.add(start: piece.start, end: piece.end) }
        let gaps = try await gaps(GapQuery(camera: camera, stream: stream, from: from, to: to, limit: .max))
        return Coverage(spans: joiner.finish(), gaps: gaps)
    }

    package func segmentTotals() async throws(CatalogError) -> [SegmentTotals] {
        try read { state in
            var all: [SegmentTotals] = []
            for camera in state.cameras.keys.sorted() {
                for stream in StreamKind.allCases {
                    let segments = state.segments.values.filter { $0.camera == camera && $0.stream == stream }
                    let starts = segments.map(\.start)
                    guard let oldest = starts.min(), let newest = starts.max() else { continue }
                    all.append(
                        SegmentTotals(
                            camera: camera,
                            stream: stream,
                            segments: segments.count,
                            bytes: segments.reduce(0) { $0 + $1.bytes },
                            oldestStart: oldest,
                            newestStart: newest
                        )
                    )
                }
            }
            return all
        }
    }

    package func nextFreeRecordingID(from time: WallTime) async throws(CatalogError) -> RecordingID {
        let ids = try read { state in
            Set(state.segments.keys).union(state.removals.keys).union(state.holders.keys).map(\.nanoseconds)
        }
        return RecordingID(nanoseconds: try recordingIDs.reserveFirst(from: time.nanoseconds, taken: ids))
    }
}

extension InMemoryCatalog {
    package func openGap(_ gap: GapRecord) async throws(CatalogError) {
        _ = try write { (state) throws(CatalogError) in try state.apply(.gapOpened(gap)) }
    }

    @discardableResult
    package func closeGap(_ id: GapID, at end: WallTime) async throws(CatalogError) -> Bool {
        try write { (state) throws(CatalogError) in try state.apply(.gapClosed(id, end: end)) }
    }

    package func gaps(_ query: GapQuery) async throws(CatalogError) -> [GapRecord] {
        try read { state in
            let found = state.gaps.values.filter { query.includes($0) }.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
            return Array(found.prefix(max(0, query.limit)))
        }
    }

    package func openGaps() async throws(CatalogError) -> [GapRecord] {
        try read { state in
            state.gaps.values.filter { $0.end == nil }.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        }
    }

    package func nextFreeGapID(from time: WallTime) async throws(CatalogError) -> GapID {
        let ids = try read { state in state.gaps.keys.map(\.nanoseconds) }
        return GapID(nanoseconds: try gapIDs.reserveFirst(from: time.nanoseconds, taken: ids))
    }
}

extension IDReservations {
    fileprivate func reserveFirst(from id: Int64, taken: [Int64]) throws(CatalogError) -> Int64 {
        var taken = taken.filter { $0 >= id }.sorted().makeIterator()
        guard let free = reserveFirst(from: id, nextTaken: { taken.next() }) else { throw .noFreeID }
        return free
    }
}

extension InMemoryCatalog.State {
    /// Returns false where there is nothing to change.
    mutating func apply(_ change: SegmentChange) throws(CatalogError) -> Bool {
        switch change {
        case .opened(let segment):
            guard segments[segment.id] == nil else { throw .exists("a recording with the id \(segment.id)") }
            guard cameras[segment.camera] != nil else {
                throw .unknownCamera(segment.camera, of: "The recording \(segment.id)")
            }
            var segment = segment
            segment.end = max(segment.start, segment.end)
            segments[segment.id] = segment
            storage.count(segment, bytes: segment.bytes)
        case .advanced(let id, let progress):
            guard let segment = segments[id], segment.isOpen else { return false }
            storage.count(segment, bytes: progress.bytes - segment.bytes)
            segments[id]?.apply(progress)
        case .closed(let id, let progress, let reason, let index):
            guard var segment = segments[id] else { return false }
            storage.count(segment, bytes: progress.bytes - segment.bytes)
            if segment.bytes != progress.bytes { note(segment, .changed, because: reason) }
            segment.apply(progress)
            segment.isOpen = false
            segment.endReason = reason
            segments[id] = segment
            if let index { indexes[id] = index }
        case .gapOpened(let gap), .gapUpdated(let gap):
            if case .gapOpened = change, gaps[gap.id] != nil { throw .exists("a gap with the id \(gap.id)") }
            guard cameras[gap.camera] != nil else { throw .unknownCamera(gap.camera, of: "The gap \(gap.id)") }
            var known = gaps[gap.id] ?? gap
            (known.end, known.missing) = (gap.end.map { max(gap.start, $0) }, gap.missing)
            known.detail = gap.detail
            gaps[gap.id] = known
        case .gapClosed(let id, let end):
            guard let gap = gaps[id], gap.end == nil else { return false }
            gaps[id]?.end = max(gap.start, end)
        }
        return true
    }
}

/// Whether something that begins at `start`, and ends at `end` or lasts, overlaps `from..<to`. What has no length
/// counts where it begins.
private func overlaps(_ start: WallTime, _ end: WallTime?, from: WallTime?, to: WallTime?) -> Bool {
    if let from, let to, to <= from { return false }
    if let to, start >= to { return false }
    guard let from, let end else { return true }
    return end > from || start >= from
}

extension SegmentQuery {
    fileprivate func includes(_ segment: SegmentRecord) -> Bool {
        if let camera, segment.camera != camera { return false }
        if let cameras, !cameras.contains(segment.camera) { return false }
        if let stream, segment.stream != stream { return false }
        if let isProtected, segment.isProtected != isProtected { return false }
        if let isEvent, segment.isEvent != isEvent { return false }
        if let after, order == .ascending ? segment.cursor <= after : segment.cursor >= after { return false }
        return overlaps(segment.start, segment.end, from: from, to: to)
    }
}

extension GapQuery {
    fileprivate func includes(_ gap: GapRecord) -> Bool {
        if let camera, gap.camera != camera { return false }
        if let stream, gap.stream != stream { return false }
        return overlaps(gap.start, gap.end, from: from, to: to)
    }
}
