extension InMemoryCatalog {
    package func beginMerging(_ file: FileRemoval) async throws(CatalogError) {
        try write { $0.announced[file.id] = file }
    }

    package func announcedFiles() async throws(CatalogError) -> [FileRemoval] {
        try read { $0.announced.values.sorted { $0.id < $1.id } }
    }

    package func endMerging(_ ids: [RecordingID]) async throws(CatalogError) {
        try write { state in
            for id in ids { state.announced[id] = nil }
        }
    }

    package func merge(
        _ members: [SegmentRecord],
        into merged: SegmentRecord,
        index: [UInt8]
    ) async throws(CatalogError) -> [FileRemoval]? {
        try write { state in
            guard let first = members.first, members.count > 1, merged.id == first.id, first.key != merged.key,
                members.allSatisfy({ state.segments[$0.id] == $0 })
            else { return nil }
            let sealed = members.count { !state.evidence(heldBy: $0.id).isEmpty }
            guard sealed == 0 || sealed == members.count && merged.pauses.isEmpty else { return nil }
            let changed = Set(state.evidenceNotes.filter { $0.kind == .changed }.map(\.recording))
            guard changed.isDisjoint(with: members.map(\.id)) else { return nil }
            var free = first.id
            repeat { free = RecordingID(nanoseconds: free.nanoseconds + 1) } while state.isTaken(free)
            var removals = [FileRemoval(id: free, node: first.node, volume: first.volume, key: first.key)]
            for member in members.dropFirst() {
                for (id, holder) in state.holders where holder == member.id { state.holders[id] = first.id }
                state.holders[member.id] = first.id
                state.segments[member.id] = nil
                state.indexes[member.id] = nil
                removals.append(
                    FileRemoval(id: member.id, node: member.node, volume: member.volume, key: member.key)
                )
            }
            for removal in removals { state.removals[removal.id] = removal }
            var row = first
            row.end = merged.end
            row.bytes = merged.bytes
            row.videoFrames = merged.videoFrames
            row.audioFrames = merged.audioFrames
            row.keyFrames = merged.keyFrames
            row.key = merged.key
            row.endReason = merged.endReason
            row.pauses = merged.pauses
            state.segments[first.id] = row
            // What is joined was written before; only what the joining has spared, or taken, is told.
            state.storage.count(first, bytes: merged.bytes - members.reduce(0) { $0 + $1.bytes })
            state.indexes[first.id] = index
            state.announced[first.id] = nil
            return removals
        }
    }

    package func holder(of id: RecordingID) async throws(CatalogError) -> RecordingID? {
        try read { state in state.holders[id].flatMap { state.segments[$0] == nil ? nil : $0 } }
    }

    package func deleteUnchanged(
        _ rows: [SegmentRecord],
        includingProtected: Bool,
        because reason: RemovalReason
    ) async throws(CatalogError) -> [FileRemoval] {
        let same = try read { state in
            rows.filter { row in state.segments[row.id].map { $0.hasContent(of: row) } ?? false }
        }
        return try await deleteSegments(same.map(\.id), includingProtected: includingProtected, because: reason)
    }
}

extension InMemoryCatalog.State {
    fileprivate func isTaken(_ id: RecordingID) -> Bool {
        segments[id] != nil || removals[id] != nil || holders[id] != nil
    }
}
