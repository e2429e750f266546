import Catalog
import Media
import Storage

extension RestorePlan {
    /// Volumes come before the cameras that choose them. What a backup of an earlier version does not say of them stays.
    func restoreVolumes(_ state: inout State) {
        guard let volumes = content.volumes else { return }
        var wanted: Set<String> = []
        var names: Set<String> = []
        for volume in volumes {
            let entry = "Volume \(BackupHeader.printable(volume.id, 63))"
            do throws(DomainError) {
                let old = state.configuration.volumes[volume.id]
                let record = try record(of: volume, old)
                guard wanted.insert(record.id).inserted, names.insert(record.name).inserted else {
                    throw DomainError(.invalid, "It is in the backup twice.", member: "id")
                }
                state.configuration.volumes[record.id] = record
                let isNew = old == nil || old?.deletedAt != nil
                state.report.volumes.note(record.id, isNew: isNew, isChanged: old != record)
            } catch {
                state.refuse(entry, error)
            }
        }
        for (id, volume) in state.configuration.volumes.sorted(by: { $0.key < $1.key })
        where volume.deletedAt == nil && id != Node.volume && !wanted.contains(id) {
            state.configuration.volumes[id]?.deletedAt = now
            state.report.volumes.removed.append(id)
        }
    }

    private func record(
        of volume: BackupContent.Volume,
        _ old: VolumeRecord?
    ) throws(DomainError) -> VolumeRecord {
        let isDefault = volume.id == Node.volume
        guard CameraID(volume.id) != nil, isDefault == (volume.identity == nil) else {
            throw DomainError(.invalid, "It is none that Nightjar makes.", member: "id")
        }
        guard volume.identity.map({ VolumeID($0) != nil }) ?? true else {
            throw DomainError(.invalid, "Its identity is none that Nightjar makes.", member: "identity")
        }
        return VolumeRecord(
            id: volume.id,
            name: try VolumeRules.name(volume.name),
            path: isDefault ? "" : try VolumeRules.path(volume.path),
            identity: volume.identity,
            note: try VolumeRules.note(volume.note),
            limitBytes: try VolumeRules.amount(volume.limitBytes, member: "limit_bytes"),
            floorBytes: try VolumeRules.amount(volume.floorBytes, member: "floor_bytes", orNone: true),
            createdAt: old?.createdAt ?? WallTime(nanoseconds: volume.createdAt)
        )
    }

    /// A camera whose volume is not there goes to the default volume.
    func withoutUnknownVolumes(_ camera: CameraRecord, _ state: inout State) -> CameraRecord {
        var camera = camera
        for volume in camera.volumes.sorted() {
            if let known = state.configuration.volumes[volume], known.deletedAt == nil { continue }
            camera.leave(volume)
            state.report.notes.append(
                "The camera \(camera.id) chose the volume \(volume), which is not there: it goes to the default volume."
            )
        }
        return camera
    }
}
