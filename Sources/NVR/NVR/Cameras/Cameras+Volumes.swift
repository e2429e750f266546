import Catalog
import Stream

extension Cameras {
    /// A volume that a camera is to be recorded to must be there; one that it is recorded to already may be gone.
    func checkVolumes(of new: CameraRecord, besides old: CameraRecord?) async throws {
        for stream in StreamKind.allCases {
            guard let id = new.volume(of: stream), id != old?.volume(of: stream) else { continue }
            let known = try await services.catalog.volumes()
            guard !known.contains(where: { $0.id == id }) else { continue }
            let member = stream == .main ? "volume" : "sub_volume"
            throw DomainError(.invalid, "There is no volume \"\(id)\".", member: member)
        }
    }
}
