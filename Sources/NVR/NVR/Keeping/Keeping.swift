import Catalog
import Changes
import Logging
import Media
import Retention
import Storage
import Stream

/// How long recordings stay: the rules, what they lead to, and what people delete or protect themselves.
///
/// All calls may come from any thread.
package struct Keeping: Sendable {
    let services: DomainServices
    let settings: Settings
    let jobs: RecorderJobs
    let keeper: Keeper
    let rules: KeepingRules
    private let threads: DiskThreads

    init(
        services: DomainServices,
        settings: Settings,
        jobs: RecorderJobs,
        volumes: @escaping @Sendable () async -> [KeptVolume],
        threads: DiskThreads,
        pause: (@Sendable (Duration) async -> Void)? = nil
    ) {
        self.services = services
        self.settings = settings
        self.jobs = jobs
        self.threads = threads
        let rules = KeepingRules(settings: settings, catalog: services.catalog)
        self.rules = rules
        var parts = Keeper.Parts(
            catalog: services.catalog,
            node: Node.name,
            volumes: volumes,
            rules: { rooms async throws(CatalogError) in try await rules.rules(for: rooms) },
            threads: threads,
            time: services.time,
            logger: services.logger,
            told: { Self.tell($0, services) },
            ageInterval: { .seconds(settings.value(\.storage.cleanupInterval)) }
        )
        if let pause { parts.pause = pause }
        keeper = Keeper(parts)
    }

    private static func tell(_ news: KeeperNews, _ services: DomainServices) {
        switch news {
        case .deleted(let deletions):
            for deletion in deletions {
                let segment = deletion.segment
                services.published(.deleted, EventObject.recording, id: "\(segment.camera)/\(segment.id)")
            }
        case .warned, .warnedOfQuota: services.published(.state, EventObject.storage)
        }
    }

    /// Deletes what is due, until the task is cancelled. Not before catalogue and disk are in line.
    func run() async { await keeper.run() }

    func close() async { await threads.stop() }

    /// What is wrong, in sentences.
    var problems: [String] {
        let report = keeper.report
        let stuck = report.stuck.sorted { $0.key < $1.key }.map { name, reason in
            "Files of deleted recordings on the volume \(name) cannot be deleted, and so no room is made there. \(reason)"
        }
        let asking = keeper.problem.map { ["It cannot be found out which recordings have had their time. \($0)"] } ?? []
        return asking + stuck + report.shortfalls.map(KeepingWords.sentence) + endProblems(report)
    }

    /// Where nothing may be deleted, recording ends when a disk is full.
    private func endProblems(_ report: KeeperReport) -> [String] {
        guard !settings.value(\.storage.deletesOldest) else { return [] }
        let percent = 100 - settings.value(\.storage.cleanupThreshold)
        return report.rooms.sorted { $0.key < $1.key }.compactMap { name, room in
            guard room.free < room.total / 100 * Int64(percent) else { return nil }
            return "The volume \(name) is nearly full, and nothing is deleted to make room (storage.cleanup_enabled is "
                + "false): recording will end. Free some, or let recordings be deleted."
        }
    }

    // MARK: Asking

    /// What is kept, where, and how long it will last.
    package func view(as principal: Principal) async throws -> StorageView {
        try Policy.require(principal, .seeSystem)
        let report = keeper.report
        let totals = try await services.catalog.volumeTotals()
        let rules = try await rules.rules(for: report.rooms)
        return StorageView(
            volumes: try await volumes(report, totals, rules),
            cameras: try await cameras(as: principal, totals),
            deleted: Self.sums(report.deleted),
            isDeleting: rules.isOn,
            lookedAt: report.lookedAt,
            lookedAtAgeAt: report.lookedAtAgeAt,
            madeRoomAt: report.madeRoomAt,
            warnings: KeepingWords.warnings(report),
            problems: problems
        )
    }

    private func volumes(
        _ report: KeeperReport,
        _ totals: [VolumeTotals],
        _ rules: RetentionRules
    ) async throws -> [StorageView.Volume] {
        let trends = try await volumeTrends(report)
        let pictures = try await services.catalog.snapshotTotals()
        let names = Set(report.forecasts.keys).union(totals.map(\.volume))
        return names.sorted().map { name in
            let here = totals.filter { $0.volume == name }
            let album = pictures.filter { $0.volume == name }
            let room = report.rooms[name]
            let rule = rules.volumes[name] ?? VolumeRule()
            return StorageView.Volume(
                name: name,
                recordings: here.reduce(0) { $0 + $1.segments },
                bytes: here.reduce(0) { $0 + $1.bytes },
                protected: Self.protected(here),
                snapshotBytes: album.reduce(0) { $0 + $1.bytes },
                totalBytes: room?.total,
                freeBytes: room?.free,
                floorBytes: rule.floor,
                limitBytes: rule.limit,
                pressure: pressure(room),
                forecast: StorageView.Forecast(report.forecasts[name]),
                warning: KeepingWords.warning(ofVolume: name, report),
                trend: trends[name]
            )
        }
    }

    private func pressure(_ room: KeptVolume.Room?) -> StoragePressure {
        guard let room, room.total > 0 else { return .normal }
        let percent = Double(room.free) / Double(room.total) * 100
        if percent < Double(settings.value(\.storage.emergencyFree)) { return .emergency }
        if percent < Double(settings.value(\.storage.criticalFree)) { return .critical }
        return percent < Double(settings.value(\.storage.warningFree)) ? .warning : .normal
    }

    private func cameras(as principal: Principal, _ totals: [VolumeTotals]) async throws -> [StorageView.Camera] {
        let ends = try await services.catalog.segmentTotals()
        let now = services.time.wall
        let rates = try await services.catalog.throughput(since: now + .seconds(-86_400))
        let usual = settings.value(\.storage.retentionDays)
        return try await services.catalog.cameras(includingDeleted: true).compactMap { camera in
            let here = totals.filter { $0.camera == camera.id }
            guard camera.deletedAt == nil || !here.isEmpty,
                Policy.may(principal, .playRecordings, .camera(camera.id.text))
            else { return nil }
            let own = ends.filter { $0.camera == camera.id }
            let perDay = rates.filter { $0.camera == camera.id }.reduce(0.0) { sum, stream in
                sum + Double(stream.bytes) / max((now - stream.since).inSeconds, 60) * 86_400
            }
            let days = camera.keepDays ?? usual
            let eventDays = camera.keepEventDays ?? settings.value(\.storage.eventRecordingDays) ?? days
            return StorageView.Camera(
                id: camera.id.text,
                recordings: here.reduce(0) { $0 + $1.segments },
                bytes: here.reduce(0) { $0 + $1.bytes },
                protected: Self.protected(here),
                bytesPerDay: Int64(min(perDay, 9e18)),
                oldest: own.map(\.oldestStart).min(),
                newest: own.map(\.newestStart).max(),
                retentionDays: days,
                eventRetentionDays: days == 0 ? 0 : eventDays == 0 ? 0 : max(days, eventDays),
                quotaBytes: camera.quotaBytes
            )
        }
    }

    private static func protected(_ totals: [VolumeTotals]) -> StorageSum {
        StorageSum(
            recordings: totals.reduce(0) { $0 + $1.protectedSegments },
            bytes: totals.reduce(0) { $0 + $1.protectedBytes }
        )
    }

    private static func sums(_ tallies: [DeletionReason: DeletionTally]) -> [String: StorageSum] {
        Dictionary(
            uniqueKeysWithValues: tallies.map {
                ($0.key.rawValue, StorageSum(recordings: $0.value.recordings, bytes: $0.value.bytes))
            }
        )
    }

    /// The longest time that is planned ahead.
    package static let longestPlan: Duration = .seconds(366 * 86_400)
    /// So many recordings are listed at most.
    package static let longestList = 1000

    /// What would be deleted until some time from now on, by the rules as they are: nothing is deleted.
    package func plan(as principal: Principal, within time: Duration, limit: Int) async throws -> DeletionPlanView {
        try Policy.require(principal, .manageSystem)
        guard (.zero...Self.longestPlan).contains(time) else {
            throw DomainError(.invalid, "hours is a number from 0 to 8784.", member: "hours")
        }
        guard (1...Self.longestList).contains(limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.longestList).", member: "limit")
        }
        let plan = try await keeper.plan(within: time, limit: limit)
        return DeletionPlanView(
            items: plan.deletions.map(DeletionPlanView.Item.init),
            totals: Self.sums(plan.totals),
            isComplete: plan.isComplete,
            isDeleting: plan.isOn,
            problems: plan.shortfalls.map(KeepingWords.sentence)
        )
    }

    /// Deletes at once what is due; returns what that was.
    package func cleanUp(as principal: Principal) async throws -> StorageSum {
        try Policy.require(principal, .manageSystem)
        let keeper = keeper
        let sum = try await jobs.run("cleanup", by: principal) { _ in
            let total = try await keeper.pass().total
            let sum = StorageSum(recordings: total.recordings, bytes: total.bytes)
            return (sum, result: ["recordings": "\(sum.recordings)", "bytes": "\(sum.bytes)"])
        }
        await services.audit.note(
            "recording.cleanup",
            by: principal,
            .done,
            ["recordings": "\(sum.recordings)", "bytes": "\(sum.bytes)"]
        )
        return sum
    }
}

extension StorageView.Forecast {
    fileprivate init(_ forecast: VolumeForecast?) {
        self.init(
            bytesPerDay: forecast?.bytesPerDay ?? 0,
            days: forecast?.days,
            promisedDays: forecast?.promisedDays,
            neededBytes: forecast?.neededBytes,
            isTooSmall: forecast?.isTooSmall ?? false,
            fullAt: forecast?.fullAt
        )
    }
}

extension DeletionPlanView.Item {
    fileprivate init(_ deletion: PlannedDeletion) {
        let segment = deletion.segment
        self.init(
            recording: "\(segment.id)",
            camera: segment.camera.text,
            stream: segment.stream.rawValue,
            start: segment.start,
            end: segment.end,
            bytes: segment.bytes,
            reason: deletion.reason.rawValue,
            due: deletion.due
        )
    }
}
