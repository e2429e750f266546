import Catalog
import Media
import Retention

/// Makes the rules by which recordings are deleted of what people have set.
struct KeepingRules: Sendable {
    let settings: Settings
    let catalog: any Catalog

    func rules(for rooms: [String: KeptVolume.Room]) async throws(CatalogError) -> RetentionRules {
        let usual = CameraRule(
            term: Self.term(settings.value(\.storage.retentionDays)),
            eventTerm: Self.term(eventDays(nil, settings.value(\.storage.retentionDays)))
        )
        var rules = RetentionRules(
            isOn: settings.value(\.storage.deletesOldest),
            usual: usual,
            limit: settings.value(\.storage.quota).map(Int64.init)
        )
        // Those that were removed too: what they have recorded is kept as long as they said.
        let archived = try await ArchivedCameras(from: catalog).groups
        for camera in try await catalog.cameras(includingDeleted: true) {
            if camera.deletedAt != nil, let group = archived[camera.id.text] {
                let days = group.keepDays ?? settings.value(\.storage.archiveRetentionDays)
                rules.cameras[camera.id] = CameraRule(
                    term: Self.term(days),
                    eventTerm: Self.term(days),
                    staysForGood: days == 0
                )
                continue
            }
            let days = camera.keepDays ?? settings.value(\.storage.retentionDays)
            rules.cameras[camera.id] = CameraRule(
                term: Self.term(days),
                eventTerm: Self.term(eventDays(camera.keepEventDays, days)),
                quota: camera.quotaBytes
            )
        }
        let floor = 100 - settings.value(\.storage.cleanupThreshold)
        for (name, room) in rooms { rules.volumes[name] = VolumeRule(floor: room.total / 100 * Int64(floor)) }
        for volume in try await catalog.volumes() {
            let usual = rules.volumes[volume.id]?.floor ?? 0
            rules.volumes[volume.id] = VolumeRule(limit: volume.limitBytes, floor: volume.floorBytes ?? usual)
        }
        return rules
    }

    /// Where nothing is said of events, they are kept as long as all else.
    private func eventDays(_ own: Int?, _ days: Int) -> Int {
        own ?? settings.value(\.storage.eventRecordingDays) ?? days
    }

    /// 0 is no end.
    static func term(_ days: Int) -> Duration? { days > 0 ? .seconds(Int64(days) * 86_400) : nil }
}
