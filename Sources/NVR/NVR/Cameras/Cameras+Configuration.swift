import Catalog
import Logging
import Media
import Stream

extension Cameras {
    /// Applies the cameras of the configuration file: those that are new, and those whose entry changed since it was last
    /// applied. Otherwise the catalogue wins (design §5). Called once, before ``run()``.
    func apply(_ entries: [CameraDraft]) async throws {
        let all = try await services.catalog.cameras(includingDeleted: true)
        var known = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        var seen: Set<CameraID> = []
        for entry in entries {
            let id = try rules.identifier(entry, taken: { _ in false })
            guard seen.insert(id).inserted else {
                throw DomainError(.conflict, "Two cameras of the configuration have the id \"\(id)\".", member: "id")
            }
            let old = known.removeValue(forKey: id)
            guard old == nil || old?.appliedEntryHash != entry.entryHash else { continue }
            try await apply(entry, to: old)
        }
        for old in known.values where old.appliedEntryHash != nil && old.deletedAt == nil {
            // The simulated cameras are gone with the run that played them; what they recorded stays.
            guard !old.isDemo else {
                try await services.catalog.markDeleted(old.id, at: services.time.wall)
                continue
            }
            services.logger.notice(
                "camera is no longer in the configuration; it stays as it is until it is removed in the app",
                metadata: ["camera": "\(old.id)"]
            )
        }
    }

    private func apply(_ entry: CameraDraft, to old: CameraRecord?) async throws {
        var new = try rules.makeRecord(entry, known: [], at: services.time.wall)
        if let old {
            new.createdAt = old.createdAt
            try await services.catalog.update(new)
            services.logger.info("camera changed by the configuration", metadata: ["camera": "\(new.id)"])
        } else {
            try await services.catalog.insert(new)
            services.logger.info("camera added from the configuration", metadata: ["camera": "\(new.id)"])
        }
        // The simulated ones are new at each start, which is nothing that anybody did.
        guard !entry.isDemo else { return }
        let action = old == nil ? "camera.add" : "camera.change"
        await services.audit.note(action, new.target, by: .configuration, .done, ["name": new.name])
    }
}

extension Principal {
    /// Nightjar itself, as its configuration file says.
    fileprivate static var configuration: Principal {
        var principal = Principal.recorder
        principal.origin.face = "configuration"
        return principal
    }
}
