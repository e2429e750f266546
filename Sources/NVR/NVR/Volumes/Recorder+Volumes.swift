import Catalog
import Changes
import Jobs
import Logging
import Media
import Recording
import Retention
import Storage
import Stream

extension Recorder {
    /// Takes a volume out of use. The cameras that chose it go to the default volume, from their next key frames on.
    ///
    /// Its recordings stay in the catalogue, can be played, and go when their time has come; its folder stays as it is. Added
    /// again, it is the same volume.
    ///
    /// - Parameter recordings: what becomes of them; must be said where there are any.
    /// - Throws: `conflict` for the default volume, and where there are recordings and nothing is said of them.
    /// - Returns: what was deleted.
    @discardableResult
    package func removeVolume(
        as principal: Principal,
        _ id: String,
        recordings: VolumeRecordings?
    ) async throws -> StorageSum {
        try Policy.require(principal, .manageSystem)
        let record = try await volumes.retire(id, recordings)
        let moved = try await services.catalog.removeVolume(id, at: services.time.wall)
        await cameras.leaveVolume(id)
        for camera in moved { services.published(.changed, EventObject.camera, id: camera.text) }
        services.published(.deleted, EventObject.volume, id: id)
        services.logger.info("volume removed", metadata: ["volume": "\(id)"])
        var gone = StorageSum(recordings: 0, bytes: 0)
        if recordings == .delete {
            gone = try await keeping.purge(as: principal, volume: id)
            try await album.purge(volume: id)
        }
        var details = [
            "name": record.name, "cameras": "\(moved.count)", "recordings": recordings?.rawValue ?? "none",
        ]
        if recordings == .delete { details["deleted"] = "\(gone.recordings)" }
        await services.audit.note("volume.remove", record.target, by: principal, .done, details)
        return gone
    }
}

extension Volumes {
    /// Has nothing new go to a volume that is to be removed.
    fileprivate func retire(_ id: String, _ recordings: VolumeRecordings?) async throws -> VolumeRecord {
        try await turns.run { [self] in
            var record = try await self.record(id)
            guard let wanted = wanted(record) else {
                throw DomainError(.conflict, "The default volume cannot be removed: it takes what no other volume can.")
            }
            let totals = try await services.catalog.volumeTotals().filter { $0.volume == id }
            let count = totals.reduce(0) { $0 + $1.segments }
            let pictures = try await services.catalog.snapshotVolumes()[id] ?? 0
            guard count + pictures == 0 || recordings != nil else {
                throw DomainError(
                    .conflict,
                    "There are \(count) recordings and \(pictures) snapshots on the volume \"\(record.name)\". Say "
                        + "recordings=keep, to have them stay as long as their rules say, or recordings=delete.",
                    member: "recordings"
                )
            }
            var retired = wanted
            retired.isRetired = true
            registry.change(id, to: retired)
            standing.name(id, record.name, isRemoved: true)
            record.deletedAt = services.time.wall
            return record
        }
    }
}

extension Keeping {
    /// Deletes all recordings on a volume but those that are protected or being written, as a job of the kind `purge`. The
    /// files follow.
    func purge(as principal: Principal, volume: String) async throws -> StorageSum {
        try Policy.require(principal, .manageSystem)
        let services = services
        let sum = try await jobs.run("purge", by: principal) { context in
            let purge = VolumePurge(catalog: services.catalog, volume: volume)
            let sum = try await purge.run { rows in
                try context.checkCancellation()
                for row in rows { services.published(.deleted, EventObject.recording, id: "\(row.camera)/\(row.id)") }
            }
            return (sum, result: ["recordings": "\(sum.recordings)", "bytes": "\(sum.bytes)"])
        }
        await keeper.wake()
        return sum
    }
}

/// Deletes the recordings of one volume that may go, without reading those of others.
private struct VolumePurge {
    let catalog: any Catalog
    let volume: String

    private static let step = 200

    /// - Parameter tell: told which are gone; throws where it is to stop.
    func run(_ tell: ([ExpirableSegment]) throws -> Void) async throws -> StorageSum {
        var sum = StorageSum(recordings: 0, bytes: 0)
        for total in try await catalog.volumeTotals() where total.volume == volume {
            for isEvent in [false, true] {
                var query = ExpirableQuery(
                    camera: total.camera,
                    stream: total.stream,
                    volume: volume,
                    isEvent: isEvent,
                    limit: Self.step
                )
                while true {
                    let page = try await catalog.expirable(query)
                    try await delete(page, &sum, tell)
                    query.after = page.last?.cursor
                    if page.count < Self.step { break }
                }
            }
        }
        var last: ExpirableSegment?
        while true {
            let page = try await catalog.expirableByOwnTime(until: nil, after: last, limit: Self.step)
            try await delete(page.filter { $0.volume == volume }, &sum, tell)
            last = page.last
            if page.count < Self.step { return sum }
        }
    }

    private func delete(
        _ rows: [ExpirableSegment],
        _ sum: inout StorageSum,
        _ tell: ([ExpirableSegment]) throws -> Void
    ) async throws {
        guard !rows.isEmpty else { return }
        let ids = rows.map(\.id)
        let removals = try await catalog.deleteSegments(ids, includingProtected: false, because: .volume)
        let gone = Set(removals.map(\.id))
        let deleted = rows.filter { gone.contains($0.id) }
        sum.recordings += deleted.count
        sum.bytes += deleted.reduce(0) { $0 + $1.bytes }
        try tell(deleted)
    }
}
