import Catalog
import Changes
import Logging
package import Media
import Stream

/// Which snapshots shall be deleted. All members narrow the choice; protected ones are never in it.
package struct SnapshotPurge: Hashable, Sendable {
    /// Also one that was removed.
    package var camera: String?
    /// Only those that were taken before.
    package var before: WallTime?
    /// Only those that were taken so many days ago.
    package var olderThanDays: Int?
    /// Only tells what would go.
    package var isDryRun = false

    package init() {}
}

/// Snapshots and their bytes.
package struct SnapshotSum: Hashable, Sendable {
    package var snapshots = 0
    package var bytes: Int64 = 0

    package init(snapshots: Int = 0, bytes: Int64 = 0) {
        self.snapshots = snapshots
        self.bytes = bytes
    }
}

extension SnapshotAlbum {
    private static let step = 200

    /// Deletes all of a choice that are not protected.
    package func purge(as principal: Principal, _ request: SnapshotPurge) async throws -> SnapshotSum {
        try Policy.requireSomebody(principal, whoMay: .deleteRecordings)
        var query = SnapshotQuery(limit: Self.step)
        if let id = request.camera {
            try Policy.require(principal, .deleteRecordings, .camera(id))
            query.cameras = [try await camera(id)]
        } else if case .some(let cameras) = Policy.cameras(for: principal, .deleteRecordings) {
            query.cameras = Set(cameras.compactMap(CameraID.init))
        }
        if let days = request.olderThanDays, !(0...36_500).contains(days) {
            throw DomainError(.invalid, "older_than_days is a number from 0 to 36500.", member: "older_than_days")
        }
        let old = request.olderThanDays.map { services.time.wall + .seconds(Int64($0) * -86_400) }
        query.to = [request.before, old].compactMap(\.self).min()
        let sum = try await purge(query, isDryRun: request.isDryRun)
        guard !request.isDryRun else { return sum }
        var details = ["snapshots": "\(sum.snapshots)", "bytes": "\(sum.bytes)"]
        details["before"] = query.to.map { "\($0.nanoseconds / 1_000_000_000)" }
        await services.audit.note(
            "snapshot.purge",
            request.camera.map { "camera/\($0)" },
            by: principal,
            .done,
            details
        )
        return sum
    }

    /// How many there are of all cameras.
    package func count(as principal: Principal) async throws -> Int {
        try Policy.require(principal, .seeSystem)
        return try await services.catalog.snapshotVolumes().values.reduce(0, +)
    }

    /// Deletes what is not protected of what there is of a camera.
    func purge(of camera: CameraID) async throws -> SnapshotSum {
        try await purge(SnapshotQuery(cameras: [camera], limit: Self.step), isDryRun: false)
    }

    /// Deletes what is not protected of what lies on a volume.
    func purge(volume: String) async throws {
        _ = try await purge(SnapshotQuery(limit: Self.step), isDryRun: false) { $0.volume == volume }
    }

    /// Deletes what is not protected and was taken more than so many days ago; nothing where it is 0. What cannot be deleted now
    /// is the next time.
    func purge(olderThanDays days: Int) async {
        guard days > 0 else { return }
        let end = services.time.wall + .seconds(Int64(days) * -86_400)
        do {
            let sum = try await purge(SnapshotQuery(to: end, limit: Self.step), isDryRun: false)
            guard sum.snapshots > 0 else { return }
            services.logger.info("old snapshots were deleted", metadata: ["count": "\(sum.snapshots)"])
        } catch {
            services.logger.warning("old snapshots cannot be deleted now", metadata: ["reason": "\(error)"])
        }
    }

    private func purge(
        _ query: SnapshotQuery,
        isDryRun: Bool,
        of isChosen: (SnapshotRecord) -> Bool = { _ in true }
    ) async throws -> SnapshotSum {
        var query = query
        var sum = SnapshotSum()
        while true {
            try Task.checkCancellation()
            let page = try await services.catalog.snapshots(query)
            for found in page where !found.isProtected && isChosen(found) {
                if !isDryRun {
                    guard try await remove(found) else { continue }
                    services.published(.deleted, EventObject.snapshot, id: "\(found.camera)/\(found.id)")
                }
                sum.snapshots += 1
                sum.bytes += found.bytes
            }
            guard page.count == query.limit else { return sum }
            query.after = page.last?.cursor
        }
    }
}
