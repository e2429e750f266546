import HTTPServing
import Media
import NVR
import OpenAPI
import Reception

extension StorageMessage {
    init(_ view: StorageView) {
        self.init(
            volumes: view.volumes.map(Volume.init),
            cameras: view.cameras.map(Camera.init),
            deleted: DeletedMessage.list(view.deleted),
            cleanupEnabled: view.isDeleting,
            lookedAt: view.lookedAt.map(RFC3339.text),
            lookedAtAgeAt: view.lookedAtAgeAt.map(RFC3339.text),
            madeRoomAt: view.madeRoomAt.map(RFC3339.text),
            warnings: view.warnings,
            problems: view.problems
        )
    }
}

extension StorageMessage.Volume {
    init(_ volume: StorageView.Volume) {
        self.init(
            name: volume.name,
            recordings: volume.recordings,
            bytes: volume.bytes,
            protected: StorageSumMessage(volume.protected),
            snapshotBytes: volume.snapshotBytes,
            totalBytes: volume.totalBytes,
            freeBytes: volume.freeBytes,
            floorBytes: volume.floorBytes,
            limitBytes: volume.limitBytes,
            pressure: volume.pressure.rawValue,
            forecast: StorageMessage.Forecast(
                bytesPerDay: volume.forecast.bytesPerDay,
                days: volume.forecast.days,
                promisedDays: volume.forecast.promisedDays,
                neededBytes: volume.forecast.neededBytes,
                tooSmall: volume.forecast.isTooSmall,
                fullAt: volume.forecast.fullAt.map(RFC3339.text)
            ),
            warning: volume.warning,
            trend: volume.trend.map { trend in
                StorageMessage.Trend(
                    days: trend.days,
                    writtenPerDay: trend.writtenPerDay,
                    growthPerDay: trend.growthPerDay,
                    holdsDays: trend.holdsDays,
                    fullAt: trend.fullAt.map(RFC3339.text)
                )
            }
        )
    }
}

extension StorageMessage.Camera {
    init(_ camera: StorageView.Camera) {
        self.init(
            id: camera.id,
            recordings: camera.recordings,
            bytes: camera.bytes,
            protected: StorageSumMessage(camera.protected),
            bytesPerDay: camera.bytesPerDay,
            oldest: camera.oldest.map(RFC3339.text),
            newest: camera.newest.map(RFC3339.text),
            retentionDays: camera.retentionDays,
            eventRetentionDays: camera.eventRetentionDays,
            quotaBytes: camera.quotaBytes
        )
    }
}

extension DeletionPlanMessage {
    init(_ plan: DeletionPlanView) {
        self.init(
            items: plan.items.map { item in
                Item(
                    recording: item.recording,
                    camera: item.camera,
                    stream: item.stream,
                    start: RFC3339.text(item.start),
                    end: RFC3339.text(item.end),
                    bytes: item.bytes,
                    reason: item.reason,
                    dueAt: RFC3339.text(item.due)
                )
            },
            totals: DeletedMessage.list(plan.totals),
            complete: plan.isComplete,
            cleanupEnabled: plan.isDeleting,
            problems: plan.problems
        )
    }
}

extension RecordingChange {
    init(_ message: RecordingPatchMessage) {
        self.init(
            isProtected: message.protected.value,
            isEvent: message.event.value,
            retentionDays: message.retentionDays.value
        )
    }
}

extension PurgeRequest {
    init(_ message: PurgeMessage) throws {
        self.init()
        camera = message.camera
        stream = message.stream
        kind = message.kind
        if let text = message.before {
            guard let time = RFC3339.time(text) else {
                throw Problem.invalid("before", "before is a time as in 2026-11-21T10:00:00Z.")
            }
            before = time
        }
        olderThanDays = message.olderThanDays
        isDryRun = message.dryRun ?? false
        guard camera != nil || before != nil || olderThanDays != nil || message.all == true else {
            throw Problem.invalid("all", "all must be true where neither camera, before nor older_than_days is given.")
        }
    }
}
