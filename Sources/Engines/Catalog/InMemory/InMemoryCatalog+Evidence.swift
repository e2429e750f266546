import Media

extension InMemoryCatalog {
    package func lastEvidence(of camera: CameraID) async throws(CatalogError) -> EvidenceRecord? {
        try read { $0.evidence[camera]?.last }
    }

    package func appendEvidence(
        _ entry: EvidenceRecord,
        of row: SegmentRecord?,
        settling note: EvidenceNote?
    ) async throws(CatalogError) -> Bool {
        try write { state in
            guard entry.number == (state.evidence[entry.camera]?.last?.number ?? 0) + 1 else { return false }
            if let row {
                guard let now = state.segments[row.id], now.hasContent(of: row) else { return false }
                if note == nil, !state.evidence(heldBy: row.id).isEmpty { return false }
            }
            if let note {
                guard let index = state.evidenceNotes.firstIndex(where: { $0.id == note.id }) else { return false }
                state.evidenceNotes.remove(at: index)
            }
            state.evidence[entry.camera, default: []].append(entry)
            return true
        }
    }

    package func evidence(_ query: EvidenceQuery) async throws(CatalogError) -> [EvidenceRecord] {
        try read { state in
            let all = state.evidence[query.camera] ?? []
            let found = (query.isNewestFirst ? all.reversed() : all).filter { entry in
                if let stream = query.stream, entry.stream != stream { return false }
                if let from = query.from, entry.end <= from { return false }
                if let to = query.to, entry.start >= to { return false }
                guard let after = query.after else { return true }
                return query.isNewestFirst ? entry.number < after : entry.number > after
            }
            return Array(found.prefix(max(0, query.limit)))
        }
    }

    package func evidence(heldBy id: RecordingID) async throws(CatalogError) -> [EvidenceRecord] {
        try read { $0.evidence(heldBy: id) }
    }

    package func unsealedSegments(
        of camera: CameraID,
        _ stream: StreamKind,
        after cursor: SegmentCursor?,
        limit: Int
    ) async throws(CatalogError) -> [SegmentRecord] {
        try read { state in
            let sealed = Set((state.evidence[camera] ?? []).map(\.recording))
            let found = state.segments.values.filter { row in
                row.camera == camera && row.stream == stream && !row.isOpen && row.pauses.isEmpty
                    && !sealed.contains(row.id) && cursor.map { row.cursor > $0 } ?? true
            }
            return Array(found.sorted { $0.cursor < $1.cursor }.prefix(max(0, limit)))
        }
    }

    package func evidenceNotes(limit: Int) async throws(CatalogError) -> [EvidenceNote] {
        try read { Array($0.evidenceNotes.prefix(max(0, limit))) }
    }
}

extension InMemoryCatalog.State {
    func evidence(heldBy id: RecordingID) -> [EvidenceRecord] {
        let held = Set(holders.filter { $0.value == id }.keys).union([id])
        return evidence.values.joined().filter { held.contains($0.recording) }
            .sorted { ($0.camera, $0.number) < ($1.camera, $1.number) }
    }

    /// Remembers that something happens to a recording, if there are entries about what it holds.
    mutating func note(_ row: SegmentRecord, _ kind: EvidenceRecord.Kind, because reason: String) {
        let entries = evidence(heldBy: row.id).map(\.number)
        guard !entries.isEmpty else { return }
        lastEvidenceNote += 1
        evidenceNotes.append(
            EvidenceNote(
                id: lastEvidenceNote,
                camera: row.camera,
                stream: row.stream,
                recording: row.id,
                start: row.start,
                end: row.end,
                bytes: row.bytes,
                kind: kind,
                reason: reason,
                entries: entries
            )
        )
    }
}
