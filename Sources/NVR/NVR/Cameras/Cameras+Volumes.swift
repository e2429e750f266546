import Catalog
import Recording
import Stream

extension Cameras {
    /// What goes to a volume that was taken out of use goes to the default one, or to that of its stream, from the next key
    /// frames on.
    func leaveVolume(_ id: String) {
        streams.leave(id)
        recording.leaveVolume(id)
    }

    /// A volume that something of a camera is to go to must be there; one that it goes to already may be gone.
    func checkVolumes(of new: CameraRecord, besides old: CameraRecord?) async throws {
        let choices = [
            ("volume", new.mainVolume, old?.mainVolume), ("sub_volume", new.subVolume, old?.subVolume),
            ("event_volume", new.eventVolume, old?.eventVolume),
            ("snapshot_volume", new.snapshotVolume, old?.snapshotVolume),
        ]
        for (member, chosen, before) in choices {
            guard let id = chosen, id != before else { continue }
            let known = try await services.catalog.volumes()
            guard !known.contains(where: { $0.id == id }) else { continue }
            throw DomainError(.invalid, "There is no volume \"\(id)\".", member: member)
        }
    }
}
