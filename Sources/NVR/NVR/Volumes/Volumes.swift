import Catalog
import Changes
import Logging
import Machine
import Media
import Storage
import Stream
import Synchronization

/// The volumes that recordings go to: where they lie, how they stand, and what people change about them.
///
/// All calls may come from any thread.
package final class Volumes: Sendable {
    let services: DomainServices
    let rules: VolumeRules
    let registry: VolumeRegistry
    let standing: VolumeStanding
    /// Makes and opens folders for people; nobody who records waits for it.
    let threads = DiskThreads(count: 1)
    let turns = OneAtATime()

    /// Opens the volumes that the catalogue knows. One that is not there is looked for later.
    ///
    /// - Parameters:
    ///   - store: the default volume.
    ///   - lane: its threads, which outlive this.
    static func open(
        _ services: DomainServices,
        _ rules: VolumeRules,
        default store: any MediaStore,
        lane: DiskLane
    ) async throws(CatalogError) -> Volumes {
        let volumes = Volumes(services, rules, default: store, lane: lane)
        try await volumes.start()
        return volumes
    }

    private init(
        _ services: DomainServices,
        _ rules: VolumeRules,
        default store: any MediaStore,
        lane: DiskLane
    ) {
        self.services = services
        self.rules = rules
        let standing = VolumeStanding(services)
        self.standing = standing
        registry = VolumeRegistry(
            default: Node.volume,
            store,
            lane: lane,
            parts: .init(
                open: { (wanted) throws(VolumeFault) in
                    try rules.check(wanted.place)
                    return try VolumeRegistry.openLocally(wanted)
                },
                mend: { await standing.mend($0, $1, since: $2) },
                told: { standing.note($0) },
                clock: { services.time.wall }
            )
        )
    }

    private func start() async throws(CatalogError) {
        let all = try await services.catalog.volumes(includingDeleted: true)
        if !all.contains(where: { $0.id == Node.volume }) {
            let record = VolumeRecord(id: Node.volume, name: Node.volume, path: "", createdAt: services.time.wall)
            try await services.catalog.insert(record)
        }
        var used = Set(try await services.catalog.volumeTotals().filter { $0.segments > 0 }.map(\.volume))
        used.formUnion(try await services.catalog.pendingRemovals(after: nil, limit: 1000).map(\.volume))
        used.formUnion(try await services.catalog.snapshotVolumes().keys)
        for record in all where record.deletedAt == nil || used.contains(record.id) {
            guard let wanted = wanted(record) else { continue }
            registry.add(record.id, wanted)
            standing.name(record.id, record.name, isRemoved: record.deletedAt != nil)
        }
        await registry.start()
    }

    /// Nil for the default volume.
    func wanted(_ record: VolumeRecord) -> VolumeRegistry.Wanted? {
        guard record.id != Node.volume, let identity = record.identity.flatMap(VolumeID.init) else { return nil }
        return VolumeRegistry.Wanted(
            place: rules.knownPlace(of: record.path),
            identity: identity,
            isRetired: record.deletedAt != nil
        )
    }

    /// Looks after the volumes until the task is cancelled.
    ///
    /// - Parameter ready: returns when catalogue and disk are in line; nothing is looked at before.
    func run(after ready: () async -> Void) async {
        await ready()
        while !Task.isCancelled {
            registry.beginLook()
            // The interval itself; cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: VolumeRegistry.interval)
        }
    }

    func close() async {
        await threads.stop()
        await registry.close()
    }

    // MARK: Asking

    /// The volumes by id, the default volume first.
    package func list(as principal: Principal) async throws -> [VolumeView] {
        try Policy.require(principal, .manageSystem)
        let records = try await services.catalog.volumes()
        let totals = try await services.catalog.volumeTotals()
        let cameras = try await services.catalog.cameras()
        var views: [VolumeView] = []
        for record in records.sorted(by: {
            ($0.id != Node.volume ? 1 : 0, $0.id) < ($1.id != Node.volume ? 1 : 0, $1.id)
        }) {
            views.append(await view(record, totals.filter { $0.volume == record.id }, cameras))
        }
        return views
    }

    package func volume(as principal: Principal, _ id: String) async throws -> VolumeView {
        try Policy.require(principal, .manageSystem)
        return try await view(record(id))
    }

    func record(_ id: String) async throws -> VolumeRecord {
        guard let record = try await services.catalog.volumes().first(where: { $0.id == id }) else {
            throw DomainError(.notFound, "There is no volume \"\(id.prefix(80))\".")
        }
        return record
    }

    func view(_ record: VolumeRecord) async throws -> VolumeView {
        let totals = try await services.catalog.volumeTotals().filter { $0.volume == record.id }
        return await view(record, totals, try await services.catalog.cameras())
    }

    private func view(_ record: VolumeRecord, _ totals: [VolumeTotals], _ cameras: [CameraRecord]) async -> VolumeView {
        let isDefault = record.id == Node.volume
        let path = isDefault ? rules.recordings : record.path
        let status = registry.status(of: record.id) ?? VolumeStatus(isDefault ? .ready : .missing)
        let isThere = registry.store(of: record.id) != nil
        // Where its disk is not mounted, the path leads to another.
        let room = isThere ? await registry.lane(of: record.id).readers.run { DiskReading(path: path) } : nil
        return VolumeView(
            id: record.id,
            name: record.name,
            path: path,
            note: record.note,
            isDefault: isDefault,
            state: status.state.rawValue,
            reason: status.reason,
            limitBytes: record.limitBytes,
            floorBytes: record.floorBytes,
            recordings: totals.reduce(0) { $0 + $1.segments },
            bytes: totals.reduce(0) { $0 + $1.bytes },
            protected: StorageSum(
                recordings: totals.reduce(0) { $0 + $1.protectedSegments },
                bytes: totals.reduce(0) { $0 + $1.protectedBytes }
            ),
            totalBytes: room.map { Int64(clamping: $0.size) },
            freeBytes: room.map { Int64(clamping: $0.available) },
            cameras: isDefault ? [] : cameras.filter { $0.volumes.contains(record.id) }.map(\.id.text),
            createdAt: record.createdAt
        )
    }
}
