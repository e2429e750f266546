import Catalog
import Changes
import Media
import Retention
import Stream

/// Cameras that were removed, and what was recorded of them: it stays as it was said, can be deleted, and the camera can
/// come back.
///
/// All calls may come from any thread.
package struct ArchiveGroups: Sendable {
    private let services: DomainServices
    private let settings: Settings
    private let keeping: Keeping
    private let cameras: Cameras
    private let album: SnapshotAlbum
    private let changing = OneAtATime()

    init(
        _ services: DomainServices,
        _ settings: Settings,
        _ keeping: Keeping,
        _ cameras: Cameras,
        _ album: SnapshotAlbum
    ) {
        self.services = services
        self.settings = settings
        self.keeping = keeping
        self.cameras = cameras
        self.album = album
    }

    // MARK: Asking

    /// The cameras that were removed and whose recordings the asker may play, by id.
    package func list(as principal: Principal) async throws -> [ArchiveGroupView] {
        try Policy.requireSomebody(principal)
        let groups = try await ArchivedCameras(from: services.catalog).groups
        let totals = try await services.catalog.volumeTotals()
        let ends = try await services.catalog.segmentTotals()
        let pictures = try await services.catalog.snapshotTotals()
        return try await services.catalog.cameras(includingDeleted: true).compactMap { camera in
            guard let removedAt = camera.deletedAt, !camera.isDemo,
                Policy.may(principal, .playRecordings, .camera(camera.id.text))
            else { return nil }
            let here = totals.filter { $0.camera == camera.id }
            let own = ends.filter { $0.camera == camera.id }
            let album = pictures.filter { $0.camera == camera.id }
            var kept = SnapshotSum()
            for sum in album {
                kept.snapshots += sum.snapshots
                kept.bytes += sum.bytes
            }
            let protected = album.reduce(0) { $0 + $1.protectedSnapshots }
            let group = groups[camera.id.text]
            return ArchiveGroupView(
                camera: camera.id.text,
                name: camera.name,
                removedAt: removedAt,
                archivedAt: group.map { WallTime(nanoseconds: $0.archivedAt) },
                retentionDays: group.map { $0.keepDays ?? settings.value(\.storage.archiveRetentionDays) }
                    ?? camera.keepDays ?? settings.value(\.storage.retentionDays),
                recordings: here.reduce(0) { $0 + $1.segments },
                bytes: here.reduce(0) { $0 + $1.bytes },
                protected: StorageSum(
                    recordings: here.reduce(0) { $0 + $1.protectedSegments },
                    bytes: here.reduce(0) { $0 + $1.protectedBytes }
                ),
                oldest: own.map(\.oldestStart).min(),
                newest: own.map(\.newestStart).max(),
                snapshots: kept,
                protectedSnapshots: protected
            )
        }
    }

    // MARK: Removing and bringing back

    /// Removes a camera, and says in the same transaction what becomes of its media: a program that is killed in between would
    /// let go of recordings that were to be archived.
    ///
    /// - Returns: the job that deletes what was recorded of it, where that is to be erased.
    package func remove(
        as principal: Principal,
        _ id: String,
        recordings: RecordingsOfRemoved,
        ifMatch version: String? = nil
    ) async throws -> JobView? {
        try Policy.require(principal, .manageCamera, .camera(id))
        if recordings == .erase { try Policy.require(principal, .deleteRecordings, .camera(id)) }
        let group = recordings == .archive ? ArchivedCameras.Group(archivedAt: services.time.wall.nanoseconds) : nil
        try await changing.run {
            var all = try await ArchivedCameras(from: services.catalog)
            var settings: [String: String?] = [:]
            // What was said when it was removed before counts no more.
            if all.groups[id] != group {
                all.groups[id] = group
                settings[ArchivedCameras.key] = try all.text()
            }
            try await cameras.remove(as: principal, id, ifMatch: version, with: settings)
        }
        switch recordings {
        case .keep: return nil
        case .archive:
            services.published(.state, EventObject.storage)
            await services.audit.note("archive.add", "camera/\(id)", by: principal)
            return nil
        case .erase: return try await erase(as: principal, id)
        }
    }

    /// Archives the recordings of a removed camera, or no longer, or for another time.
    ///
    /// - Parameters:
    ///   - isArchived: nil leaves it as it is.
    ///   - days: of its own; 0 until somebody deletes them, `.some(nil)` as the setting says.
    /// - Throws: `conflict` where the camera is there.
    package func change(
        as principal: Principal,
        _ id: String,
        isArchived: Bool?,
        retentionDays days: Int??
    ) async throws -> ArchiveGroupView {
        try Policy.require(principal, .manageCamera, .camera(id))
        if let days = days ?? nil, !(0...36_500).contains(days) {
            let sentence = "retention_days is a number from 0 to 36500, or null."
            throw DomainError(.invalid, sentence, member: "retention_days")
        }
        _ = try await removed(id)
        let now = services.time.wall.nanoseconds
        try await set(id) { group in
            if isArchived == true { group = group ?? ArchivedCameras.Group(archivedAt: now) }
            if isArchived == false { group = nil }
            if let days {
                group = group ?? ArchivedCameras.Group(archivedAt: now)
                group?.keepDays = days
            }
        }
        await services.audit.note("archive.change", "camera/\(id)", by: principal)
        await keeping.keeper.wakeForAge()
        guard let view = try await list(as: principal).first(where: { $0.camera == id }) else {
            throw DomainError.noCamera(id)
        }
        return view
    }

    /// Events that go in one transaction.
    private static let step = 500

    /// Deletes what was recorded of a removed camera, as a job of the kind `batch`: recordings and kept snapshots, but for those
    /// that are protected, and its events. The job counts snapshots by themselves (`snapshots`), and their bytes with the others.
    ///
    /// - Throws: `conflict` where the camera is there.
    package func erase(as principal: Principal, _ id: String) async throws -> JobView {
        try Policy.require(principal, .deleteRecordings, .camera(id))
        let camera = try await removed(id).id
        var filter = RecordingBatch.Filter()
        filter.camera = id
        let (services, album) = (services, album)
        return try await keeping.batch(as: principal, RecordingBatch(.delete, .filter(filter))) { sum in
            let gone = try await album.purge(of: camera)
            sum.snapshots = gone.snapshots
            sum.bytes += gone.bytes
            var events = Self.step
            while events == Self.step {
                try Task.checkCancellation()
                let now = services.time.wall
                events = try await services.catalog.expireEvents(of: camera, before: now, limit: Self.step)
            }
        }
    }

    /// Brings a removed camera back as it was, with what is still there of it.
    ///
    /// - Throws: `conflict` where it is there.
    package func restore(as principal: Principal, _ id: String) async throws -> CameraView {
        try Policy.require(principal, .manageCamera, .camera(id))
        let record = try await removed(id)
        let view = try await cameras.bringBack(as: principal, record)
        try await set(id) { $0 = nil }
        return view
    }

    private func removed(_ id: String) async throws -> CameraRecord {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let record = try await services.catalog.camera(key, includingDeleted: true)
        guard let record else { throw DomainError.noCamera(id) }
        guard record.deletedAt != nil else {
            throw DomainError(.conflict, "The camera \"\(record.name)\" is there: remove it first.")
        }
        return record
    }

    private func set(_ id: String, _ change: @escaping @Sendable (inout ArchivedCameras.Group?) -> Void) async throws {
        let services = services
        try await changing.run {
            var all = try await ArchivedCameras(from: services.catalog)
            change(&all.groups[id])
            try await services.catalog.changeSettings([ArchivedCameras.key: all.text()])
        }
        services.published(.state, EventObject.storage)
    }
}
