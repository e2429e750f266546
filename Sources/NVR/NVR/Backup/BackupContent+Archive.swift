import Catalog
import Media

extension BackupContent {
    /// A camera that was removed and whose recordings are archived: what is said of it, not what was recorded.
    struct ArchiveGroup: Codable, Hashable, Sendable {
        /// As it was, so that it can be brought back.
        var camera: Camera
        /// Nanoseconds since 1970.
        var removedAt: Int64
        var archivedAt: Int64
        /// Nil for what the setting says.
        var keepDays: Int?

        enum CodingKeys: String, CodingKey {
            case camera
            case removedAt = "removed_at"
            case archivedAt = "archived_at"
            case keepDays = "keep_days"
        }
    }
}

extension BackupCapture {
    /// The archived groups of cameras that were removed.
    func archive(
        of configuration: CatalogConfiguration,
        _ missing: inout [String]
    ) -> [BackupContent.ArchiveGroup] {
        var groups: [BackupContent.ArchiveGroup] = []
        let kept = ArchivedCameras(text: configuration.settings[ArchivedCameras.key])
        for (id, group) in kept.groups.sorted(by: { $0.key < $1.key }) {
            guard let record = CameraID(id).flatMap({ configuration.cameras[$0] }), !record.isDemo,
                let removedAt = record.deletedAt
            else { continue }
            var camera = camera(record, &missing)
            camera.privacyMasks = masks(of: id, configuration, &missing)
            capture(areasOf: record.id, of: configuration, into: &camera)
            groups.append(
                BackupContent.ArchiveGroup(
                    camera: camera,
                    removedAt: removedAt.nanoseconds,
                    archivedAt: group.archivedAt,
                    keepDays: group.keepDays
                )
            )
        }
        return groups
    }
}
