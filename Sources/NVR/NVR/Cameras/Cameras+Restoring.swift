import Catalog
import Changes
import Logging

extension Cameras {
    /// Brings a camera back that was removed, as it was, and records it again if it was recorded.
    func bringBack(as principal: Principal, _ removed: CameraRecord) async throws -> CameraView {
        try await exclusively(removed.id) {
            var record = removed
            record.deletedAt = nil
            try await services.catalog.update(record)
            await apply(record, because: "")
            services.logger.info("camera brought back", metadata: ["camera": "\(record.id)"])
            services.published(.created, EventObject.camera, id: record.id.text)
            await services.audit.note("camera.restore", record.target, by: principal, .done, ["name": record.name])
            return CameraView(record, status: status(of: record), for: principal)
        }
    }
}
