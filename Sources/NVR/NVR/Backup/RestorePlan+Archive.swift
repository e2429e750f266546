import Catalog
import Media

extension RestorePlan {
    /// Cameras that were removed and archived, after those that are there. One that the recorder does not know comes back
    /// as one that was removed, so that what is found of it on the disks has its group. What was archived since the backup
    /// stays so: nothing is deleted because of a restore.
    func restoreArchive(_ state: inout State) {
        guard let groups = content.archive else { return }
        let present = Set(content.cameras.map(\.id))
        let old = ArchivedCameras(text: state.configuration.settings[ArchivedCameras.key]).groups
            // Those of cameras that are there count for nothing.
            .filter { !present.contains($0.key) }
        var wanted = ArchivedCameras()
        wanted.groups = old
        var seen: Set<CameraID> = []
        for group in groups {
            do throws(DomainError) {
                let id = try restore(group, present, &state)
                guard seen.insert(id).inserted else {
                    throw DomainError(.invalid, "It is in the backup twice.", member: "id")
                }
                wanted.groups[id.text] = .init(archivedAt: group.archivedAt, keepDays: group.keepDays)
            } catch {
                state.refuse("Archive of \(BackupHeader.printable(group.camera.id, 63))", error)
            }
        }
        guard old != wanted.groups else { return }
        do {
            state.configuration.settings[ArchivedCameras.key] = try wanted.text()
            state.report.settings.note("archive of cameras", isNew: false, isChanged: true)
        } catch {
            state.refuse("archive", error)
        }
    }

    private func restore(
        _ group: BackupContent.ArchiveGroup,
        _ present: Set<String>,
        _ state: inout State
    ) throws(DomainError) -> CameraID {
        guard !present.contains(group.camera.id) else {
            throw DomainError(.invalid, "It is a camera of the backup, too.", member: "id")
        }
        if let days = group.keepDays, !(0...36_500).contains(days) {
            throw DomainError(.invalid, "It is kept for 0 to 36500 days.", member: "keep_days")
        }
        var record = withoutUnknownVolumes(try record(of: group.camera, nil), &state)
        // One that is known was removed at the latest when the cameras were restored.
        guard state.configuration.cameras[record.id] == nil else { return record.id }
        record.deletedAt = WallTime(nanoseconds: group.removedAt)
        state.configuration.cameras[record.id] = record
        _ = try restoreMasks(group.camera, &state)
        _ = try restoreAreas(group.camera, record.id, &state)
        return record.id
    }
}
