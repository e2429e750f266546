import Catalog
import Changes
import Logging
import Media
import Stream

extension Cameras {
    /// Adds a camera and starts to record it.
    package func add(as principal: Principal, _ draft: CameraDraft) async throws -> CameraView {
        try Policy.require(principal, .addCameras)
        let record = try await adding.run { [self] in try await insert(draft) }
        services.logger.info("camera added", metadata: ["camera": "\(record.id)"])
        await exclusively(record.id) { await apply(record, because: "") }
        services.published(.created, "camera", id: record.id.text)
        await services.audit.note("camera.add", record.target, by: principal, .done, ["name": record.name])
        return CameraView(record, status: status(of: record), for: principal)
    }

    /// Of two who want the same at once, one is the first, and the other is told so or gets the next id.
    private func insert(_ draft: CameraDraft) async throws -> CameraRecord {
        let known = try await services.catalog.cameras(includingDeleted: true)
        let record = try rules.makeRecord(draft, known: Set(known.map(\.id)), at: services.time.wall)
        if draft.hasOwnName, known.contains(where: { $0.deletedAt == nil && $0.name == record.name }) {
            throw DomainError(.conflict, "There is a camera with the name \"\(record.name)\" already.", member: "name")
        }
        try await checkVolumes(of: record, besides: nil)
        do {
            try await services.catalog.insert(record)
        } catch {
            guard error.code == .conflict else { throw error }
            throw DomainError(.conflict, error.message, member: "id")
        }
        return record
    }
}
