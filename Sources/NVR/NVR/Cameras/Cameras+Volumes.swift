import Catalog
import Stream

extension Cameras {
    /// A volume that something of a camera is to go to must be there; one that it goes to already may be gone.
    func checkVolumes(of new: CameraRecord, besides old: CameraRecord?) async throws {
        let choices = [
            ("volume", new.mainVolume, old?.mainVolume), ("sub_volume", new.subVolume, old?.subVolume),
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
