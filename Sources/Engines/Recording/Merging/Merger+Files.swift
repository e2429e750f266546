import Catalog
import Media
import Storage
import Stream

/// Makes the new file of a group, and puts it into the place of the old ones.
extension Merger {
    /// Takes away the files of groups that were not joined after all: also those of a run that was killed.
    func removeAnnounced() async throws(CatalogError) {
        let files = AnnouncedFiles(
            catalog: parts.catalog,
            node: parts.node,
            volumes: await parts.volumes(),
            threads: parts.threads
        )
        try await files.remove()
    }

    /// - Returns: the bytes of the new file.
    func merge(_ rows: [SegmentRecord]) async throws -> Int64 {
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
